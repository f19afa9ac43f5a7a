"""Robust regression of put-call parity, all expiries of a chain at once.

A pair is a call and a put of one strike. Pairs come sorted by expiry and strike; a *segment* is the
run of pairs of one expiry, and every sum below is a sum over segments, so that no loop runs over
expiries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Pairs", "ParityFit", "fit_parity", "forward_given_discount", "near_the_money"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_BISQUARE: Final = 4.685
_NEAREST: Final = 5
_RESCALED_STEPS: Final = 3
_STEPS: Final = 10
_SMALLEST_SCALE: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Calls and puts of equal expiry and strike.

    Parameters
    ----------
    segment : ndarray of int, shape (n,)
        Number of the expiry, ascending, every number from 0 on occurring.
    strike : ndarray, shape (n,)
        Ascending within a segment.
    difference : ndarray, shape (n,)
        Mid of the call less mid of the put.
    straddle : ndarray, shape (n,)
        Mid of the call plus mid of the put.
    variance : ndarray, shape (n,)
        What the variance of `difference` is taken to be proportional to.
    """

    segment: Ints
    strike: Floats
    difference: Floats
    straddle: Floats
    variance: Floats

    @property
    def starts(self) -> Ints:
        """Index of the first pair of each segment."""
        return np.flatnonzero(np.diff(self.segment, prepend=-1))

    def take(self, mask: NDArray[np.bool_]) -> Pairs:
        """Return the pairs where `mask` is true; it has to leave one in each segment."""
        return Pairs(
            segment=self.segment[mask],
            strike=self.strike[mask],
            difference=self.difference[mask],
            straddle=self.straddle[mask],
            variance=self.variance[mask],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityFit:
    """Fitted lines, one a segment; arrays of shape (segments,).

    `forward`, `discount_factor`, their standard errors, `n_used` and `n_rejected` pairs, and
    `residual_rms`, the root of the residuals' weighted mean square, in units of price.
    """

    forward: Floats
    forward_se: Floats
    discount_factor: Floats
    discount_factor_se: Floats
    n_used: Ints
    n_rejected: Ints
    residual_rms: Floats


def near_the_money(pairs: Pairs, straddles: float) -> tuple[Pairs, Floats, Floats]:
    """Keep the pairs near the money.

    Parameters
    ----------
    pairs : Pairs
        All usable pairs.
    straddles : float
        Half-width of the kept strikes, in multiples of the at-the-money straddle.

    Returns
    -------
    kept : Pairs
        The pairs within that width of a first guess of the forward; at least the five nearest.
    forward : ndarray, shape (segments,)
        The guess: the median of K + C - P over the five pairs with the smallest abs(C - P).
    width : ndarray, shape (segments,)
        The median straddle of those five.
    """
    nearest = _rank(np.abs(pairs.difference), pairs) < _NEAREST
    middle = pairs.take(nearest)
    forward = _median(middle.strike + middle.difference, middle)
    width = _median(middle.straddle, middle)
    distance = np.abs(pairs.strike - forward[pairs.segment])
    keep = distance <= straddles * width[pairs.segment]
    keep |= _rank(distance, pairs) < _NEAREST
    return pairs.take(keep), forward, width


def fit_parity(pairs: Pairs, forward: Floats, width: Floats) -> ParityFit:
    """Fit C - P = D (F - K) to each segment by Tukey's bisquare.

    Parameters
    ----------
    pairs : Pairs
        Pairs to fit.
    forward, width : ndarray, shape (segments,)
        First guess of the forward and the at-the-money straddle, from `near_the_money`.

    Returns
    -------
    ParityFit
        Standard errors are infinite where a segment has fewer than three pairs in the fit.

    Notes
    -----
    Weighted least squares, iterated: a pair's weight is 1 / variance times the bisquare weight of
    its residual. The line starts from the median slope through the guessed forward, which up to
    half of the pairs may spoil; the scale (from the median absolute residual) is updated for the
    first steps and then held, as in MM-estimation. Standard errors are those of `_covariance`.

    References
    ----------
    Maronna, Martin, Yohai, Salibian-Barrera, Robust Statistics, 2nd ed., 2019, sec. 5.5.

    Verified by ``tests/unit/volatility/test_forwards.py``.
    """
    discount = _first_slope(pairs, forward, width)
    weight = 1.0 / pairs.variance
    robust = np.ones_like(weight)
    scale = np.ones_like(forward)
    for step in range(_STEPS):
        residual = _residual(pairs, forward, discount)
        if step < _RESCALED_STEPS:
            scale = _scale(residual * np.sqrt(weight), pairs)
        robust = _bisquare(residual * np.sqrt(weight), scale[pairs.segment])
        forward, discount = _line(pairs, weight * robust, forward, discount)
    return _finish(pairs, weight, scale, forward, discount)


def forward_given_discount(pairs: Pairs, fit: ParityFit, discount: Floats) -> ParityFit:
    """Fit the forward of each segment where the discount factor is known.

    Parameters
    ----------
    pairs : Pairs
        The pairs of `fit`.
    fit : ParityFit
        A first fit, whose forward starts the iteration.
    discount : ndarray, shape (segments,)
        Discount factors to keep.

    Returns
    -------
    ParityFit
        `discount_factor_se` is 0: what is given has no error here.
    """
    weight, forward = 1.0 / pairs.variance, fit.forward
    guess = pairs.strike + pairs.difference / discount[pairs.segment]
    forward = _median(guess, pairs)
    robust = np.ones_like(weight)
    scale = np.ones_like(forward)
    for step in range(_STEPS):
        residual = _residual(pairs, forward, discount)
        if step < _RESCALED_STEPS:
            scale = _scale(residual * np.sqrt(weight), pairs)
        robust = _bisquare(residual * np.sqrt(weight), scale[pairs.segment])
        total = np.maximum(_sum(weight * robust, pairs), 1e-300)
        forward = _sum(weight * robust * guess, pairs) / total
    return _finish(pairs, weight, scale, forward, discount, slope_known=True)


def _first_slope(pairs: Pairs, forward: Floats, width: Floats) -> Floats:
    """Median slope of the lines from the guessed forward to the pairs away from it."""
    distance = pairs.strike - forward[pairs.segment]
    away = np.abs(distance) > 0.5 * width[pairs.segment]
    safe = np.where(away, distance, 1.0)
    slopes = np.where(away, -pairs.difference / safe, np.nan)
    return np.clip(np.nan_to_num(_median(slopes, pairs), nan=1.0), 0.1, 2.0)


def _line(pairs: Pairs, weight: Floats, forward: Floats, discount: Floats) -> tuple[Floats, Floats]:
    """Weighted least squares; keeps a segment's slope where its strikes do not differ."""
    total, centre, level, spread, slope = _moments(pairs, weight)
    usable = (spread > 1e-12 * total * centre**2) & (slope > 0.05) & (slope < 20.0)
    discount = np.where(usable, slope, discount)
    return np.where(total > 0.0, centre + level / discount, forward), discount


def _moments(pairs: Pairs, weight: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return sum of weights, mean strike and difference, sum of squares, minus the slope."""
    total = _sum(weight, pairs)
    safe = np.where(total > 0.0, total, 1.0)
    centre = _sum(weight * pairs.strike, pairs) / safe
    level = _sum(weight * pairs.difference, pairs) / safe
    offset = pairs.strike - centre[pairs.segment]
    spread = _sum(weight * offset**2, pairs)
    cross = _sum(weight * offset * (pairs.difference - level[pairs.segment]), pairs)
    return total, centre, level, spread, -cross / np.where(spread > 0.0, spread, 1.0)


def _finish(
    pairs: Pairs,
    weight: Floats,
    scale: Floats,
    forward: Floats,
    discount: Floats,
    *,
    slope_known: bool = False,
) -> ParityFit:
    residual = _residual(pairs, forward, discount)
    standard = residual * np.sqrt(weight)
    robust = _bisquare(standard, scale[pairs.segment])
    n_used = _sum((robust > 0.0).astype(float), pairs)
    squares = _sum(weight * robust * residual**2, pairs) / _sum(weight * robust, pairs)
    forward_se, discount_se = _standard_errors(
        pairs,
        weight,
        robust,
        scale=scale,
        forward=forward,
        discount=discount,
        slope_known=slope_known,
    )
    return ParityFit(
        forward=forward,
        forward_se=forward_se,
        discount_factor=discount,
        discount_factor_se=discount_se,
        n_used=n_used.astype(np.intp),
        n_rejected=np.bincount(pairs.segment).astype(np.intp) - n_used.astype(np.intp),
        residual_rms=np.sqrt(squares),
    )


def _standard_errors(
    pairs: Pairs,
    weight: Floats,
    robust: Floats,
    *,
    scale: Floats,
    forward: Floats,
    discount: Floats,
    slope_known: bool,
) -> tuple[Floats, Floats]:
    """Sandwich standard errors of forward and discount factor, residuals correlated over strikes.

    The residuals of neighbouring strikes move together (their quotes come from one model), so the
    middle of the sandwich sums autocovariances with Bartlett weights over 1.3 sqrt(n) lags, as
    Lazarus, Lewis, Stock and Watson (2018, J. Bus. Econ. Stat. 36, 541-559) advise.
    """
    total, centre, level, spread, _ = _moments(pairs, weight * robust)
    count = _sum((robust > 0.0).astype(float), pairs)
    parameters = 1.0 if slope_known else 2.0
    residual = _residual(pairs, forward, discount)
    slack = _slack(residual * np.sqrt(weight), scale, robust, pairs)
    score = weight * robust * residual
    lever = score * (pairs.strike - centre[pairs.segment])
    correction = np.where(count > parameters, count / np.maximum(count - parameters, 1.0), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        level_var = correction * _long_run(score, score, count, pairs) / (slack * total) ** 2
        if slope_known:
            quoted = np.where(count < 4.0, 1.0 / total, 0.0)
            return np.sqrt(
                np.fmax(np.where(count > 1, level_var, 0.0), quoted)
            ) / discount, 0.0 * total
        slope_var = correction * _long_run(lever, lever, count, pairs) / (slack * spread) ** 2
        cross = -correction * _long_run(score, lever, count, pairs) / (slack**2 * total * spread)
        ratio = level / discount
        variance = level_var + ratio**2 * slope_var - 2.0 * ratio * cross
    variance = np.where(np.isfinite(variance), np.maximum(variance, level_var), np.inf)
    return np.sqrt(variance) / discount, np.sqrt(np.where(spread > 0.0, slope_var, np.inf))


def _slack(standard: Floats, scale: Floats, robust: Floats, pairs: Pairs) -> Floats:
    """Mean derivative of the bisquare score over its mean weight, the sandwich's bread."""
    t2 = (standard / (_BISQUARE * scale[pairs.segment])) ** 2
    slope = np.where(t2 < 1.0, (1.0 - t2) * (1.0 - 5.0 * t2), 0.0)
    return np.maximum(_sum(slope, pairs) / np.maximum(_sum(robust, pairs), 1e-300), 0.3)


def _long_run(first: Floats, second: Floats, count: Floats, pairs: Pairs) -> Floats:
    """Bartlett-weighted long-run covariance sums of two scores, no less than without lags."""
    own = _sum(first * second, pairs)
    lags = np.floor(1.3 * np.sqrt(count))
    total = own.copy()
    for lag in range(1, int(lags.max(initial=0.0)) + 1):
        joint = np.zeros_like(first)
        same = pairs.segment[lag:] == pairs.segment[:-lag]
        product = first[lag:] * second[:-lag] + first[:-lag] * second[lag:]
        joint[lag:] = np.where(same, product, 0.0)
        total += np.maximum(1.0 - lag / (lags + 1.0), 0.0) * _sum(joint, pairs)
    return np.maximum(total, own) if first is second else total


def _residual(pairs: Pairs, forward: Floats, discount: Floats) -> Floats:
    at = pairs.segment
    return pairs.difference - discount[at] * (forward[at] - pairs.strike)


def _bisquare(standard: Floats, scale: Floats) -> Floats:
    return np.clip(1.0 - (standard / (_BISQUARE * scale)) ** 2, 0.0, None) ** 2


def _scale(standard: Floats, pairs: Pairs) -> Floats:
    """Median absolute residual, consistent at the normal; never 0, also on exact prices."""
    return np.maximum(1.4826 * _median(np.abs(standard), pairs), _SMALLEST_SCALE)


def _sum(values: Floats, pairs: Pairs) -> Floats:
    return np.bincount(pairs.segment, weights=values).astype(np.float64, copy=False)


def _rank(values: Floats, pairs: Pairs) -> Ints:
    """Rank of each value within its segment, from 0."""
    order = np.lexsort((values, pairs.segment))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order)) - pairs.starts[pairs.segment]
    return rank


def _median(values: Floats, pairs: Pairs) -> Floats:
    """Median of each segment, leaving NaN out; NaN where nothing is left."""
    ordered = values[np.lexsort((values, pairs.segment))]
    count = np.bincount(pairs.segment, weights=np.isfinite(values)).astype(np.intp)
    last = np.maximum(count - 1, 0)
    low, high = ordered[pairs.starts + last // 2], ordered[pairs.starts + (last + 1) // 2]
    return np.asarray(np.where(count > 0, 0.5 * (low + high), np.nan))
