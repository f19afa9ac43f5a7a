"""A martingale that moves like an American option: the gains of a hedge on the path's own dates.

The hedge holds the delta of the option under Black-Scholes with one vol and, where the variance of
each step is known, half its gamma of the squared move less its mean. Whatever the model, the gains
are a martingale, as the holdings are known before the moves; a good hedge only makes the bound
tight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import greeks

__all__ = ["AmericanHedge"]

Doubles = NDArray[np.float64]

TIMES, SPOTS = 32, 128
WIDTH = 6.0
LEAST_VOL, LEAST_EXPIRY = 0.01, 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AmericanHedge:
    """Delta and gamma on a grid of times to expiry and spots.

    Parameters
    ----------
    roots : ndarray of float64, (TIMES,)
        Roots of times to expiry, ascending.
    log_spots : ndarray of float64, (SPOTS,)
    delta, gamma : ndarray of float64, (TIMES, SPOTS)

    References
    ----------
    Rogers, Monte Carlo valuation of American options, Mathematical Finance 12, 2002, 271-286
    (p. 274).

    Verified by tests/unit/engines/montecarlo/test_early_exercise.py.
    """

    roots: Doubles
    log_spots: Doubles
    delta: Doubles
    gamma: Doubles

    @classmethod
    def of(
        cls,
        *,
        spot: float,
        strike: float,
        expiry: float,
        vol: float,
        rate: float,
        dividend_yield: float,
        is_call: bool,
    ) -> Self:
        """Tabulate the Greeks of the American option under Black-Scholes."""
        vol = max(vol, LEAST_VOL)
        roots = np.linspace(np.sqrt(min(LEAST_EXPIRY, 0.5 * expiry)), np.sqrt(expiry), TIMES)
        reach = WIDTH * vol * np.sqrt(expiry) + abs(np.log(spot / strike))
        log_spots = np.log(strike) + reach * np.linspace(-1.0, 1.0, SPOTS)
        found = greeks(
            spot=np.exp(log_spots)[None, :],
            strike=strike,
            expiry=np.square(roots)[:, None],
            vol=vol,
            rate=rate,
            dividend_yield=dividend_yield,
            is_call=is_call,
            exercise="american",
            accuracy="fast",
        )
        return cls(
            roots=roots,
            log_spots=log_spots,
            delta=np.nan_to_num(np.asarray(found.delta)),
            gamma=np.nan_to_num(np.asarray(found.gamma)),
        )

    def gains(
        self,
        *,
        spots: Doubles,
        left: Doubles,
        discounts: Doubles,
        growth: Doubles,
        variance: Doubles | None,
    ) -> Doubles:
        """Return the discounted gains up to each date.

        Parameters
        ----------
        spots : ndarray of float64, (paths, 1 + dates)
            From now on.
        left : ndarray of float64, (1 + dates,)
            Years to expiry.
        discounts, growth : ndarray of float64, (1 + dates,)
            Discount factors, and forwards over the spot now.
        variance : ndarray of float64, (dates,), optional
            Variance of log spot over each step, where it is the same on all paths.

        Returns
        -------
        ndarray of float64, (paths, dates)
        """
        total = np.zeros(len(spots))
        gains = np.empty((len(spots), len(left) - 1))
        for k in range(len(left) - 1):
            delta, gamma = self._holdings(np.log(spots[:, k]), float(left[k]))
            now, then = spots[:, k] / growth[k], spots[:, k + 1] / growth[k + 1]
            total = total + discounts[k] * growth[k] * delta * (then - now)
            if variance is not None:
                surprise = (then - now) ** 2 - now**2 * np.expm1(variance[k])
                total = total + 0.5 * discounts[k] * growth[k] ** 2 * gamma * surprise
            gains[:, k] = total
        return gains

    def _holdings(self, log_spot: Doubles, left: float) -> tuple[Doubles, Doubles]:
        place = np.clip(np.searchsorted(self.roots, np.sqrt(left)) - 1, 0, TIMES - 2)
        span = self.roots[place + 1] - self.roots[place]
        share = float(np.clip((np.sqrt(left) - self.roots[place]) / span, 0.0, 1.0))
        rows = [
            (1.0 - share) * table[place] + share * table[place + 1]
            for table in (self.delta, self.gamma)
        ]
        return (
            np.interp(log_spot, self.log_spots, rows[0]),
            np.interp(log_spot, self.log_spots, rows[1], left=0.0, right=0.0),
        )
