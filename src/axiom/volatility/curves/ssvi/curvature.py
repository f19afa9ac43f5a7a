"""The curvature functions phi of SSVI, and the conditions under which there is no arbitrage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Curvature",
    "HestonLike",
    "PowerLaw",
    "SsviConditions",
    "butterfly_free",
    "greatest_eta",
    "ssvi_conditions",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLaw:
    """phi(theta) = eta / (theta^gamma (1 + theta)^(1 - gamma)).

    Parameters
    ----------
    eta : float
        > 0.
    gamma : float
        In (0, 1).

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, section 4.2, equation (4.5).

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """

    eta: float
    gamma: float

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        _check("eta", self.eta, 0.0 < self.eta < math.inf, "a finite number > 0")
        _check("gamma", self.gamma, 0.0 < self.gamma < 1.0, "a number in (0, 1)")

    def __call__(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate at total variances at the forward, > 0."""
        theta = np.asarray(theta, dtype=np.float64)
        return np.asarray(self.eta * theta**-self.gamma * (1.0 + theta) ** (self.gamma - 1.0))

    def derivative(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Differentiate in theta."""
        rate = self.gamma / theta + (1.0 - self.gamma) / (1.0 + theta)
        return np.asarray(-rate * self(theta))


@dataclass(frozen=True, slots=True, kw_only=True)
class HestonLike:
    """phi(theta) = (1 - (1 - exp(-x)) / x) / x, with x = speed theta.

    Parameters
    ----------
    speed : float
        > 0; the lambda of the paper. There is no arbitrage where it is >= (1 + abs(rho)) / 4.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), section 4.1, equation (4.4).

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """

    speed: float

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        _check("speed", self.speed, 0.0 < self.speed < math.inf, "a finite number > 0")

    def __call__(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate at total variances at the forward, > 0."""
        x, small = self._split(theta)
        series = _series(np.where(small, x, 0.0), 0)
        far = np.where(small, 1.0, x)
        return np.where(small, series, (1.0 + np.expm1(-far) / far) / far)

    def derivative(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Differentiate in theta."""
        x, small = self._split(theta)
        series = _series(np.where(small, x, 0.0), 1)
        far = np.where(small, 1.0, x)
        direct = -(1.0 + np.exp(-far) + 2.0 * np.expm1(-far) / far) / far**2
        return self.speed * np.where(small, series, direct)

    def _split(self, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        x = self.speed * np.asarray(theta, dtype=np.float64)
        return x, x < 0.5


Curvature = PowerLaw | HestonLike


class SsviConditions(NamedTuple):
    """How far SSVI is from arbitrage at each theta; none where all are >= 0 (steep: > 0).

    Attributes
    ----------
    steep : ndarray of float64
        4 - theta phi (1 + abs(rho)).
    curved : ndarray of float64
        4 - theta phi^2 (1 + abs(rho)).
    rising : ndarray of float64
        d(theta phi)/dtheta.
    calendar : ndarray of float64
        phi (1 + sqrt(1 - rho^2)) / rho^2 - d(theta phi)/dtheta; infinite at rho = 0.
    """

    steep: NDArray[np.float64]
    curved: NDArray[np.float64]
    rising: NDArray[np.float64]
    calendar: NDArray[np.float64]

    @property
    def hold(self) -> bool:
        """Whether they hold at every theta given."""
        return bool((self.steep > 0.0).all() and all((c >= 0.0).all() for c in self[1:]))


def ssvi_conditions(
    curvature: Curvature, *, rho: float, theta: NDArray[np.float64]
) -> SsviConditions:
    """Evaluate the sufficient conditions for no butterfly and no calendar arbitrage.

    Parameters
    ----------
    curvature : PowerLaw or HestonLike
    rho : float
        In (-1, 1).
    theta : ndarray of float64, (n,)
        Total variances at the forward, > 0.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), Theorems 4.1 and 4.2.

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """
    _check("rho", rho, -1.0 < rho < 1.0, "a number in (-1, 1)")
    theta = np.asarray(theta, dtype=np.float64)
    phi = curvature(theta)
    slope = phi + theta * curvature.derivative(theta)
    bound = math.inf if rho**2 == 0.0 else (1.0 + math.sqrt(1.0 - rho**2)) / rho**2
    return SsviConditions(
        4.0 - theta * phi * (1.0 + abs(rho)),
        4.0 - theta * phi**2 * (1.0 + abs(rho)),
        slope,
        bound * phi - slope,
    )


def butterfly_free(curvature: Curvature, *, rho: float, theta: tuple[float, float]) -> bool:
    """Tell whether the conditions for no butterfly arbitrage hold between two thetas.

    Parameters
    ----------
    curvature : PowerLaw or HestonLike
    rho : float
        In (-1, 1).
    theta : tuple of float
        The ends, 0 < lowest <= highest.

    Returns
    -------
    bool
        Of theta phi (1 + abs(rho)) < 4 and theta phi^2 (1 + abs(rho)) <= 4.

    Notes
    -----
    theta phi rises. theta phi^2 of a power law is greatest at theta = 1 - 2 gamma or at the end
    next to it; of the Heston-like form it is at most 1 / (2 speed), since phi <= 1 / 2 and
    theta phi <= 1 / speed.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), Theorem 4.2.

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """
    low, high = theta
    wing = 4.0 / (1.0 + abs(rho))
    if not high * float(curvature(np.array(high))) < wing:
        return False
    if isinstance(curvature, HestonLike):
        return 0.5 / curvature.speed <= wing
    peak = min(max(low, 1.0 - 2.0 * curvature.gamma), high)
    return peak * float(curvature(np.array(peak))) ** 2 <= wing


def greatest_eta(*, rho: float, gamma: float, least_theta: float) -> float:
    """Give the largest eta of a power law that has no arbitrage at any theta >= least_theta.

    theta phi stays below eta; theta phi^2 / eta^2 is greatest at theta = 1 - 2 gamma, or at the
    least theta where that lies above.
    """
    at = max(least_theta, 1.0 - 2.0 * gamma)
    peak = at ** (1.0 - 2.0 * gamma) * (1.0 + at) ** (2.0 * gamma - 2.0)
    return min(4.0 / (1.0 + abs(rho)), math.sqrt(4.0 / ((1.0 + abs(rho)) * peak)))


def _series(x: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """Sum (-x)^n / (n + 2)! or its derivative."""
    out = np.zeros_like(x)
    for n in range(14, order - 1, -1):
        factor = n if order else 1
        out = out * x + (-1.0) ** n * factor / math.factorial(n + 2)
    return out


def _check(name: str, value: float, holds: bool, remedy: str) -> None:
    if not holds:
        msg = f"{name} is {value}; give {remedy}"
        raise InvalidArgumentError(msg)
