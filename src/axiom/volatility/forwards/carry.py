"""Forwards from a spot that pays dated dividends and costs to borrow, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend

__all__ = ["MOST_BORROW", "forward_price", "implied_borrow", "spot_and_borrow"]

Floats = NDArray[np.float64]

MOST_BORROW: Final = 1.0
"""Borrow rates beyond this, either way, are taken for an error of the spot: within hours of expiry
a tick of the forward is hundreds of percent a year."""

_STEPS: Final = 20
_ENOUGH: Final = 1e-14


def forward_price(
    *,
    spot: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    borrow: ArrayLike,
    dividends: Sequence[Dividend] = (),
) -> Floats:
    """Return the forward of a spot that pays dividends.

    Parameters
    ----------
    spot : array_like
        Price of the underlying now, above 0.
    years : array_like
        Time to delivery in years, above 0.
    rate, borrow : array_like
        Interest rate, and what holding the underlying earns a year beside the dividends
        (continuously compounded); all broadcast.
    dividends : sequence of Dividend
        Those at or before the delivery count.

    Returns
    -------
    ndarray, the broadcast shape

    Notes
    -----
    F = S e^(g T) prod(1 - p_i) - sum_i c_i e^(g (T - t_i)) prod_(j > i) (1 - p_j) with g = rate -
    borrow: the mean of the price that drops to S (1 - p) - c at each ex-date, the floor at zero
    left aside.

    Verified by ``tests/unit/volatility/test_carry.py``.
    """
    growth = np.asarray(rate, dtype=np.float64) - np.asarray(borrow, dtype=np.float64)
    start, time = np.asarray(spot, dtype=np.float64), np.asarray(years, dtype=np.float64)
    value, _ = _grown(start, time, growth, dividends)
    return value


def implied_borrow(
    *,
    spot: ArrayLike,
    forward: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    dividends: Sequence[Dividend] = (),
) -> Floats:
    """Return the borrow rate at which a spot with dividends has given forwards.

    Parameters
    ----------
    spot, years, rate, dividends
        As in `forward_price`.
    forward : array_like
        Forwards, above 0; NaN gives NaN.

    Returns
    -------
    ndarray, the broadcast shape
        ``forward_price`` of it is `forward`.

    Raises
    ------
    InvalidArgumentError
        When the dividends are so large that no rate gives the forward.

    Notes
    -----
    Newton's iteration on the growth rate; without dividends it ends in its first step.

    Verified by ``tests/unit/volatility/test_carry.py``.
    """
    start, wanted, time, cost = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (spot, forward, years, rate))
    )
    growth = np.zeros(wanted.shape)
    for _ in range(_STEPS):
        value, slope = _grown(start, time, growth, dividends)
        with np.errstate(invalid="ignore", divide="ignore"):
            logarithmic = np.log(wanted / value) * value / slope
            step = np.where(value > 0.0, logarithmic, (wanted - value) / slope)
        growth = growth + step
        if not (np.abs(step) > _ENOUGH * (1.0 + np.abs(growth))).any():
            break
    missing = np.isfinite(wanted) & ~np.isfinite(growth)
    if missing.any():
        raise InvalidArgumentError(
            f"dividends: no borrow rate gives the forward {wanted[missing][0]!r} with the spot "
            f"{start[missing][0]!r}; correct the amounts"
        )
    return np.asarray(cost - growth)


def spot_and_borrow(
    *,
    spot: ArrayLike,
    forward: ArrayLike,
    years: ArrayLike,
    rate: ArrayLike,
    dividends: Sequence[Dividend] = (),
) -> tuple[Floats, Floats]:
    """Return a spot and a borrow rate that give a forward, the rate within `MOST_BORROW`.

    Parameters
    ----------
    spot, forward, years, rate, dividends
        As in `implied_borrow`.

    Returns
    -------
    spot, borrow : ndarray, the broadcast shape
        The spot given and its `implied_borrow`; where that lies beyond `MOST_BORROW`, this limit,
        and the spot that has the forward with it.

    Verified by ``tests/unit/volatility/test_carry.py``.
    """
    wide = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (spot, forward, years, rate))
    )
    start, wanted, time, cost = wide
    implied = implied_borrow(spot=start, forward=wanted, years=time, rate=cost, dividends=dividends)
    borrow = np.clip(implied, -MOST_BORROW, MOST_BORROW)
    terms: Any = {"years": time, "rate": cost, "borrow": borrow, "dividends": dividends}
    reached = forward_price(spot=start, **terms)
    growth = forward_price(spot=start + 1.0, **terms) - reached
    shifted = start + (wanted - reached) / growth
    return np.where(borrow == implied, start, shifted), borrow


def _grown(
    spot: Floats, years: Floats, growth: Floats, dividends: Sequence[Dividend]
) -> tuple[Floats, Floats]:
    """Return the forward and its derivative in the growth rate."""
    value, years, growth = np.broadcast_arrays(spot, years, growth)
    slope, now = np.zeros(years.shape), 0.0
    for one in dividends:
        before = one.time <= years
        factor = np.exp(growth * (one.time - now))
        slope = np.where(before, factor * (slope + value * (one.time - now)), slope)
        value = np.where(before, factor * value, value)
        value = np.where(before, value * (1.0 - one.proportion) - one.cash, value)
        slope = np.where(before, slope * (1.0 - one.proportion), slope)
        now = one.time
    return _to_the_end(value, slope, growth, years, dividends)


def _to_the_end(
    value: Floats, slope: Floats, growth: Floats, years: Floats, dividends: Sequence[Dividend]
) -> tuple[Floats, Floats]:
    """Carry from the last dividend before each delivery to the delivery."""
    times = np.array([0.0, *(one.time for one in dividends)])
    rest = years - times[np.searchsorted(times, years, side="right") - 1]
    factor = np.exp(growth * rest)
    return factor * value, factor * (slope + value * rest)
