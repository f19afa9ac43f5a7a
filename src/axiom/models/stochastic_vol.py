"""Models whose variance is random: Heston, Bates, SABR, rough Bergomi."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from axiom.core.fields import number
from axiom.models.model import Model
from axiom.models.term_structure import VolTermStructure

__all__ = ["Bates", "Heston", "RoughBergomi", "Sabr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heston(Model):
    """dS / S = (r - q) dt + sqrt(v) dW, dv = kappa (theta - v) dt + xi sqrt(v) dZ, dW dZ = rho dt.

    Parameters
    ----------
    initial_variance : float
        v_0, 0 or more.
    mean_reversion : float
        kappa a year, 0 or more.
    long_variance : float
        theta, 0 or more.
    vol_of_vol : float
        xi, 0 or more.
    correlation : float
        rho, in [-1, 1].

    References
    ----------
    Heston, A closed-form solution for options with stochastic volatility, Review of Financial
    Studies 6, 1993, 327-343 (p. 328).

    Verified by ``tests/unit/models/test_models.py``.
    """

    initial_variance: float
    mean_reversion: float
    long_variance: float
    vol_of_vol: float
    correlation: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        for name in ("initial_variance", "mean_reversion", "long_variance", "vol_of_vol"):
            number(self, name, least=0.0)
        number(self, "correlation", least=-1.0, most=1.0)

    @property
    def is_feller(self) -> bool:
        """Whether 2 kappa theta >= xi^2, so that the variance never reaches 0."""
        return 2.0 * self.mean_reversion * self.long_variance >= self.vol_of_vol**2

    @property
    def spot_vol(self) -> float:
        """The root of the initial variance."""
        return math.sqrt(self.initial_variance)

    def shifted(self, amount: float, *, asset: int = 0) -> Heston:
        """Return it with the root of the initial variance raised by an amount."""
        return replace(self, initial_variance=(self.spot_vol + amount) ** 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bates(Model):
    """Heston's model with lognormal jumps in the price.

    Adds dJ - lambda (e^(mu + delta^2 / 2) - 1) dt to dS / S: jumps arrive lambda times a year, and
    the log price jumps by a normal number of mean mu and standard deviation delta.

    Parameters
    ----------
    initial_variance : float
        v_0, 0 or more.
    mean_reversion : float
        kappa a year, 0 or more.
    long_variance : float
        theta, 0 or more.
    vol_of_vol : float
        xi, 0 or more.
    correlation : float
        rho, in [-1, 1].
    jump_intensity : float
        lambda a year, 0 or more.
    jump_mean : float
        mu.
    jump_vol : float
        delta, 0 or more.

    References
    ----------
    Bates, Jumps and stochastic volatility: exchange rate processes implicit in Deutsche Mark
    options, Review of Financial Studies 9, 1996, 69-107 (p. 72).

    Verified by ``tests/unit/models/test_models.py``.
    """

    initial_variance: float
    mean_reversion: float
    long_variance: float
    vol_of_vol: float
    correlation: float
    jump_intensity: float
    jump_mean: float
    jump_vol: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        for name in ("initial_variance", "mean_reversion", "long_variance", "vol_of_vol"):
            number(self, name, least=0.0)
        number(self, "correlation", least=-1.0, most=1.0)
        number(self, "jump_intensity", least=0.0)
        number(self, "jump_mean")
        number(self, "jump_vol", least=0.0)

    @property
    def heston(self) -> Heston:
        """The model without the jumps."""
        return Heston(
            initial_variance=self.initial_variance,
            mean_reversion=self.mean_reversion,
            long_variance=self.long_variance,
            vol_of_vol=self.vol_of_vol,
            correlation=self.correlation,
        )

    @property
    def is_feller(self) -> bool:
        """Whether 2 kappa theta >= xi^2, so that the variance never reaches 0."""
        return self.heston.is_feller

    @property
    def spot_vol(self) -> float:
        """The root of the initial variance."""
        return math.sqrt(self.initial_variance)

    def shifted(self, amount: float, *, asset: int = 0) -> Bates:
        """Return it with the root of the initial variance raised by an amount."""
        return replace(self, initial_variance=(self.spot_vol + amount) ** 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sabr(Model):
    """dF = a (F + s)^beta dW, da = nu a dZ, dW dZ = rho dt, for the forward to one expiry.

    Parameters
    ----------
    alpha : float
        a_0, above 0.
    beta : float
        In [0, 1].
    rho : float
        In (-1, 1).
    nu : float
        0 or more.
    shift : float
        s, 0 or more.

    References
    ----------
    Hagan, Kumar, Lesniewski, Woodward, Managing smile risk, Wilmott magazine, September 2002,
    84-108 (p. 89).

    Verified by ``tests/unit/models/test_models.py``.
    """

    alpha: float
    beta: float
    rho: float
    nu: float
    shift: float = 0.0

    def __post_init__(self) -> None:
        """Check the parameters."""
        number(self, "alpha", above=0.0)
        number(self, "beta", least=0.0, most=1.0)
        number(self, "rho", above=-1.0, most=math.nextafter(1.0, 0.0))
        number(self, "nu", least=0.0)
        number(self, "shift", least=0.0)

    @property
    def spot_vol(self) -> float:
        """alpha: a lognormal vol where beta is 1."""
        return self.alpha

    def shifted(self, amount: float, *, asset: int = 0) -> Sabr:
        """Return it with alpha raised by an amount."""
        return replace(self, alpha=self.alpha + amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoughBergomi(Model):
    """dS / S = (r - q) dt + sqrt(v) dW with v_t = xi_t exp(eta X_t - eta^2 t^(2H) / 2).

    X_t = sqrt(2 H) int_0^t (t - s)^(H - 1/2) dZ_s and dW dZ = rho dt.

    Parameters
    ----------
    forward_variance : float or VolTermStructure
        xi_t: one number, 0 or more, or that of implied vols by expiry.
    hurst : float
        H, in (0, 1/2].
    eta : float
        0 or more.
    correlation : float
        rho, in [-1, 1].

    References
    ----------
    Bayer, Friz, Gatheral, Pricing under rough volatility, Quantitative Finance 16, 2016, 887-904
    (p. 893).

    Verified by ``tests/unit/models/test_models.py``.
    """

    forward_variance: float | VolTermStructure
    hurst: float
    eta: float
    correlation: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        if not isinstance(self.forward_variance, VolTermStructure):
            number(self, "forward_variance", least=0.0)
        number(self, "hurst", above=0.0, most=0.5)
        number(self, "eta", least=0.0)
        number(self, "correlation", least=-1.0, most=1.0)

    @property
    def spot_vol(self) -> float:
        """The root of the forward variance now."""
        if isinstance(self.forward_variance, VolTermStructure):
            return self.forward_variance.vols[0]
        return math.sqrt(self.forward_variance)

    def shifted(self, amount: float, *, asset: int = 0) -> RoughBergomi:
        """Return it with the root of the forward variance raised by an amount."""
        if isinstance(self.forward_variance, VolTermStructure):
            return replace(self, forward_variance=self.forward_variance.shifted(amount))
        return replace(self, forward_variance=(self.spot_vol + amount) ** 2)

    def aged(self, years: float) -> RoughBergomi:
        """Return it later, with the same forward variances on the calendar."""
        if isinstance(self.forward_variance, VolTermStructure):
            return replace(self, forward_variance=self.forward_variance.aged(years))
        return self
