"""SSVI slices and their surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.sliced import SlicedSurface
from axiom.volatility.curves.smile import Moments, SmileValues
from axiom.volatility.curves.ssvi.curvature import HestonLike, PowerLaw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.ssvi.curvature import Curvature

__all__ = ["SsviSlice", "SsviSurface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SsviSlice:
    """One expiry of an SSVI surface.

    Attributes
    ----------
    expiry : datetime
        The settlement instant, aware.
    years : float
        Time to it.
    theta : float
        Total variance at the forward, > 0.
    rho : float
        In (-1, 1); the same for all expiries.
    form : str
        "power_law" or "heston_like".
    shape : tuple of float
        (eta, gamma) or (speed,); the same for all expiries.
    standard_error : tuple of float
        Of theta, rho and the shape; a half-spread counts as one standard deviation of a quote.
    log_moneyness_min, log_moneyness_max : float
        The range of quotes the slice was fitted to.
    n_quotes : int
        How many quotes it was fitted to.
    """

    expiry: datetime
    years: float
    theta: float
    rho: float
    form: str
    shape: tuple[float, ...]
    standard_error: tuple[float, ...]
    log_moneyness_min: float
    log_moneyness_max: float
    n_quotes: int

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        if not (self.theta > 0.0 and -1.0 < self.rho < 1.0):
            msg = f"theta is {self.theta} and rho {self.rho}; give theta > 0 and rho in (-1, 1)"
            raise InvalidArgumentError(msg)
        _ = self.curvature

    @property
    def curvature(self) -> Curvature:
        """The function phi."""
        return curvature_of(self.form, self.shape)

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Total variance and its first two derivatives in log-moneyness."""
        theta = np.full(np.shape(log_moneyness), self.theta)
        return SmileValues(*ssvi(log_moneyness, theta, self.rho, self.curvature)[:3])


@dataclass(frozen=True, kw_only=True)
class SsviSurface(SlicedSurface[SsviSlice]):
    """An SSVI surface; satisfies `Surface`, with everything `SlicedSurface` says but one.

    Between slices it is theta that is linear in variance time, and the smile SSVI at that theta:
    where the conditions hold on all theta (see `ssvi_conditions`), there is no arbitrage between
    slices either.

    Notes
    -----
    w(k) = theta / 2 (1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2)), with phi = phi(theta).

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, section 4.

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """

    FORMAT: ClassVar[str] = "axiom.ssvi"
    SLICE: ClassVar[type] = SsviSlice

    def __post_init__(self) -> None:
        """Check the parts."""
        SlicedSurface.__post_init__(self)
        for s in self.slices[1:]:
            first = self.slices[0]
            if (s.rho, s.form, s.shape) != (first.rho, first.form, first.shape):
                msg = f"slices: {s} has another rho or phi than {first}; an SSVI surface has one"
                raise InvalidArgumentError(msg)

    def _between(self, index: int, k: NDArray[np.float64], share: NDArray[np.float64]) -> Moments:
        early, late = self.slices[index], self.slices[index + 1]
        growth = late.theta - early.theta
        theta = early.theta + share * growth
        w, dw, ddw, by_theta = ssvi(k, theta, early.rho, early.curvature)
        return Moments(w, dw, ddw, by_theta * growth)


def curvature_of(form: str, shape: tuple[float, ...]) -> Curvature:
    """Build phi from its name and parameters."""
    if form == "power_law" and len(shape) == 2:
        return PowerLaw(eta=shape[0], gamma=shape[1])
    if form == "heston_like" and len(shape) == 1:
        return HestonLike(speed=shape[0])
    msg = f"form is {form!r} and shape {shape}; give 'power_law' with two or 'heston_like' with one"
    raise InvalidArgumentError(msg)


def ssvi(
    k: NDArray[np.float64], theta: NDArray[np.float64], rho: float, curvature: Curvature
) -> tuple[NDArray[np.float64], ...]:
    """Total variance, its first two derivatives in k, and that in theta; all (n,)."""
    phi = curvature(theta)
    x = phi * k + rho
    root = np.sqrt(x**2 + 1.0 - rho**2)
    w = 0.5 * theta * (1.0 + rho * phi * k + root)
    dw = 0.5 * theta * phi * (rho + x / root)
    ddw = 0.5 * theta * phi**2 * (1.0 - rho**2) / root**3
    by_phi = 0.5 * theta * k * (rho + x / root)
    return w, dw, ddw, w / theta + by_phi * curvature.derivative(theta)
