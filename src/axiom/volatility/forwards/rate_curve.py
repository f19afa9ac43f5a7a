"""A chain's rate at every expiry, from those expiries whose parity line tells one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["PRIOR_RATE_SE", "RateCurve", "neighbours_rate", "pooled_rate"]

Floats = NDArray[np.float64]

PRIOR_RATE_SE: Final = 0.05
"""How far from 0 a rate is expected to lie, where the quotes say next to nothing."""

_NEIGHBOURS: Final = 5
_SMALLEST_SE: Final = 5e-4


@dataclass(frozen=True, slots=True, eq=False)
class RateCurve:
    """Zero rates of all expiries, shape (n,), and the covariance of their errors, (n, n)."""

    rate: Floats
    covariance: Floats

    @classmethod
    def flat(cls, count: int, rate: float, rate_se: float) -> RateCurve:
        """Return one rate for all, whose error is the same for all."""
        return cls(np.full(count, rate), np.full((count, count), rate_se**2))

    @property
    def rate_se(self) -> Floats:
        """Standard errors of the rates."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))

    def factors(self, years: Floats) -> tuple[Floats, Floats]:
        """Return discount factors at `years`, those of all expiries, and their standard errors."""
        discount = np.exp(-self.rate * years)
        return discount, discount * years * self.rate_se


def neighbours_rate(
    years: Floats, *, nodes: Floats, rate: Floats, rate_se: Floats
) -> tuple[Floats, Floats]:
    """Return the precision-weighted mean rate of the five nearest nodes.

    Parameters
    ----------
    years : ndarray, shape (n,)
        Where rates are wanted.
    nodes, rate, rate_se : ndarray, shape (m,)
        Years to the identified expiries, their rates and standard errors (taken as 5 bp at least,
        so that no single expiry rules). Near is meant in log-time.

    Returns
    -------
    rate, rate_se : ndarray, shape (n,)
        The error holds the scatter of the five as well.
    """
    distance = np.abs(np.log(years[:, None]) - np.log(nodes))
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :_NEIGHBOURS]
    weight = 1.0 / np.maximum(rate_se, _SMALLEST_SE)[nearest] ** 2
    total = weight.sum(axis=1)
    mean = (weight * rate[nearest]).sum(axis=1) / total
    scatter = (weight * (rate[nearest] - mean[:, None]) ** 2).sum(axis=1) / total
    return mean, np.sqrt(1.0 / total + scatter)


def pooled_rate(rate: Floats, rate_se: Floats) -> tuple[float, float]:
    """Return one rate for a chain none of whose expiries identifies its own.

    The precision-weighted mean of all, shrunk towards 0 with a prior standard error of
    `PRIOR_RATE_SE`: without any information the rate is 0.
    """
    known = np.isfinite(rate) & np.isfinite(rate_se)
    weight = 1.0 / np.maximum(rate_se[known], _SMALLEST_SE) ** 2
    total = float(weight.sum()) + PRIOR_RATE_SE**-2
    return float((weight * rate[known]).sum()) / total, total**-0.5
