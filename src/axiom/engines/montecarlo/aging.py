"""A contract as it will be a little later, nothing having moved."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from axiom.instruments import Asian, Instrument
from axiom.market.spot_market import Market

__all__ = ["aged"]

_TIMES = (
    "expiry",
    "fixings",
    "monitoring",
    "resets",
    "observations",
    "start",
    "end",
    "choice",
    "call_expiry",
    "put_expiry",
)


def aged(instrument: Instrument, market: Market, years: float) -> Any:
    """Return a contract whose times have all come nearer.

    Parameters
    ----------
    instrument : Instrument
    market : Market
        Its spot is what a continuous average takes in on the way.
    years : float
        At least 0, and less than every time ahead.

    Notes
    -----
    Times that are now stay now. Verified by tests/unit/engines/montecarlo/test_aging.py.
    """
    names = {field.name for field in fields(instrument)}  # type: ignore[arg-type]
    changes: dict[str, Any] = {
        name: _nearer(getattr(instrument, name), years) for name in _TIMES if name in names
    }
    if "underlying" in names:
        inner = instrument.underlying  # type: ignore[attr-defined]
        changes["underlying"] = replace(inner, expiry=inner.expiry - years)
    if "elapsed" in names:
        changes["elapsed"] = instrument.elapsed + years  # type: ignore[attr-defined]
    if isinstance(instrument, Asian) and instrument.fixings is None:
        changes |= _averaged(instrument, market.spots[0], years)
    return replace(instrument, **changes)  # type: ignore[type-var]


def _nearer(times: Any, years: float) -> Any:
    if times is None:
        return None
    if isinstance(times, tuple):
        return tuple(_nearer(time, years) for time in times)
    return time if (time := float(times)) <= 0.0 else max(time - years, 0.0)


def _averaged(asian: Asian, spot: float, years: float) -> dict[str, Any]:
    """Start of a continuous average and the average so far, the spot staying where it is."""
    start = asian.average_start - years
    if start >= 0.0 or years == 0.0:
        return {"average_start": start}
    before = max(-asian.average_start, 0.0)
    running = 0.0 if asian.running_average is None else asian.running_average
    geometric = asian.averaging == "geometric" and before > 0.0
    if geometric:
        share = before / -start
        return {
            "average_start": start,
            "running_average": running**share * spot ** (1.0 - share),
        }
    amount = running * before + spot * (-start - before)
    return {"average_start": start, "running_average": amount / -start}
