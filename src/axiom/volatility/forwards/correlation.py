"""How much correlation across strikes adds to the variance of a fitted parity line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Dependence", "neighbours_correlation"]

Floats = NDArray[np.float64]

_SLOWEST: Final = 4.0
_CAUTION: Final = 0.5
_STUDENT: Final = 1.21
_LEAST_LEFT: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """What a first-order autoregression of the residuals across strikes does to a line's errors.

    Parameters
    ----------
    correlation : ndarray, shape (expiries,)
        Of the residuals of neighbouring strikes, see `neighbours_correlation`.
    level, slope : ndarray, shape (expiries,)
        Variance of the line's level at its centre, and of its slope, over what they would be with
        independent residuals; 1 or more. `slope` is 0 where the line has none.

    Notes
    -----
    With the scaled design q (of the level sqrt(w), of the slope sqrt(w) (K - centre), of unit
    length) and R_ij = rho^|i - j|, the factor is q' R q, found by one pass over the strikes. The
    residuals of the fit have the variance n - q_level' R q_level - q_slope' R q_slope instead of n
    times that of the errors: where neighbours move together, the line takes more of them up.

    Verified by ``tests/unit/volatility/forwards/test_correlation.py``.
    """

    correlation: Floats
    level: Floats
    slope: Floats

    @classmethod
    def of(cls, residual: Floats, weight: Floats, offset: Floats | None = None) -> Dependence:
        """Return it for residuals and weights, shape (expiries, pairs); `offset` is K - centre."""
        scale = np.sqrt(weight)
        correlation = neighbours_correlation(scale * residual, weight > 0.0)
        if offset is None:
            (level,) = _factors(scale[None], correlation)
            return cls(correlation=correlation, level=level, slope=np.zeros_like(level))
        level, slope = _factors(np.stack([scale, scale * offset]), correlation)
        return cls(correlation=correlation, level=level, slope=slope)

    def correction(self, count: NDArray[np.intp]) -> Floats:
        """Return the factor on variances for what `count` residuals have lost to the fit.

        It holds the square of 1 + 1.21 / nu as well, nearly the 97.5 % quantile of Student's
        distribution over that of the normal one, with nu the residuals' effective number,
        n (1 - rho^2) / (1 + rho^2), less the fitted parameters. At most three fifths of the
        residuals are taken for lost.
        """
        square = self.correlation**2
        fitted = 1.0 + (self.slope > 0.0)
        effective = count * (1.0 - square) / (1.0 + square) - fitted
        student = 1.0 + _STUDENT / np.maximum(effective, 1.0)
        least = np.minimum(_LEAST_LEFT * count, np.maximum(count - fitted, 0.5))
        left = np.maximum(count - self.level - self.slope, least)
        return np.asarray(count / left * student**2)


def neighbours_correlation(standard: Floats, used: NDArray[np.bool_]) -> Floats:
    """Return the correlation of the residuals of neighbouring strikes, on the side of caution.

    Parameters
    ----------
    standard : ndarray, shape (expiries, pairs)
        Residuals of a fitted line over their standard deviations, up to a factor.
    used : ndarray of bool, shape (expiries, pairs)
        Those that count; a neighbour left out leaves the pair of neighbours out.

    Returns
    -------
    ndarray, shape (expiries,)
        Within 0 and 1 - 4 / n for n residuals, a correlation length of n / 4 strikes: residuals of
        a line change sign twice at least, so that they do not show what is slower.

    Notes
    -----
    The sample correlation r of residuals from a line is biased by -(2 + 4 rho) / n, which is put
    right; half of its standard error, sqrt((1 - r^2) / n), is added, since errors taken too small
    cost more than errors taken too large.

    References
    ----------
    Marriott, Pope, Bias in the estimation of autocorrelations, Biometrika 41, 1954, 390-402.

    Verified by ``tests/unit/volatility/forwards/test_correlation.py``.
    """
    both = used[:, 1:] & used[:, :-1]
    right, left = np.where(both, standard[:, 1:], 0.0), np.where(both, standard[:, :-1], 0.0)
    joint = np.einsum("ij,ij->i", right, left)
    size = np.sqrt(np.einsum("ij,ij->i", right, right) * np.einsum("ij,ij->i", left, left))
    sample = joint / np.where(size > 0.0, size, 1.0)
    count = np.maximum(np.count_nonzero(used, axis=1), 1)
    mended = (sample + 2.0 / count) / np.maximum(1.0 - 4.0 / count, 0.25)
    mended += _CAUTION * np.sqrt(np.clip(1.0 - mended**2, 0.0, 1.0) / count)
    return np.asarray(np.clip(mended, 0.0, np.maximum(1.0 - _SLOWEST / count, 0.0)))


def _factors(design: Floats, correlation: Floats) -> Floats:
    """Return q' R q over q' q for each design, shape (designs, expiries, pairs); 1 or more."""
    before, filtered = np.zeros(design.shape[:2]), np.empty_like(design)
    for place in range(design.shape[2]):
        filtered[:, :, place] = before
        before = correlation * (before + design[:, :, place])
    own = np.einsum("kij,kij->ki", design, design)
    joint = np.einsum("kij,kij->ki", design, filtered)
    return np.asarray(1.0 + 2.0 * np.maximum(joint, 0.0) / np.where(own > 0.0, own, 1.0))
