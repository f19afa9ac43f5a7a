"""The parameters of one expiry of an eSSVI surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["EssviSlice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EssviSlice:
    """One expiry of an eSSVI surface.

    Attributes
    ----------
    expiry : datetime
        The settlement instant, aware.
    years : float
        Time to it.
    theta : float
        Total variance at the forward, > 0.
    rho : float
        Correlation-like skew, in [-1, 1].
    psi : float
        theta phi, >= 0: the wings of w slope by psi (1 + rho) / 2 and psi (1 - rho) / 2.
    log_moneyness_min, log_moneyness_max : float
        The range of quotes the slice was fitted to.
    n_quotes : int
        How many quotes it was fitted to.
    standard_error : tuple of float
        Of theta, rho and psi; empty where they are not known.
    correlation : tuple of float
        Of the errors of theta and rho, theta and psi, rho and psi; empty where not known.
    """

    expiry: datetime
    years: float
    theta: float
    rho: float
    psi: float
    log_moneyness_min: float
    log_moneyness_max: float
    n_quotes: int
    standard_error: tuple[float, ...] = ()
    correlation: tuple[float, ...] = ()
