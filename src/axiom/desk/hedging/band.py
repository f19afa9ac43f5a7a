"""Policies that trade only where the holding leaves a band, and then to its edge."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.desk.hedging.policy import Hedge, HedgingState
from axiom.kernels.hedging import HedgingRule

__all__ = ["Band", "BandPolicy"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """Between which holdings nothing is traded, per option sold.

    Attributes
    ----------
    least, most : ndarray of float64 or float
        Units of the underlying.
    """

    least: NDArray[np.float64] | float
    most: NDArray[np.float64] | float


class BandPolicy(ABC):
    """A no-trade band around a centre; without width a rule of rebalancing at every hedge.

    The band is that of an option sold; that of one bought is its mirror image.
    """

    __slots__ = ()

    @abstractmethod
    def band(self, state: HedgingState) -> Band:
        """Return the band of an option sold; for one bought, of the mirrored holding."""

    @abstractmethod
    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""

    def hedge(self, state: HedgingState) -> Hedge:
        """Return the holding, moved to the nearest edge of the band where it is outside."""
        band = self.band(state)
        held = state.sign * np.asarray(state.holding, dtype=np.float64)
        target = np.maximum(np.minimum(held, band.most), band.least)
        return Hedge(underlying=state.sign * target)


def cube_root_gamma(state: HedgingState, gamma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (exp(-r T) S Gamma^2)^(1/3), the width that small costs ask for but for a factor."""
    discounted = np.exp(-state.rate * state.time_left) * np.asarray(state.spot)
    return np.asarray(np.cbrt(discounted * gamma * gamma))
