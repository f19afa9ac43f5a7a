"""The term structure's model: base variance rates that change smoothly, and jumps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.volatility.events.robust import huber_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TermFit", "fit_term"]

ROUNDS: Final = 60
TOLERANCE: Final = 1e-12
LONGEST_STEP: Final = 1.0
LEAST_SPACING: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFit:
    """Rates and jumps of a term structure.

    Attributes
    ----------
    rates : ndarray of float64
        Variance per variance year in the stretch before each expiry, shape (n,), > 0.
    days, days_se : ndarray of float64
        Jumps in ordinary days at the rate of their stretch, with standard errors, shape (m,).
    jumps, jumps_se : ndarray of float64
        The same in total variance, shape (m,).
    fitted : ndarray of float64
        Total variance of the model at each expiry, shape (n,).
    weights : ndarray of float64
        Huber's weight of each expiry, shape (n,).
    """

    rates: NDArray[np.float64]
    days: NDArray[np.float64]
    days_se: NDArray[np.float64]
    jumps: NDArray[np.float64]
    jumps_se: NDArray[np.float64]
    fitted: NDArray[np.float64]
    weights: NDArray[np.float64]


def fit_term(
    *,
    tau: NDArray[np.float64],
    variance: NDArray[np.float64],
    error: NDArray[np.float64],
    stretches: NDArray[np.intp],
    days_per_year: float,
    roughness: float,
) -> TermFit:
    """Fit rates and jumps to total variances.

    Parameters
    ----------
    tau, variance, error : ndarray of float64
        Variance time, total variance and its standard error at each expiry, ascending, shape (n,).
    stretches : ndarray of intp
        The stretches, counted from 0 before the first expiry, in which a jump lies, shape (m,).
    days_per_year : float
        Ordinary days in a year of variance.
    roughness : float
        Standard deviation of the change of a log rate over a factor of e in variance time.

    Returns
    -------
    TermFit

    Notes
    -----
    Unknowns are the log rates and the days. Verified by
    ``tests/unit/volatility/events/test_fit_events.py``.
    """
    steps: NDArray[np.float64] = np.diff(tau, prepend=0.0)
    prior = np.hstack([_prior(tau, roughness), np.zeros((tau.size - 1, stretches.size))])
    after = np.tril(np.ones((tau.size, tau.size)))
    jumps = after[:, stretches] / days_per_year
    x = np.concatenate(
        [np.full(tau.size, np.log(variance[-1] / tau[-1])), np.zeros(stretches.size)]
    )
    weights, normal = np.ones(tau.size), np.eye(x.size)
    for _ in range(ROUNDS):
        model, slopes = _model(x, steps, stretches, after, jumps)
        residual = (variance - model) / error
        weights = huber_weights(residual)
        scaled = slopes / error[:, None]
        normal = scaled.T @ (weights[:, None] * scaled) + prior.T @ prior
        step = np.linalg.solve(normal, scaled.T @ (weights * residual) - prior.T @ (prior @ x))
        longest = np.abs(step[: tau.size]).max()
        x = x + step * min(1.0, LONGEST_STEP / max(longest, TOLERANCE))
        if longest < TOLERANCE:
            break
    model, _ = _model(x, steps, stretches, after, jumps)
    residual = (variance - model) / error
    misfit = float(weights @ residual**2) + float(np.sum((prior @ x) ** 2))
    freedom = max(1, 2 * tau.size - 1 - x.size)
    covariance = np.linalg.inv(normal) * max(1.0, misfit / freedom)
    rates, days = np.exp(x[: tau.size]), x[tau.size :]
    a_day = rates[stretches] / days_per_year
    turn = np.hstack([np.eye(tau.size)[stretches] * (a_day * days)[:, None], np.diag(a_day)])
    return TermFit(
        rates=rates,
        days=days,
        days_se=np.sqrt(np.diag(covariance)[tau.size :]),
        jumps=a_day * days,
        jumps_se=np.sqrt(np.diag(turn @ covariance @ turn.T)),
        fitted=model,
        weights=weights,
    )


def _prior(tau: NDArray[np.float64], roughness: float) -> NDArray[np.float64]:
    """Give the rows that penalise changes of the log rate from stretch to stretch."""
    middle = np.maximum(0.5 * (tau + np.concatenate([[0.0], tau[:-1]])), 1e-9)
    spacing = np.maximum(np.diff(np.log(middle)), LEAST_SPACING)
    rows: NDArray[np.float64] = np.diff(np.eye(tau.size), axis=0)
    scaled: NDArray[np.float64] = rows / (roughness * np.sqrt(spacing))[:, None]
    return scaled


def _model(
    x: NDArray[np.float64],
    steps: NDArray[np.float64],
    stretches: NDArray[np.intp],
    after: NDArray[np.float64],
    jumps: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the total variances and their derivatives in log rates and days."""
    rates, days = np.exp(x[: steps.size]), x[steps.size :]
    by_day = jumps * rates[stretches]
    by_rate = after * (steps * rates)
    for j, stretch in enumerate(stretches):
        by_rate[:, stretch] += by_day[:, j] * days[j]
    return by_rate.sum(axis=1), np.hstack([by_rate, by_day])
