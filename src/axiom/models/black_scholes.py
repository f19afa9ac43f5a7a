"""Lognormal prices with a vol that depends on time at most."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.fields import number
from axiom.models.model import Model
from axiom.models.term_structure import VolTermStructure

__all__ = ["BlackScholes", "QuantoBlackScholes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlackScholes(Model):
    """dS / S = (r - q) dt + sigma(t) dW.

    Parameters
    ----------
    vol : float or VolTermStructure
        sigma as a decimal a year, 0 or more, or implied vols by expiry.

    References
    ----------
    Black, Scholes, The pricing of options and corporate liabilities, Journal of Political Economy
    81, 1973, 637-654 (p. 640); Merton, Theory of rational option pricing, Bell Journal of Economics
    and Management Science 4, 1973, 141-183 (p. 162).

    Verified by ``tests/unit/models/test_models.py``.
    """

    vol: float | VolTermStructure

    def __post_init__(self) -> None:
        """Check the vol."""
        if not isinstance(self.vol, VolTermStructure):
            number(self, "vol", least=0.0)

    @property
    def is_flat(self) -> bool:
        """Whether the vol is one number."""
        return not isinstance(self.vol, VolTermStructure)

    @property
    def spot_vol(self) -> float:
        """The vol, or the first one."""
        return self.vol.vols[0] if isinstance(self.vol, VolTermStructure) else self.vol

    def total_variance(self, time: ArrayLike) -> NDArray[np.float64]:
        """Return the variance of log S up to times in years, 0 or more, of any shape."""
        if isinstance(self.vol, VolTermStructure):
            return self.vol.total_variance(time)
        return np.asarray(self.vol * self.vol * np.asarray(time, dtype=np.float64))

    def vol_to(self, time: float) -> float:
        """Return the average vol up to a time in years, 0 or more."""
        return self.vol.vol(time) if isinstance(self.vol, VolTermStructure) else self.vol

    def vols_to(self, times: ArrayLike) -> NDArray[np.float64]:
        """Return the average vols up to times in years, 0 or more, of any shape."""
        t = np.asarray(times, dtype=np.float64)
        if not isinstance(self.vol, VolTermStructure):
            return np.full(t.shape, self.vol)
        later = np.maximum(t, 1e-12 * self.vol.times[0])
        return np.asarray(np.sqrt(self.vol.total_variance(later) / later))

    def vol_response(self, time: float) -> float:
        """Return how far the average vol up to a time moves for `shifted` by 1."""
        return self.vol.response(time) if isinstance(self.vol, VolTermStructure) else 1.0

    def shifted(self, amount: float, *, asset: int = 0) -> BlackScholes:
        """Return it with every vol raised by an amount."""
        if isinstance(self.vol, VolTermStructure):
            return BlackScholes(vol=self.vol.shifted(amount))
        return BlackScholes(vol=self.vol + amount)

    def aged(self, years: float) -> BlackScholes:
        """Return it later, with the same forward variances on the calendar."""
        if isinstance(self.vol, VolTermStructure):
            return BlackScholes(vol=self.vol.aged(years))
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantoBlackScholes(Model):
    """A foreign asset and its rate of exchange, both lognormal.

    Under the domestic measure dS / S = (r_f - q - rho sigma sigma_X) dt + sigma dW.

    Parameters
    ----------
    vol : float
        sigma of the asset in foreign money, 0 or more.
    fx_vol : float
        sigma_X of the rate of exchange (domestic for one unit of foreign money), 0 or more.
    correlation : float
        rho of the asset with the rate of exchange, in [-1, 1].

    References
    ----------
    Reiner, Quanto mechanics, Risk 5 (3), 1992, 59-63 (p. 61).

    Verified by ``tests/unit/models/test_models.py``.
    """

    vol: float
    fx_vol: float
    correlation: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        number(self, "vol", least=0.0)
        number(self, "fx_vol", least=0.0)
        number(self, "correlation", least=-1.0, most=1.0)

    @property
    def spot_vol(self) -> float:
        """The vol of the asset."""
        return self.vol

    def shifted(self, amount: float, *, asset: int = 0) -> QuantoBlackScholes:
        """Return it with the asset's vol raised by an amount."""
        return replace(self, vol=self.vol + amount)
