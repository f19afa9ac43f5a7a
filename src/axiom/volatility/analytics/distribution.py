"""The distribution of the underlying at one expiry that a surface implies."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics.arguments import valid_expiry
from axiom.volatility.analytics.moments import Moments, central_moments, no_moments
from axiom.volatility.analytics.quadrature import Integral, Rule, integrate
from axiom.volatility.analytics.strip import Strip

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.surface import Surface

__all__ = ["ImpliedDistribution", "implied_distribution"]

_ORDERS = np.arange(5)
_BISECTIONS = 62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImpliedDistribution:
    """Distribution of the underlying at an expiry under the forward measure.

    Attributes
    ----------
    expiry : float
        Years.
    forward : float
        The surface's forward.
    mass, mass_error : float
        Integral of the density, 1 where the surface is free of arbitrage, and its error.
    log_return : Moments
        Of log(S_T / forward).
    price : Moments
        Of S_T. A moment of an order at or above `highest_moment` is infinite.
    highest_moment : float
        E[S_T^p] is finite below this order: what the slope of the right wing leaves.
    """

    expiry: float
    forward: float
    mass: float
    mass_error: float
    log_return: Moments
    price: Moments
    highest_moment: float
    _strip: Strip = field(repr=False)

    @property
    def forward_error(self) -> float:
        """Relative difference of the distribution's mean price to the forward."""
        return self.price.mean / self.forward - 1.0

    def density(self, price: ArrayLike) -> float | NDArray[np.float64]:
        """Density of S_T at prices > 0, per unit of price; broadcasts."""
        x, shape = self._log_returns(price)
        return _shaped(self._strip.density(x) / (self.forward * np.exp(x)), shape)

    def cumulative(self, price: ArrayLike) -> float | NDArray[np.float64]:
        """Probability of S_T at or below prices > 0; broadcasts."""
        x, shape = self._log_returns(price)
        return _shaped(self._strip.tails(x)[0], shape)

    def survival(self, price: ArrayLike) -> float | NDArray[np.float64]:
        """Probability of S_T above prices > 0, to its own relative accuracy; broadcasts."""
        x, shape = self._log_returns(price)
        return _shaped(self._strip.tails(x)[1], shape)

    def quantile(self, probability: ArrayLike) -> float | NDArray[np.float64]:
        """Price that S_T does not exceed with a probability; broadcasts.

        Parameters
        ----------
        probability : array_like
            In (0, 1); NaN gives NaN.

        Returns
        -------
        float or ndarray of float64

        Raises
        ------
        InvalidArgumentError
            When a probability is not in (0, 1).

        Notes
        -----
        By bisection in log-return, to the last bit, on the smaller of both tails.
        """
        p = np.asarray(probability, dtype=np.float64)
        bad = (p <= 0.0) | (p >= 1.0)
        if bad.any():
            msg = f"probability is {p[bad].flat[0]}; give numbers between 0 and 1, both excluded"
            raise InvalidArgumentError(msg)
        x = _bisect(self._strip, p.ravel())
        return _shaped(self.forward * np.exp(x), p.shape)

    def _log_returns(self, price: ArrayLike) -> tuple[NDArray[np.float64], tuple[int, ...]]:
        s = np.asarray(price, dtype=np.float64)
        bad = (s <= 0.0) | np.isinf(s)
        if bad.any():
            msg = f"price is {s[bad].flat[0]}; give finite prices above 0"
            raise InvalidArgumentError(msg)
        return np.log(s.ravel() / self.forward), s.shape


def implied_distribution(surface: Surface, *, expiry: float) -> ImpliedDistribution:
    """Read the distribution of the underlying at an expiry off a surface.

    Parameters
    ----------
    surface : Surface
    expiry : float
        Years, > 0; between the fitted expiries and beyond as the surface interpolates.

    Returns
    -------
    ImpliedDistribution

    Raises
    ------
    DataError
        When the surface's total variance at the forward is not positive, or the density does not
        integrate to 1 within 1 %: the surface has arbitrage there.
    InvalidArgumentError
        When the expiry is not a number of years above 0.

    Notes
    -----
    With x = log(S_T / forward) and w its total variance, the density of x is g(x) n(d2) / sqrt(w)
    and P(x) = N(-d2) + n(d2) w'(x) / (2 sqrt(w)), where d2 = -x / sqrt(w) - sqrt(w) / 2 [1]_.
    Moments are integrals of the density by composite Gauss-Legendre rules (see
    `axiom.volatility.analytics.quadrature`) out to where the fourth moments are complete to 1e-17,
    at most 200 in x. Their errors are the difference of a finer and a coarser rule. E[S_T^p] is
    finite for 0 <= p < 1/2 + 1/(2b) + b/8, where b is the slope of w in the right wing [2]_.

    References
    ----------
    .. [1] Gatheral, J. (2006), "The Volatility Surface", chapter 1 and equation 3.1.
    .. [2] Lee, R. (2004), "The moment formula for implied volatility at extreme strikes",
       Mathematical Finance 14(3), 469-480, theorem 3.2.

    Verified by ``tests/unit/volatility/analytics/test_distribution.py``.
    """
    strip = Strip(surface, valid_expiry(expiry))
    highest = strip.highest_moment
    finite = [n for n in (2, 3, 4) if n < highest]
    rules = strip.rules(float(max(finite, default=1)))
    raw = integrate(lambda x: strip.density(x) * x ** _ORDERS[:, None], rules)
    if not abs(raw.value[0] - 1.0) < 0.01:
        msg = f"the density at expiry {strip.expiry:.6g} integrates to {raw.value[0]:.6g}, not 1"
        raise DataError(f"{msg}: the surface has arbitrage there; certify it")
    forward = float(surface.forward(strip.expiry))
    return ImpliedDistribution(
        expiry=strip.expiry,
        forward=forward,
        mass=float(raw.value[0]),
        mass_error=float(raw.error[0]),
        log_return=central_moments(raw),
        price=_price_moments(strip, rules, finite, forward),
        highest_moment=highest,
        _strip=strip,
    )


def _price_moments(
    strip: Strip, rules: tuple[Rule, Rule], finite: list[int], forward: float
) -> Moments:
    """Moments of the price; infinite from the first order that is."""
    orders = np.array([0, 1, *finite])[:, None]

    def powers(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return strip.density(x) * np.exp(np.minimum(orders * x, 700.0))

    found = integrate(powers, rules)
    missing = 5 - found.value.size
    value = np.append(found.value, np.full(missing, math.inf))
    error = np.append(found.error, np.full(missing, math.inf))
    moments = central_moments(Integral(value, error)) if missing < 3 else no_moments(found)
    return moments.scaled(forward)


def _bisect(strip: Strip, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve P(x) = p, each tail by its own probability."""
    low, high = np.full(p.shape, -200.0), np.full(p.shape, 200.0)
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        below, above = strip.tails(middle)
        right = np.where(p <= 0.5, below < p, above > 1.0 - p)
        low, high = np.where(right, middle, low), np.where(right, high, middle)
    return np.where(np.isnan(p), np.nan, 0.5 * (low + high))


def _shaped(values: NDArray[np.float64], shape: tuple[int, ...]) -> float | NDArray[np.float64]:
    return values.reshape(shape) if shape else float(values[0])
