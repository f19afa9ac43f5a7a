"""The readable twin of the pricing kernels: textbook formulas and their derivatives in mpmath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np

DIGITS = 75

# Each Greek as (order in S, K, T, vol, rate, dividend_yield) and its sign.
DERIVATIVES = {
    "price": ((0, 0, 0, 0, 0, 0), 1),
    "delta": ((1, 0, 0, 0, 0, 0), 1),
    "gamma": ((2, 0, 0, 0, 0, 0), 1),
    "vega": ((0, 0, 0, 1, 0, 0), 1),
    "theta": ((0, 0, 1, 0, 0, 0), -1),
    "rho": ((0, 0, 0, 0, 1, 0), 1),
    "psi": ((0, 0, 0, 0, 0, 1), 1),
    "dual_delta": ((0, 1, 0, 0, 0, 0), 1),
    "dual_gamma": ((0, 2, 0, 0, 0, 0), 1),
    "vanna": ((1, 0, 0, 1, 0, 0), 1),
    "volga": ((0, 0, 0, 2, 0, 0), 1),
    "charm": ((1, 0, 1, 0, 0, 0), -1),
    "veta": ((0, 0, 1, 1, 0, 0), -1),
    "speed": ((3, 0, 0, 0, 0, 0), 1),
    "zomma": ((2, 0, 0, 1, 0, 0), 1),
    "color": ((2, 0, 1, 0, 0, 0), -1),
    "ultima": ((0, 0, 0, 3, 0, 0), 1),
}


def cdf(x: Any) -> Any:
    """The standard normal distribution function."""
    return mp.erfc(-x / mp.sqrt(2)) / 2


def lognormal_price(*terms: Any, is_call: bool) -> Any:
    """Black-Scholes-Merton as in Haug (2007), p. 7."""
    spot, strike, expiry, vol, rate, dividend_yield = terms
    d1 = (mp.log(spot / strike) + (rate - dividend_yield + vol**2 / 2) * expiry) / (
        vol * mp.sqrt(expiry)
    )
    d2 = d1 - vol * mp.sqrt(expiry)
    sign = 1 if is_call else -1
    return sign * (
        spot * mp.exp(-dividend_yield * expiry) * cdf(sign * d1)
        - strike * mp.exp(-rate * expiry) * cdf(sign * d2)
    )


def normal_price(*terms: Any, is_call: bool) -> Any:
    """Bachelier on the forward."""
    spot, strike, expiry, vol, rate, dividend_yield = terms
    forward = spot * mp.exp((rate - dividend_yield) * expiry)
    deviation = vol * mp.sqrt(expiry)
    d = (forward - strike) / deviation
    sign = 1 if is_call else -1
    density = mp.exp(-d * d / 2) / mp.sqrt(2 * mp.pi)
    return mp.exp(-rate * expiry) * (
        sign * (forward - strike) * cdf(sign * d) + deviation * density
    )


PRICES = {"lognormal": lognormal_price, "normal": normal_price}


def reference_price(model: str, terms: tuple[float, ...], *, is_call: bool) -> Any:
    """The price at DIGITS digits; terms are (spot, strike, expiry, vol, rate, dividend_yield)."""
    with mp.workdps(DIGITS):
        return PRICES[model](*map(mp.mpf, terms), is_call=is_call)


def reference_greek(name: str, model: str, terms: tuple[float, ...], *, is_call: bool) -> Any:
    """One Greek by numerical differentiation of the high-precision price."""
    orders, sign = DERIVATIVES[name]
    with mp.workdps(DIGITS):

        def price(*arguments: Any) -> Any:
            return PRICES[model](*arguments, is_call=is_call)

        point = tuple(map(mp.mpf, terms))
        if not any(orders):
            return price(*point)
        return sign * mp.diff(price, point, orders)


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a random sample."""

    terms: tuple[float, float, float, float, float, float]
    is_call: bool
    model: str

    @property
    def arguments(self) -> dict[str, Any]:
        """Its arguments for axiom's functions."""
        names = ("spot", "strike", "expiry", "vol", "rate", "dividend_yield")
        return {
            **dict(zip(names, self.terms, strict=True)),
            "is_call": self.is_call,
            "model": self.model,
        }


def random_option(
    rng: np.random.Generator, model: str, deviations: float, shortest: float = 1 / 365 / 24
) -> Option:
    """An option whose forward lies up to ``deviations`` standard deviations from the strike.

    Expiries from one hour to five years and vols from 1 % to 200 %, both log-uniform.
    """
    strike = 100.0
    expiry = float(np.exp(rng.uniform(np.log(shortest), np.log(5.0))))
    vol = float(np.exp(rng.uniform(np.log(0.01), np.log(2.0))))
    rate, dividend_yield = float(rng.uniform(-0.02, 0.08)), float(rng.uniform(-0.01, 0.06))
    shift = float(rng.uniform(-deviations, deviations)) * vol * expiry**0.5
    discount = np.exp(-(rate - dividend_yield) * expiry)
    if model == "lognormal":
        spot = float(strike * np.exp(shift) * discount)
    else:
        vol *= 100.0
        spot = float((strike + 100.0 * shift) * discount)
    return Option(
        terms=(spot, strike, expiry, vol, rate, dividend_yield),
        is_call=bool(rng.random() < 0.5),
        model=model,
    )
