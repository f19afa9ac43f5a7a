"""What every model has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

__all__ = ["Model"]


class Model(ABC):
    """How prices move under the pricing measure: frozen parameters, checked; no methods to price.

    The drift of each asset is the market's (rate less dividend yield), not the model's.
    """

    __slots__ = ()

    @property
    def n_assets(self) -> int:
        """Number of assets."""
        return 1

    @property
    @abstractmethod
    def spot_vol(self) -> float | tuple[float, ...]:
        """Instantaneous vol today at the spot, the one that vega is meant for."""

    @abstractmethod
    def shifted(self, amount: float, *, asset: int = 0) -> Self:
        """Return it with the vol that vega is meant for raised by an amount, of one asset."""

    def aged(self, years: float) -> Self:
        """Return it some years later, with what depends on time where it was on the calendar."""
        return self
