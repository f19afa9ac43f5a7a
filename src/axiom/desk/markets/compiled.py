"""From the parts of a market to what the compiled episodes read."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.desk.markets.arrivals import Intensity, PoissonArrivals
from axiom.desk.quoting.fill_intensities import ExponentialIntensity
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.markets.maker_market import MakerMarket
    from axiom.desk.markets.mids import MidMotion

    Doubles = NDArray[np.float64]

__all__ = ["MOST_ORDERS", "Compiled", "checked_count", "checked_horizon", "compiled", "step_ends"]

MOST_ORDERS: Final = 1e8
"""Most orders in one episode, in the mean."""
_EXPONENTIAL, _LOGISTIC = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A market over given decision steps."""

    market: MakerMarket
    ends: Doubles
    motion: MidMotion
    terms: _core.MakerTerms


def compiled(market: MakerMarket, ends: Doubles, *, least_offset: float = 0.0) -> Compiled:
    """Put a market into the words of the core.

    Parameters
    ----------
    market : MakerMarket
    ends : ndarray of float64, (steps,)
        Ends of the decision steps, ascending, above 0.
    least_offset : float
        Lowest offset that will be quoted.

    Raises
    ------
    InvalidArgumentError
        If the orders are too many.
    """
    shift, rates = _reach_of_all(market, least_offset)
    _check_number(max(rates), float(ends[-1]), least_offset)
    motion = market.mid.motion(ends)
    flow = market.arrivals.flow(*rates)
    bids, asks = (_depth(one, shift) for one in market.arrivals.sides)
    selection, latency, queue = market.adverse_selection, market.latency, market.queue
    terms = _core.MakerTerms(
        (motion.kind, motion.start, motion.drift, motion.vol),
        np.ascontiguousarray(motion.move_times),
        bids,
        asks,
        (True, *market.decay_range) if market.decay_range else (False, 0.0, 0.0),
        astuple(flow),
        (selection.probability, selection.size, selection.is_exponential)
        if selection
        else (0.0, 0.0, False),
        (True, latency.delay, latency.is_exponential) if latency else (False, 0.0, False),
        (queue.ahead, queue.is_exponential, queue.cancel_rate) if queue else (0.0, False, 0.0),
        (market.fees.per_unit, market.fees.share),
        market.tick,
        market.inventory_limit,
    )
    return Compiled(market=market, ends=ends, motion=motion, terms=terms)


def _depth(intensity: Intensity, shift: float) -> tuple[int, float, float]:
    if isinstance(intensity, ExponentialIntensity):
        return _EXPONENTIAL, intensity.decay, shift
    return _LOGISTIC, intensity.steepness, intensity.shift


def _reach_of_all(market: MakerMarket, least_offset: float) -> tuple[float, tuple[float, float]]:
    """Offset that every exponential order reaches, and the rates of orders that go with it."""
    follows = market.latency is None and isinstance(market.arrivals, PoissonArrivals)
    follows = follows and market.decay_range is None
    shift = min(least_offset, 0.0) if follows else 0.0
    bids, asks = (
        float(side.rate(shift)) if isinstance(side, ExponentialIntensity) else side.scale
        for side in market.arrivals.sides
    )
    return shift, (bids, asks)


def _check_number(rate: float, horizon: float, least_offset: float) -> None:
    if not rate * horizon <= MOST_ORDERS:
        raise InvalidArgumentError(
            f"an episode has {rate * horizon:.3g} orders on a side in the mean, at {rate:.3g} per "
            f"unit of time and a lowest offset of {least_offset:.6g}: floor the offsets, shorten "
            "the horizon or lower the intensity's scale"
        )


def step_ends(horizon: float, steps: int) -> Doubles:
    """Return the ends of equal steps to a horizon."""
    checked_horizon(horizon)
    return horizon * np.arange(1, checked_count("steps", steps) + 1) / steps


def checked_count(name: str, value: object) -> int:
    """Return a whole number of at least 1, or raise where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise InvalidArgumentError(f"{name}={value!r}: give a whole number of at least 1")
    return int(value)


def checked_horizon(horizon: float) -> None:
    """Raise InvalidArgumentError unless the horizon is finite and above 0."""
    if not (math.isfinite(horizon) and horizon > 0.0):
        raise InvalidArgumentError(f"horizon={horizon!r}: give a finite time above 0")
