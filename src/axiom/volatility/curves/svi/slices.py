"""One expiry of an SVI surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from axiom.volatility.curves.svi.parameters import RawSvi

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from axiom.volatility.curves.smile import SmileValues

__all__ = ["SviSlice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SviSlice:
    """One expiry of an SVI surface, in raw parameters.

    Attributes
    ----------
    expiry : datetime
        The settlement instant, aware.
    years : float
        Time to it.
    a, b, rho, m, sigma : float
        As in `RawSvi`.
    standard_error : tuple of float
        Of a, b, rho, m and sigma; a half-spread counts as one standard deviation of a quote.
    log_moneyness_min, log_moneyness_max : float
        The range of quotes the slice was fitted to.
    n_quotes : int
        How many quotes it was fitted to.
    """

    expiry: datetime
    years: float
    a: float
    b: float
    rho: float
    m: float
    sigma: float
    standard_error: tuple[float, ...]
    log_moneyness_min: float
    log_moneyness_max: float
    n_quotes: int

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        _ = self.raw

    @property
    def raw(self) -> RawSvi:
        """The smile."""
        return RawSvi(a=self.a, b=self.b, rho=self.rho, m=self.m, sigma=self.sigma)

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Total variance and its first two derivatives in log-moneyness."""
        return self.raw.smile(log_moneyness)
