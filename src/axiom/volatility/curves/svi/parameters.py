"""SVI smiles in raw, natural and jump-wings parameters, and the ways between them."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.smile import SmileValues

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["JumpWingsSvi", "NaturalSvi", "RawSvi"]

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSvi:
    """w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)), total variance over log-moneyness.

    Parameters
    ----------
    a : float
        Level; a + b sigma sqrt(1 - rho^2), the least total variance, is >= 0.
    b : float
        >= 0; the wings slope by b (rho - 1) and b (rho + 1).
    rho : float
        Orientation, in (-1, 1).
    m : float
        Shift, in log-moneyness.
    sigma : float
        Width of the curved part, > 0.

    Raises
    ------
    InvalidArgumentError
        A parameter outside its domain. Butterfly arbitrage is not an error here: `least_g` finds
        it.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, section 3.1, equation (3.1).

    Verified by ``tests/unit/volatility/curves/test_svi_parameters.py``.
    """

    a: float
    b: float
    rho: float
    m: float
    sigma: float

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        _finite(self)
        _check("b", self.b, self.b >= 0.0, "a number >= 0")
        _check("rho", self.rho, -1.0 < self.rho < 1.0, "a number in (-1, 1)")
        _check("sigma", self.sigma, self.sigma > 0.0, "a number > 0")
        slack = _ROUNDING * (abs(self.a) + self.b * self.sigma)
        message = f"so that the least total variance, {self.least}, is >= 0"
        _check("a", self.a, self.least >= -slack, f"a number >= {self.a - self.least}, {message}")

    @property
    def least(self) -> float:
        """Least total variance over k."""
        return self.a + self.b * self.sigma * math.sqrt(1.0 - self.rho**2)

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Total variance and its first two derivatives, at any shape."""
        x = np.asarray(log_moneyness, dtype=np.float64) - self.m
        root = np.hypot(x, self.sigma)
        w = self.a + self.b * (self.rho * x + root)
        dw = self.b * (self.rho + x / root)
        return SmileValues(w, dw, self.b * self.sigma**2 / root**3)

    def natural(self) -> NaturalSvi:
        """Give the same smile in natural parameters; b must be > 0."""
        _check("b", self.b, self.b > 0.0, "a number > 0: a flat smile has no natural parameters")
        across = math.sqrt(1.0 - self.rho**2)
        omega = 2.0 * self.b * self.sigma / across
        return NaturalSvi(
            delta=self.a - 0.5 * omega * across**2,
            mu=self.m + self.rho * self.sigma / across,
            rho=self.rho,
            omega=omega,
            zeta=across / self.sigma,
        )

    def jump_wings(self, *, years: float) -> JumpWingsSvi:
        """Give the same smile in jump-wings parameters at a time to expiry > 0."""
        root = math.hypot(self.m, self.sigma)
        w = self.a + self.b * (root - self.rho * self.m)
        _check("a", self.a, w > 0.0, "a larger one: total variance at the forward is not > 0")
        scale = self.b / math.sqrt(w)
        return JumpWingsSvi(
            years=years,
            v=w / years,
            psi=0.5 * scale * (self.rho - self.m / root),
            p=scale * (1.0 - self.rho),
            c=scale * (1.0 + self.rho),
            v_min=max(0.0, self.least) / years,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalSvi:
    """w(k) = delta + omega/2 (1 + zeta rho (k - mu) + sqrt((zeta (k - mu) + rho)^2 + 1 - rho^2)).

    Parameters
    ----------
    delta : float
        Level.
    mu : float
        Shift, in log-moneyness.
    rho : float
        In (-1, 1).
    omega : float
        >= 0.
    zeta : float
        > 0.

    Raises
    ------
    InvalidArgumentError
        A parameter outside its domain, or total variance that becomes negative.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), section 3.2, equation (3.2) and Lemma 3.1.

    Verified by ``tests/unit/volatility/curves/test_svi_parameters.py``.
    """

    delta: float
    mu: float
    rho: float
    omega: float
    zeta: float

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        _finite(self)
        _check("rho", self.rho, -1.0 < self.rho < 1.0, "a number in (-1, 1)")
        _check("omega", self.omega, self.omega >= 0.0, "a number >= 0")
        _check("zeta", self.zeta, self.zeta > 0.0, "a number > 0")
        self.raw()

    def raw(self) -> RawSvi:
        """Give the same smile in raw parameters."""
        across = math.sqrt(1.0 - self.rho**2)
        return RawSvi(
            a=self.delta + 0.5 * self.omega * across**2,
            b=0.5 * self.omega * self.zeta,
            rho=self.rho,
            m=self.mu - self.rho / self.zeta,
            sigma=across / self.zeta,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpWingsSvi:
    """SVI by what traders read off a smile; the parameters move little from expiry to expiry.

    Parameters
    ----------
    years : float
        Time to expiry, > 0.
    v : float
        Variance at the forward, vol squared, > 0.
    psi : float
        Skew there: the slope of vol in k times sqrt(years).
    p, c : float
        Slopes of the left and right wings of total variance over its square root at the forward,
        >= 0, not both zero.
    v_min : float
        Least variance over k, in [0, v].

    Raises
    ------
    InvalidArgumentError
        A parameter outside its domain, or no SVI smile has these.

    Notes
    -----
    An SVI smile has -p / 2 <= psi <= c / 2. The width of the curved part is not identified where
    the smile is least at the forward and rho = 0, or where v = v_min.

    References
    ----------
    .. [1] Gatheral, Jacquier (2014), section 3.3, equation (3.5) and Lemma 3.2.

    Verified by ``tests/unit/volatility/curves/test_svi_parameters.py``.
    """

    years: float
    v: float
    psi: float
    p: float
    c: float
    v_min: float

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        _finite(self)
        _check("years", self.years, self.years > 0.0, "a time > 0")
        _check("v", self.v, self.v > 0.0, "a variance > 0")
        _check("p", self.p, self.p >= 0.0, "a number >= 0")
        _check("c", self.c, self.c >= 0.0 and self.p + self.c > 0.0, "a number >= 0, or p > 0")
        inside = -0.5 * self.p <= self.psi <= 0.5 * self.c
        _check("psi", self.psi, inside, f"a number in [-p/2, c/2] = [{-self.p / 2}, {self.c / 2}]")
        _check("v_min", self.v_min, 0.0 <= self.v_min <= self.v, f"a number in [0, v = {self.v}]")

    def raw(self) -> RawSvi:
        """Give the same smile in raw parameters; InvalidArgumentError where there is none."""
        root_w = math.sqrt(self.v * self.years)
        b = 0.5 * root_w * (self.c + self.p)
        rho = 1.0 - self.p * root_w / b
        # m = sqrt(m^2 + sigma^2) sin(angle), sigma the same with cos(angle)
        sine = rho - 2.0 * self.psi * root_w / b
        cosine = math.sqrt(max(0.0, 1.0 - sine**2))
        across = math.sqrt(max(0.0, 1.0 - rho**2))
        lift = 1.0 - rho * sine - cosine * across
        _check("psi", self.psi, lift > 0.0, "another: the smile is least at the forward itself")
        radius = (self.v - self.v_min) * self.years / (b * lift)
        sigma = radius * cosine
        return RawSvi(
            a=self.v_min * self.years - b * sigma * across,
            b=b,
            rho=rho,
            m=radius * sine,
            sigma=sigma,
        )

    def replace(self, *, c: float, v_min: float) -> Self:
        """Give the smile with another right wing and another least variance."""
        return type(self)(years=self.years, v=self.v, psi=self.psi, p=self.p, c=c, v_min=v_min)


def _finite(record: RawSvi | NaturalSvi | JumpWingsSvi) -> None:
    for name, value in zip(record.__slots__, astuple(record), strict=True):
        _check(name, value, math.isfinite(value), "a finite number")


def _check(name: str, value: float, holds: bool, remedy: str) -> None:
    if not holds:
        msg = f"{name} is {value}; give {remedy}"
        raise InvalidArgumentError(msg)
