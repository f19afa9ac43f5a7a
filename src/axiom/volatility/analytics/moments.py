"""Mean, variance, skewness and kurtosis, from raw moments or from option prices."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from axiom.volatility.analytics.arguments import valid_expiry
from axiom.volatility.analytics.quadrature import Integral, integrate
from axiom.volatility.analytics.strip import Strip

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["BkmMoments", "Moments", "bkm_moments", "central_moments", "no_moments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Mean, variance, skewness and kurtosis, each with the error of its quadrature.

    Attributes
    ----------
    mean, variance : float
        In the variable's own unit and its square.
    skewness, kurtosis : float
        Of the standardised variable; a normal one has 0 and 3.
    mean_error, variance_error, skewness_error, kurtosis_error : float
        Absolute; infinite where the moment is.
    """

    mean: float
    variance: float
    skewness: float
    kurtosis: float
    mean_error: float
    variance_error: float
    skewness_error: float
    kurtosis_error: float

    @property
    def deviation(self) -> float:
        """Standard deviation, in the variable's unit."""
        return math.sqrt(self.variance)

    def scaled(self, factor: float) -> Moments:
        """Moments of the variable times a factor > 0."""
        return replace(
            self,
            mean=factor * self.mean,
            variance=factor**2 * self.variance,
            mean_error=factor * self.mean_error,
            variance_error=factor**2 * self.variance_error,
        )


def central_moments(raw: Integral) -> Moments:
    """Turn raw moments of orders 0 to 4, (5,), into `Moments`; orders may be infinite from one on.

    The zeroth normalises the others. Errors are carried over to first order, signs as they may
    fall.
    """
    mass = raw.value[0]
    m = raw.value / mass
    finite = np.isfinite(m)
    e = (raw.error + np.where(finite, np.abs(m), 0.0) * raw.error[0]) / mass
    mean, mean_error = float(m[1]), float(e[1])
    variance = float(m[2] - mean**2)
    variance_error = float(e[2] + 2.0 * abs(mean) * mean_error)
    if not math.isfinite(variance):
        return _infinite_beyond(mean, mean_error)
    third = _third(m, mean)
    third_error = float(e[3] + 3.0 * abs(mean) * e[2] + 3.0 * abs(variance - mean**2) * mean_error)
    fourth = _fourth(m, mean)
    fourth_error = float(e[4] + 4.0 * abs(mean) * e[3] + 6.0 * mean**2 * e[2])
    fourth_error += 4.0 * abs(third) * mean_error if math.isfinite(third) else math.inf
    skewness, kurtosis = third / variance**1.5, fourth / variance**2
    relative = variance_error / variance
    return Moments(
        mean=mean,
        variance=variance,
        skewness=skewness,
        kurtosis=kurtosis,
        mean_error=mean_error,
        variance_error=variance_error,
        skewness_error=third_error / variance**1.5 + 1.5 * abs(skewness) * relative,
        kurtosis_error=fourth_error / variance**2 + 2.0 * abs(kurtosis) * relative,
    )


def _third(m: NDArray[np.float64], mean: float) -> float:
    if not math.isfinite(m[3]):
        return math.inf
    return float(m[3] - 3.0 * mean * m[2] + 2.0 * mean**3)


def _fourth(m: NDArray[np.float64], mean: float) -> float:
    if not math.isfinite(m[4]):
        return math.inf
    return float(m[4] - 4.0 * mean * m[3] + 6.0 * mean**2 * m[2] - 3.0 * mean**4)


def no_moments(raw: Integral) -> Moments:
    """Moments of a variable of which only the mean is finite, from orders 0 and 1."""
    mean = float(raw.value[1] / raw.value[0])
    return _infinite_beyond(mean, float((raw.error[1] + abs(mean) * raw.error[0]) / raw.value[0]))


def _infinite_beyond(mean: float, mean_error: float) -> Moments:
    return Moments(
        mean=mean,
        variance=math.inf,
        skewness=math.inf,
        kurtosis=math.inf,
        mean_error=mean_error,
        variance_error=math.inf,
        skewness_error=math.inf,
        kurtosis_error=math.inf,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BkmMoments:
    """Moments of the log-return from prices of out-of-the-money options.

    Attributes
    ----------
    moments : Moments
        Of log(S_T / forward).
    volatility_contract, cubic_contract, quartic_contract : float
        Undiscounted values of payoffs x^2, x^3, x^4, with x = log(S_T / forward).
    log_contract : float
        Undiscounted value of x: the exact mean.
    series_mean : float
        The mean that the expansion of e^x to the fourth order gives, as the paper takes it:
        -V/2 - W/6 - X/24.
    """

    moments: Moments
    volatility_contract: float
    cubic_contract: float
    quartic_contract: float
    log_contract: float
    series_mean: float


def bkm_moments(surface: Surface, *, expiry: float) -> BkmMoments:
    """Compute moments of the log-return from option prices, by Bakshi, Kapadia and Madan.

    Parameters
    ----------
    surface : Surface
    expiry : float
        Years, > 0.

    Returns
    -------
    BkmMoments

    Raises
    ------
    DataError
        When the surface's total variance at the forward is not positive.
    InvalidArgumentError
        When the expiry is not a number of years above 0.

    Notes
    -----
    With q(k) the undiscounted out-of-the-money price over the forward, twice differentiable payoffs
    H(x) are worth H(0) + integral of (H'' - H')(k) e^(-k) q(k) dk, so that x, x^2, x^3, x^4 take
    the weights -1, 2 - 2k, 6k - 3k^2, 12k^2 - 4k^3: equations 7 to 10 of the paper, about the
    forward and undiscounted. The paper's mean is a series in these contracts; here `moments` uses
    the log contract, which is exact, and `series_mean` gives the other.

    References
    ----------
    .. [1] Bakshi, G., Kapadia, N., Madan, D. (2003), "Stock return characteristics, skew laws, and
       the differential pricing of individual equity options", Review of Financial Studies 16(1),
       101-143, theorem 1 and equations 5 to 10.

    Verified by ``tests/unit/volatility/analytics/test_distribution.py`` (against the density).
    """
    strip = Strip(surface, valid_expiry(expiry))
    rules = strip.rules()

    def payoffs(k: NDArray[np.float64]) -> NDArray[np.float64]:
        weights = (-1.0 + 0.0 * k, 2.0 - 2.0 * k, (6.0 - 3.0 * k) * k, (12.0 - 4.0 * k) * k * k)
        return np.stack(weights) * np.exp(-k) * strip.otm_price(k)

    found = integrate(payoffs, rules)
    mean, second, third, fourth = (float(one) for one in found.value)
    raw = Integral(np.append(1.0, found.value), np.append(0.0, found.error))
    return BkmMoments(
        moments=central_moments(raw),
        volatility_contract=second,
        cubic_contract=third,
        quartic_contract=fourth,
        log_contract=mean,
        series_mean=-second / 2.0 - third / 6.0 - fourth / 24.0,
    )
