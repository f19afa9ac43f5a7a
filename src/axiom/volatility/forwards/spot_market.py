"""`SpotMarket`: spot, rates and dividends at the expiries of a chain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.accuracy import Accuracy
from axiom.volatility.forwards.carry import forward_price, implied_borrow, spot_and_borrow
from axiom.volatility.forwards.exercise import ExerciseTerms

__all__ = ["SpotMarket"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotMarket:
    """What the options of a chain are priced on.

    Parameters
    ----------
    spot : float
        Price of the underlying.
    years, rate, rate_se : ndarray, shape (expiries,)
        Time to each expiry, the rate to discount at, and its standard error.
    terms : ExerciseTerms
        Dividends and accuracy.
    """

    spot: float
    years: Floats
    rate: Floats
    rate_se: Floats
    terms: ExerciseTerms

    def rows(self, places: NDArray[np.intp]) -> SpotMarket:
        """Return the market at some of the expiries."""
        return replace(
            self, years=self.years[places], rate=self.rate[places], rate_se=self.rate_se[places]
        )

    def at(self, accuracy: Accuracy) -> SpotMarket:
        """Return the market with prices of another preset."""
        return replace(self, terms=replace(self.terms, accuracy=accuracy))

    def borrow(self, forward: Floats) -> Floats:
        """Return the borrow rate of each expiry at given forwards."""
        return implied_borrow(
            spot=self.spot,
            forward=forward,
            years=self.years,
            rate=self.rate,
            dividends=self.terms.dividends,
        )

    def carry(self, forward: Floats) -> tuple[Floats, Floats]:
        """Return the spot and borrow rate to price each expiry with; see `spot_and_borrow`."""
        return spot_and_borrow(
            spot=self.spot,
            forward=forward,
            years=self.years,
            rate=self.rate,
            dividends=self.terms.dividends,
        )

    def forward(self, borrow: Floats) -> Floats:
        """Return the forward of each expiry at given borrow rates."""
        return forward_price(
            spot=self.spot,
            years=self.years,
            rate=self.rate,
            borrow=borrow,
            dividends=self.terms.dividends,
        )
