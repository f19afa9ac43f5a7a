"""Greeks of a session's book, what it used of its limits, and its states, through time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from axiom.core.plain import rounded
from axiom.desk.replay.events import Killed, LimitBreached, Listed, MarketMoved, Pulled, Quoted
from axiom.desk.report.session.account import shown_rows, stamps
from axiom.risk.limits.figures import GREEKS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from axiom.desk.replay import SessionResult

__all__ = ["greek_data", "limit_data", "state_data", "vega_data"]

SHOWN: Final = ("delta", "gamma", "vega", "theta", "vanna", "volga")
POINT: Final = 0.01
DIGITS: Final = 8


def greek_data(result: SessionResult) -> dict[str, Any]:
    """Give the Greeks of the book in the money that limits are written in, with the limits.

    Returns
    -------
    dict
        ``time``; ``greeks``, one an entry with ``name``, ``amount`` by time and ``limit`` (None
        without).

    Notes
    -----
    The units are those of `Limits`: delta times spot, gamma for 1 % of spot, vega per vol point,
    theta per calendar day. Verified by tests/unit/desk/report/test_session_data.py.
    """
    table, spot = result.greeks, result.pnl["spot"].to_numpy()
    rows = shown_rows(table.height)
    limits = result.opened.settings["limits"]
    return {
        "time": stamps(table[rows]),
        "greeks": [
            {
                "name": name,
                "amount": rounded((table[name].to_numpy() * _units(name, spot))[rows], DIGITS),
                "limit": limits.get(name),
            }
            for name in SHOWN
            if name in table.columns
        ],
    }


def _units(name: str, spot: Any) -> Any:
    """Turn a raw sum into the money of its limit, at each spot."""
    return np.array([GREEKS[name](one) for one in spot.tolist()])


def vega_data(result: SessionResult) -> dict[str, Any]:
    """Give the vega of each expiry per vol point through time, with the limit of one.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.vega_by_expiry
    rows = shown_rows(table.height)
    limit = result.opened.settings["limits"].get("vega_by_expiry")
    return {
        "time": stamps(table[rows]),
        "expiries": [
            {
                "expiry": name,
                "vega": rounded(POINT * table[name].to_numpy()[rows], DIGITS),
                "limit": limit.get(name) if isinstance(limit, Mapping) else limit,
            }
            for name in table.columns
            if name != "time"
        ],
    }


def limit_data(result: SessionResult) -> dict[str, Any]:
    """Give the share of each limit that is used through time, its highest, and the breaches.

    Notes
    -----
    A share that is infinite, of a limit of 0 or of a figure that is no number, is None.
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    table = result.limits
    names = [name for name in table.columns if name != "time"]
    rows = shown_rows(table.height)
    return {
        "time": stamps(table[rows]),
        "limits": [
            {
                "name": name,
                "share": rounded(table[name].fill_null(0.0).to_numpy()[rows], DIGITS),
                "last": table[name].fill_null(0.0)[-1],
                "highest": table[name].max(),
            }
            for name in names
        ],
        "breaches": [
            {"time": one.time, "name": one.name, "value": one.value, "limit": one.limit}
            for one in result.of_kind(LimitBreached)
        ],
    }


def state_data(result: SessionResult) -> dict[str, Any]:
    """Give the states of quotes and surface as spans of time, and what changed them.

    Returns
    -------
    dict
        ``quotes`` and ``surface``: spans with ``state``, ``begin``, ``end``; ``shares`` of the
        updates in each; ``events``: quotes pulled and killed, limits exceeded and listings
        renewed, with their reason.

    Notes
    -----
    Verified by tests/unit/desk/report/test_session_data.py.
    """
    end = result.events[-1].time
    quotes = [(one.time, one.state) for one in result.of_kind(Quoted)]
    surface = [(one.time, one.state) for one in result.of_kind(MarketMoved)]
    return {
        "quotes": _spans(quotes, end),
        "surface": _spans(surface, end),
        "shares": {"quotes": _shares(quotes), "surface": _shares(surface)},
        "events": [
            {"time": one.time, **_told(one)}
            for one in result.events
            if isinstance(one, Pulled | Killed | LimitBreached | Listed)
        ],
    }


def _spans(states: list[tuple[datetime, str]], end: datetime) -> list[dict[str, Any]]:
    """Join equal states that follow each other."""
    found: list[dict[str, Any]] = []
    for time, state in states:
        if found:
            found[-1]["end"] = time
        if not found or found[-1]["state"] != state:
            found.append({"state": state, "begin": time, "end": end})
    if found:
        found[-1]["end"] = end
    return found


def _shares(states: Iterable[tuple[datetime, str]]) -> dict[str, float]:
    counts = pl.Series([state for _, state in states], dtype=pl.String).value_counts(normalize=True)
    return dict(sorted(counts.iter_rows()))


def _told(event: Pulled | Killed | LimitBreached | Listed) -> dict[str, str]:
    """Say what happened and why."""
    if isinstance(event, Listed):
        why = f"{event.added} options joined, {event.removed} left; {event.n_options} are listed"
        return {"what": "listing renewed", "why": why}
    if isinstance(event, LimitBreached):
        return {
            "what": "limit exceeded",
            "why": f"{event.name}: {event.value:,.4g} against {event.limit:,.4g}",
        }
    what = "quotes pulled" if isinstance(event, Pulled) else "killed"
    return {"what": what, "why": event.reason}
