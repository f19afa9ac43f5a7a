"""When to exercise: Longstaff and Schwartz's regression, and what a policy earns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["ExercisePolicy"]

Doubles = NDArray[np.float64]

DEGREE = 4
FEWEST_IN_THE_MONEY = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExercisePolicy:
    """Continuation values by date, as polynomials in spot over strike.

    Parameters
    ----------
    strike : float
        Above 0.
    sign : float
        1 for a call, -1 for a put.
    coefficients : ndarray of float64, (dates - 1, DEGREE + 1)
        Of the continuation value over strike, at all dates but the last; infinite first ones where
        it was never worth exercising.
    bounds : ndarray of float64, (dates - 1, 2)
        Lowest and highest spot over strike seen in the regression, which the polynomial is not
        continued beyond.

    References
    ----------
    Longstaff, Schwartz, Valuing American options by simulation: a simple least-squares approach,
    Review of Financial Studies 14, 2001, 113-147 (p. 122).

    Verified by tests/unit/engines/montecarlo/test_early_exercise.py.
    """

    strike: float
    sign: float
    coefficients: Doubles
    bounds: Doubles

    @classmethod
    def fitted(cls, *, spots: Doubles, discounts: Doubles, strike: float, sign: float) -> Self:
        """Regress what is earned later on the spot, from the last date to the first.

        Parameters
        ----------
        spots : ndarray of float64, (paths, dates)
        discounts : ndarray of float64, (dates,)
        strike, sign : float
        """
        dates = len(discounts)
        coefficients = np.zeros((dates - 1, DEGREE + 1))
        bounds = np.tile([0.0, np.inf], (dates - 1, 1))
        gains = np.maximum(sign * (spots / strike - 1.0), 0.0) * discounts
        earned = gains[:, -1].copy()
        for k in range(dates - 2, -1, -1):
            inside = gains[:, k] > 0.0
            if inside.sum() < FEWEST_IN_THE_MONEY:
                coefficients[k, 0] = np.inf
                continue
            x = spots[inside, k] / strike
            powers = np.vander(x, DEGREE + 1, increasing=True)
            later = earned[inside] / discounts[k]
            coefficients[k] = np.linalg.lstsq(powers, later, rcond=1e-10)[0]
            bounds[k] = x.min(), x.max()
            stops = gains[inside, k] / discounts[k] >= powers @ coefficients[k]
            earned[inside] = np.where(stops, gains[inside, k], earned[inside])
        return cls(strike=strike, sign=sign, coefficients=coefficients, bounds=bounds)

    def exercise_dates(self, spots: Doubles) -> NDArray[np.int64]:
        """Return the index of the date at which each path stops, the last one if never before.

        Parameters
        ----------
        spots : ndarray of float64, (paths, dates)
        """
        paths, dates = spots.shape
        stopped = np.full(paths, dates - 1, dtype=np.int64)
        for k in range(dates - 2, -1, -1):
            x = spots[:, k] / self.strike
            gain = self.sign * (x - 1.0)
            if np.isinf(self.coefficients[k, 0]):
                continue
            clipped = np.clip(x, *self.bounds[k])
            goes_on = np.polynomial.polynomial.polyval(clipped, self.coefficients[k])
            stopped[(gain > 0.0) & (gain >= goes_on)] = k
        return stopped
