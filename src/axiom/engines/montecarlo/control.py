"""Control variates: how much of each control to take off each statistic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from axiom.engines.montecarlo.run import Estimate, covariance_of_mean

__all__ = ["FOLDS", "Controls", "coefficients", "raised_by"]

Doubles = NDArray[np.float64]

FOLDS = 4
"""Parts of the scrambles, each of which takes its coefficients from the others."""
NEGLIGIBLE = 1e-10
"""Share of the variance of controls below which one of them is a combination of others."""


def coefficients(covariance: Doubles, floors: Doubles) -> Doubles:
    """Regress statistics on their controls.

    Parameters
    ----------
    covariance : ndarray of float64, (..., m (1 + c), m (1 + c))
        Of the m statistics, then the first control of each, then the second, and so on.
    floors : ndarray of float64, (m, c)
        Standard deviations below which a control is the rounding of its parts.

    Returns
    -------
    ndarray of float64, (..., m, c)
        Coefficients b that minimise the variance of X_i - sum_j b_ij Y_ij, the smallest where
        several do; 0 for controls that do not vary.

    Notes
    -----
    Glasserman, Monte Carlo Methods in Financial Engineering, 2003, pp. 186-200. Verified by
    tests/unit/engines/montecarlo/test_control.py.
    """
    m, c = floors.shape
    own, places = np.arange(m), np.arange(m)[:, None] + m * np.arange(1, c + 1)
    between = covariance[..., places[:, :, None], places[:, None, :]]
    towards = covariance[..., own[:, None], places]
    scales = np.sqrt(np.maximum(np.diagonal(between, axis1=-2, axis2=-1), 0.0))
    moves = scales > floors
    shrink = np.where(moves, 1.0, 0.0) / np.where(moves, scales, 1.0)
    slopes = towards * shrink
    if c == 2:
        slopes = _of_two(between[..., 0, 1] * shrink[..., 0] * shrink[..., 1], slopes)
    elif c > 2:
        correlations = between * shrink[..., :, None] * shrink[..., None, :]
        inverse = np.linalg.pinv(correlations, rcond=NEGLIGIBLE, hermitian=True)
        slopes = (inverse @ slopes[..., None])[..., 0]
    return np.asarray(slopes * shrink)


def _of_two(correlation: Doubles, slopes: Doubles) -> Doubles:
    """Solve for two controls of unit variance; of the same twice, each takes half."""
    first, second = slopes[..., 0], slopes[..., 1]
    is_same = 1.0 - np.abs(correlation) <= NEGLIGIBLE
    left = np.where(is_same, 1.0, 1.0 - correlation**2)
    apart = np.stack([first - correlation * second, second - correlation * first], axis=-1)
    side = np.where(correlation < 0.0, -1.0, 1.0)
    half = 0.25 * (first + side * second)
    together = np.stack([half, side * half], axis=-1)
    return np.where(is_same[..., None], together, apart / left[..., None])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Controls:
    """Controls of statistics, each with a known mean.

    Parameters
    ----------
    known : ndarray of float64, (m, c)
        Means of the c controls of each of m statistics.
    floors : ndarray of float64, (m, c)
        Standard deviations below which a control is the rounding of its parts.

    Notes
    -----
    An estimate holds the means of independent scrambles. The coefficients that correct a quarter of
    them come from the other three, from the covariance of what is left of the statistics once Sobol
    points have averaged them: as no coefficient depends on the paths whose means it corrects, none
    leaves a bias. Parts share what their coefficients come from, so that their errors are not quite
    independent: variances are widened by 1 + c / (k - c), k scrambles for c coefficients.
    Avramidis, Wilson, A splitting scheme for control variates, Operations Research Letters 14,
    1993, 187-198 (p. 189). Verified by tests/unit/engines/montecarlo/test_control.py.
    """

    known: Doubles
    floors: Doubles

    def take_off(self, found: Estimate) -> Estimate:
        """Return the estimate with its controls taken off.

        Parameters
        ----------
        found : Estimate
            Of the m statistics, then the first control of each, then the second, and so on, then
            statistics without controls.

        Returns
        -------
        Estimate
            Of the m statistics and those without controls.
        """
        m, c = self.known.shape
        groups = found.group_means
        count = len(groups)
        apart = groups[:, m : m * (1 + c)].reshape(count, c, m).swapaxes(1, 2) - self.known
        fold = np.arange(count) % FOLDS
        others = np.array([np.flatnonzero(fold != k) for k in range(FOLDS)])
        covariance = covariance_of_mean(groups[others, : m * (1 + c)])
        slopes = coefficients(covariance, self.floors)[fold]
        taken = groups[:, :m] - (slopes * apart).sum(axis=2)
        means = np.concatenate([taken, groups[:, m * (1 + c) :]], axis=1)
        widening = np.ones(means.shape[1])
        widening[:m] = np.sqrt(1.0 + c / (others.shape[1] - c))
        return replace(
            found,
            mean=means.mean(axis=0),
            covariance=covariance_of_mean(means) * np.outer(widening, widening),
            group_means=means,
        )


def raised_by(amounts: Doubles) -> Callable[[Estimate], Estimate]:
    """Return what adds amounts to the first means of an estimate."""

    def raised(found: Estimate) -> Estimate:
        added = np.zeros(len(found.mean))
        added[: len(amounts)] = amounts
        return replace(found, mean=found.mean + added, group_means=found.group_means + added)

    return raised
