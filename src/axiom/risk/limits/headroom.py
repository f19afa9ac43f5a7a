"""How many contracts can be traded before a limit is exceeded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.limits.figures import GREEKS, WITH_POSITION

__all__ = ["Headroom", "room_to_trade"]

ROUNDING: Final = 1e-12
"""Share of a contract by which a whole number may be missed through rounding."""

_PROFITS: Final = ("loss", "drawdown")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headroom:
    """Whole contracts that can be traded before a limit is exceeded.

    Parameters
    ----------
    buy, sell
        Contracts, 0 or more, of the shape of the candidates; infinite where no limit binds.

    Notes
    -----
    Verified by tests/unit/risk/test_limits.py.
    """

    buy: float | Floats
    sell: float | Floats


def room_to_trade(
    found: Mapping[str, tuple[float, float]], trade: Mapping[str, ArrayLike], spot: float
) -> Headroom:
    """Give the contracts that all limits allow.

    Parameters
    ----------
    found
        Amount and limit by the name of the limit.
    trade, spot
        As in `Limits.headroom`.

    Returns
    -------
    Headroom
        Floats where all of `trade` are scalars.

    Notes
    -----
    Verified by tests/unit/risk/test_limits.py.
    """
    given = {name: np.asarray(value, dtype=np.float64) for name, value in trade.items()}
    shape = np.broadcast_shapes(*(value.shape for value in given.values()))
    buy, sell = np.full(shape, np.inf), np.full(shape, np.inf)
    for name, (amount, limit) in found.items():
        low, high = _range(name, amount, limit, given, spot)
        buy = np.minimum(buy, _whole(high))
        sell = np.minimum(sell, _whole(-low))
    return Headroom(buy=buy if shape else float(buy), sell=sell if shape else float(sell))


def _whole(contracts: Floats) -> Floats:
    """Return whole contracts, 0 where there is none or it is not known how many."""
    return np.where(contracts > 0.0, np.floor(contracts * (1.0 + ROUNDING)), 0.0)


def _range(
    name: str, amount: float, limit: float, trade: Mapping[str, Floats], spot: float
) -> tuple[Floats, Floats]:
    """Give the least and the most contracts, signed, that one limit allows."""
    if name in _PROFITS:
        room = np.asarray(np.inf if amount <= limit else 0.0)
        return -room, room
    if name in WITH_POSITION:
        return _around_zero(name, amount, limit, trade)
    if name == "net_notional":
        step = _of(trade, "unit_notional", name)
    else:
        greek = "vega" if name.startswith("vega") else name
        step = _of(trade, greek, name) * GREEKS[greek](spot)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (-limit - amount) / step, (limit - amount) / step
    still = step == 0.0
    return (
        np.where(still, -np.inf, np.minimum(one, other)),
        np.where(still, np.inf, np.maximum(one, other)),
    )


def _around_zero(
    name: str, amount: float, limit: float, trade: Mapping[str, Floats]
) -> tuple[Floats, Floats]:
    """Do so for figures that a trade lowers when it closes what is held."""
    held = _of(trade, "held", name)
    if name == "position":
        most = np.full(held.shape, limit)
    else:
        unit = _of(trade, "unit_notional", name) if name == "notional" else np.ones(())
        most = np.maximum((limit - amount) / unit + np.abs(held), 0.0)
    return -most - held, most - held


def _of(trade: Mapping[str, Floats], needed: str, name: str) -> Floats:
    if needed not in trade:
        raise InvalidArgumentError(
            f"trade lacks {needed!r}, which the limit on {name} needs; give it for one contract"
        )
    return trade[needed]
