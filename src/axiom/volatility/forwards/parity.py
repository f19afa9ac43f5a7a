"""Robust regression of put-call parity, all expiries of a chain at once.

A pair is a call and a put of one strike. The pairs of an expiry are a row of a table, padded to the
longest row with pairs of no weight, so that no loop runs over expiries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.volatility.forwards.parity_errors import line_errors, root_error

__all__ = ["Pairs", "ParityFit", "fit_forward", "fit_line", "near_mask", "near_the_money"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BISQUARE: Final = 4.685
_NEAREST: Final = 7
_RESCALED_STEPS: Final = 3
_STEPS: Final = 10
_SMALLEST_SCALE: Final = 1.0 / BISQUARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Calls and puts of equal expiry and strike; arrays of shape (expiries, longest row).

    Parameters
    ----------
    valid : ndarray of bool
        False for padding. True cells lead each row.
    strike : ndarray
        Ascending in a row.
    difference : ndarray
        Mid of the call less mid of the put.
    straddle : ndarray
        Mid of the call plus mid of the put.
    weight : ndarray
        Inverse of what the variance of `difference` is taken to be proportional to; 0 for padding.
    rounding : float
        Standard deviation that rounding of the quotes gives `difference`. Residuals may all be 0
        for that reason, and still tell no more than it allows.
    """

    valid: Mask
    strike: Floats
    difference: Floats
    straddle: Floats
    weight: Floats
    rounding: float

    @classmethod
    def from_columns(
        cls,
        row: NDArray[np.intp],
        *,
        strike: Floats,
        difference: Floats,
        straddle: Floats,
        weight: Floats,
        rounding: float = 0.0,
    ) -> Pairs:
        """Return the table of pairs that come sorted by row and strike, no row empty."""
        counts = np.bincount(row)
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        valid = np.zeros((len(counts), int(counts.max())), dtype=bool)
        valid[row, place] = True

        def padded(values: Floats) -> Floats:
            table = np.zeros(valid.shape)
            table[row, place] = values
            return table

        return cls(
            valid=valid,
            strike=padded(strike),
            difference=padded(difference),
            straddle=padded(straddle),
            weight=padded(weight),
            rounding=rounding,
        )

    def where(self, mask: Mask) -> Pairs:
        """Return the pairs where `mask` is true; it has to leave one in each row."""
        row, place = np.nonzero(mask & self.valid)
        return Pairs.from_columns(
            row,
            strike=self.strike[row, place],
            difference=self.difference[row, place],
            straddle=self.straddle[row, place],
            weight=self.weight[row, place],
            rounding=self.rounding,
        )

    def rows(self, chosen: Mask) -> Pairs:
        """Return the rows where `chosen`, of shape (expiries,), is true."""
        return Pairs(
            valid=self.valid[chosen],
            strike=self.strike[chosen],
            difference=self.difference[chosen],
            straddle=self.straddle[chosen],
            weight=self.weight[chosen],
            rounding=self.rounding,
        )

    def median(self, values: Floats) -> Floats:
        """Return the median of each row, padding and NaN left out; NaN where nothing is left."""
        count = np.count_nonzero(self.valid & np.isfinite(values), axis=1)
        ordered = np.sort(np.where(self.valid & np.isfinite(values), values, np.inf), axis=1)
        last, rows = np.maximum(count - 1, 0), np.arange(len(count))
        middle = 0.5 * (ordered[rows, last // 2] + ordered[rows, (last + 1) // 2])
        return np.asarray(np.where(count > 0, middle, np.nan))

    def smallest(self, values: Floats, number: int) -> Mask:
        """Return where the smallest values of each row are, at least `number` where there are."""
        hidden = np.where(self.valid, values, np.inf)
        place = min(number, hidden.shape[1]) - 1
        return self.valid & (hidden <= np.partition(hidden, place, axis=1)[:, place, None])


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityFit:
    """Fitted lines, one an expiry; arrays of shape (expiries,).

    `forward`, `discount_factor`, their standard errors (infinite where there is no telling),
    `n_pairs` and `n_rejected` pairs, and `residual_rms`, the root of the residuals' weighted mean
    square, in units of price.
    """

    forward: Floats
    forward_se: Floats
    discount_factor: Floats
    discount_factor_se: Floats
    n_pairs: NDArray[np.intp]
    n_rejected: NDArray[np.intp]
    residual_rms: Floats


def near_the_money(pairs: Pairs, *, below: float, above: float) -> tuple[Pairs, Floats, Floats]:
    """Keep the pairs near the money.

    Parameters
    ----------
    pairs : Pairs
        All usable pairs.
    below, above : float
        How far below and above the forward strikes are kept, in at-the-money straddles.

    Returns
    -------
    kept : Pairs
        The pairs within that distance of a first guess of the forward, and the seven nearest.
    forward : ndarray, shape (expiries,)
        The guess: the median of K + C - P over the seven pairs with the smallest abs(C - P).
    width : ndarray, shape (expiries,)
        The median straddle of those seven.
    """
    kept, forward, width = near_mask(pairs, below=below, above=above)
    return pairs.where(kept), forward, width


def near_mask(
    pairs: Pairs, *, below: float, above: float, most: int | None = None
) -> tuple[Mask, Floats, Floats]:
    """Tell which pairs are near the money; see `near_the_money`, `most` is how many at most."""
    middle = pairs.smallest(np.abs(pairs.difference), _NEAREST)
    forward = pairs.median(np.where(middle, pairs.strike + pairs.difference, np.nan))
    width = pairs.median(np.where(middle, pairs.straddle, np.nan))
    distance = pairs.strike - forward[:, None]
    inside = (distance >= -below * width[:, None]) & (distance <= above * width[:, None])
    if most is not None:
        inside &= pairs.smallest(np.abs(distance), most)
    kept = pairs.valid & (inside | pairs.smallest(np.abs(distance), _NEAREST))
    return kept, forward, width


def fit_line(pairs: Pairs, forward: Floats, width: Floats) -> ParityFit:
    """Fit C - P = D (F - K) to each row by Tukey's bisquare.

    Parameters
    ----------
    pairs : Pairs
        Pairs to fit.
    forward, width : ndarray, shape (expiries,)
        First guess of the forward and the at-the-money straddle, from `near_the_money`.

    Returns
    -------
    ParityFit
        Standard errors are infinite where fewer than three pairs are in the fit.

    Notes
    -----
    Weighted least squares, iterated: each pair's own weight times the bisquare weight of its
    residual. The line starts from the median slope through the guessed forward, which up to half of
    the pairs may spoil; the scale (from the median absolute residual) is updated for the first
    steps and then held, as in MM-estimation. A pair whose residual is within the root of the sum of
    its squared half-spreads keeps some weight.

    References
    ----------
    Maronna, Martin, Yohai, Salibian-Barrera, Robust Statistics, 2nd ed., 2019, sec. 5.5.

    Verified by ``tests/unit/volatility/test_parity.py``.
    """
    discount = _first_slope(pairs, forward, width)
    scale = np.ones_like(forward)
    for step in range(_STEPS):
        standard = _residual(pairs, forward, discount) * np.sqrt(pairs.weight)
        if step < _RESCALED_STEPS:
            scale = _scale(standard, pairs)
        weight = pairs.weight * _bisquare(standard, scale)
        forward, discount = _weighted_line(pairs, weight, forward, discount)
    return _summary(pairs, scale, forward, discount, is_line=True)


def fit_forward(pairs: Pairs, discount: Floats) -> ParityFit:
    """Fit the forward of each row where the discount factor is known, by the same weights.

    Parameters
    ----------
    pairs : Pairs
        Pairs to fit.
    discount : ndarray, shape (expiries,)
        Discount factors to keep.

    Returns
    -------
    ParityFit
        `discount_factor_se` is 0: what is given has no error here.
    """
    guess = pairs.strike + pairs.difference / discount[:, None]
    forward = pairs.median(guess)
    scale = np.ones_like(forward)
    for step in range(_STEPS):
        standard = _residual(pairs, forward, discount) * np.sqrt(pairs.weight)
        if step < _RESCALED_STEPS:
            scale = _scale(standard, pairs)
        weight = pairs.weight * _bisquare(standard, scale)
        forward = (weight * guess).sum(axis=1) / weight.sum(axis=1)
    return _summary(pairs, scale, forward, discount, is_line=False)


def _first_slope(pairs: Pairs, forward: Floats, width: Floats) -> Floats:
    """Median slope of the lines from the guessed forward to the pairs away from it."""
    distance = pairs.strike - forward[:, None]
    away = np.abs(distance) > 0.5 * width[:, None]
    slopes = np.where(away, -pairs.difference / np.where(away, distance, 1.0), np.nan)
    return np.clip(np.nan_to_num(pairs.median(slopes), nan=1.0), 0.1, 2.0)


def _weighted_line(
    pairs: Pairs, weight: Floats, forward: Floats, discount: Floats
) -> tuple[Floats, Floats]:
    """Weighted least squares; a row whose strikes do not tell a slope keeps the one it has."""
    total = weight.sum(axis=1)
    safe = np.where(total > 0.0, total, 1.0)
    centre = (weight * pairs.strike).sum(axis=1) / safe
    level = (weight * pairs.difference).sum(axis=1) / safe
    lever = weight * (pairs.strike - centre[:, None])
    spread = (lever * pairs.strike).sum(axis=1)
    slope = -(lever * pairs.difference).sum(axis=1) / np.where(spread > 0.0, spread, 1.0)
    usable = (spread > 1e-12 * total * centre**2) & (slope > 0.05) & (slope < 20.0)
    discount = np.where(usable, slope, discount)
    return np.where(total > 0.0, centre + level / discount, forward), discount


def _summary(
    pairs: Pairs, scale: Floats, forward: Floats, discount: Floats, *, is_line: bool
) -> ParityFit:
    residual = _residual(pairs, forward, discount)
    standard = residual * np.sqrt(pairs.weight)
    robust = _bisquare(standard, scale)
    weight = pairs.weight * robust
    n_pairs = np.count_nonzero(weight, axis=1)
    slack = _slack(standard, scale, robust * pairs.valid)
    if is_line:
        forward_se, discount_se = line_errors(
            pairs.strike,
            residual,
            weight,
            rounding=pairs.rounding,
            slack=slack,
            forward=forward,
            discount=discount,
        )
    else:
        forward_se = root_error(
            residual, weight, rounding=pairs.rounding, slack=slack, discount=discount
        )
        discount_se = np.zeros_like(forward)
    return ParityFit(
        forward=forward,
        forward_se=forward_se,
        discount_factor=discount,
        discount_factor_se=discount_se,
        n_pairs=n_pairs,
        n_rejected=np.count_nonzero(pairs.valid, axis=1) - n_pairs,
        residual_rms=np.sqrt((weight * residual**2).sum(axis=1) / weight.sum(axis=1)),
    )


def _slack(standard: Floats, scale: Floats, robust: Floats) -> Floats:
    """Mean derivative of the bisquare score over its mean weight, the sandwich's bread."""
    t2 = (standard / (BISQUARE * scale[:, None])) ** 2
    slope = np.where(robust > 0.0, (1.0 - t2) * (1.0 - 5.0 * t2), 0.0)
    mean = slope.sum(axis=1) / np.maximum(robust.sum(axis=1), 1e-300)
    return np.asarray(np.maximum(mean, 0.3))


def _residual(pairs: Pairs, forward: Floats, discount: Floats) -> Floats:
    return pairs.difference - discount[:, None] * (forward[:, None] - pairs.strike)


def _bisquare(standard: Floats, scale: Floats) -> Floats:
    return np.maximum(1.0 - (standard / (BISQUARE * scale[:, None])) ** 2, 0.0) ** 2


def _scale(standard: Floats, pairs: Pairs) -> Floats:
    """Median absolute residual, consistent at the normal; no smaller than rounding makes it.

    Nor so small that a mid within its half-spread of the line has no weight: where a few tight
    quotes at the money and many wide ones in it agree among themselves, but not with each other,
    it would be the tight ones that are left out.
    """
    rounding = pairs.rounding * np.sqrt(pairs.median(pairs.weight))
    return np.maximum(1.4826 * pairs.median(np.abs(standard)), rounding + _SMALLEST_SCALE)
