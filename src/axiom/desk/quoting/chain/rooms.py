"""Room to trade under limits, in the form in which quotes are sized row by row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.chain import FIGURES
from axiom.risk.limits.figures import GREEKS

if TYPE_CHECKING:
    from axiom.risk.limits import Limits

__all__ = ["Rooms", "rooms_under"]

Floats = NDArray[np.float64]

ROW: Final = {name: FIGURES.index(name) for name in GREEKS}
VOL_POINT: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rooms:
    """What one contract may add, by limit: infinite where there is none.

    Attributes
    ----------
    figure : ndarray of int32, (n_limits,)
        Row of the table of figures that each limited Greek is in.
    scale : ndarray, (n_limits,)
        From the Greek of a unit to the limited figure of a contract.
    up, down : ndarray, (n_limits,)
        By how much that figure may rise and fall; below 0 where the limit is exceeded.
    vega_scale : float
    vega_up, vega_down : ndarray, (n_expiries,)
        The same for the limit on the vega of each expiry.
    net_up, net_down : float
        Contracts that may be bought and sold under the limit on net notional.
    beside : float
        Contracts beyond those held that the limits on notional and contracts leave.
    position : float
        Most contracts of one option.
    """

    figure: NDArray[np.int32]
    scale: Floats
    up: Floats
    down: Floats
    vega_scale: float
    vega_up: Floats
    vega_down: Floats
    net_up: float
    net_down: float
    beside: float
    position: float


def rooms_under(
    limits: Limits,
    exposures: Mapping[str, Any],
    *,
    spot: float,
    multiplier: float,
    dates: Sequence[str],
) -> Rooms:
    """Give the room that limits leave to a book.

    Parameters
    ----------
    limits
        The limits.
    exposures
        Sums over the book, as `Limits.usage` reads them, with ``vega_by_expiry`` by date.
    spot
        Spot, > 0.
    multiplier
        Units of the underlying a contract.
    dates
        ISO date of each expiry of the listing.

    Returns
    -------
    Rooms

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_rooms.py (against `Limits.headroom`).
    """
    names = [name for name in GREEKS if getattr(limits, name) is not None]
    factors = np.array([GREEKS[name](spot) for name in names])
    amounts = np.array([exposures[name] for name in names]) * factors
    bounds = np.array([getattr(limits, name) for name in names], dtype=np.float64)
    vega_up, vega_down = _by_expiry(limits, exposures, dates)
    unit = multiplier * spot
    net = math.inf if limits.net_notional is None else limits.net_notional
    beside = (
        (limits.notional, exposures["notional"], unit),
        (limits.contracts, exposures["contracts"], 1.0),
    )
    return Rooms(
        figure=np.array([ROW[name] for name in names], dtype=np.int32),
        scale=factors * multiplier,
        up=bounds - amounts,
        down=bounds + amounts,
        vega_scale=VOL_POINT * multiplier,
        vega_up=vega_up,
        vega_down=vega_down,
        net_up=(net - exposures["net_notional"]) / unit,
        net_down=(net + exposures["net_notional"]) / unit,
        beside=min(
            (math.inf if most is None else (most - held) / one) for most, held, one in beside
        ),
        position=math.inf if limits.position is None else limits.position,
    )


def _by_expiry(
    limits: Limits, exposures: Mapping[str, Any], dates: Sequence[str]
) -> tuple[Floats, Floats]:
    own = limits.vega_by_expiry
    if own is None:
        none = np.full(len(dates), math.inf)
        return none, none
    if isinstance(own, Mapping):
        most = np.array([own.get(date, math.inf) for date in dates])
    else:
        most = np.full(len(dates), own)
    held = VOL_POINT * np.array([exposures["vega_by_expiry"][date] for date in dates])
    return most - held, most + held
