"""The options that every contender prices: one place, a seed as argument."""

from __future__ import annotations

from dataclasses import dataclass, replace

import mpmath
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROUNDING = 2.0**-53


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One European option on a spot; years, decimals, continuous compounding."""

    spot: float = 100.0
    strike: float = 105.0
    expiry: float = 0.5
    vol: float = 0.2
    rate: float = 0.03
    dividend_yield: float = 0.01
    is_call: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Many options: contiguous arrays of one length; `price` is None where it is not needed."""

    spot: Floats
    strike: Floats
    expiry: Floats
    vol: Floats
    rate: Floats
    dividend_yield: Floats
    is_call: Bools
    price: Floats | None = None

    def __len__(self) -> int:
        """Count the options."""
        return len(self.strike)

    def head(self, n: int) -> Options:
        """Take the first `n` options."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        return Options(**{k: v if v is None else v[:n] for k, v in parts.items()})

    @property
    def forward(self) -> Floats:
        """Forward price of the underlying at expiry."""
        return self.spot * np.exp((self.rate - self.dividend_yield) * self.expiry)

    @property
    def sign(self) -> Floats:
        """+1 for a call, -1 for a put."""
        return np.where(self.is_call, 1.0, -1.0)


def random_options(n: int, *, seed: int) -> Options:
    """Draw options around the money: strikes ±40 %, 1 week to 2 years, vols 10 to 60 %."""
    rng = np.random.default_rng(seed)
    spot = rng.uniform(80.0, 120.0, n)
    return Options(
        spot=spot,
        strike=spot * rng.uniform(0.6, 1.4, n),
        expiry=rng.uniform(7 / 365, 2.0, n),
        vol=rng.uniform(0.1, 0.6, n),
        rate=rng.uniform(0.0, 0.05, n),
        dividend_yield=rng.uniform(0.0, 0.03, n),
        is_call=rng.random(n) < 0.5,
    )


def wide_chain(n: int, *, seed: int, deviations: float = 6.0, digits: int = 30) -> Options:
    """Draw a wide chain whose prices are right to the last bit.

    Expiries from a day to three years (uniform in the logarithm), vols from 5 to 120 % (likewise),
    strikes out to `deviations` standard deviations on both sides (and a factor of 20 from the
    forward), calls and puts, in and out of the money. An option in the
    money is kept where the rounding of its price, forward or strike moves the implied vol by at
    most 1e-12 of itself, and becomes its out-of-the-money twin otherwise. Prices come from mpmath
    with `digits` digits, so an error against `vol` is the solver's own.
    """
    rng = np.random.default_rng(seed)
    expiry = np.exp(rng.uniform(np.log(1 / 365), np.log(3.0), n))
    vol = np.exp(rng.uniform(np.log(0.05), np.log(1.2), n))
    total = vol * np.sqrt(expiry)
    spot, rate, dividend_yield = 100.0, 0.03, 0.01
    forward = spot * np.exp((rate - dividend_yield) * expiry)
    log_moneyness = rng.uniform(-1.0, 1.0, n) * np.minimum(deviations * total, 3.0)
    strike = forward * np.exp(log_moneyness)
    is_call = _identified_side(rng.random(n) < 0.5, log_moneyness, total)
    full = [np.full(n, value) for value in (spot, rate, dividend_yield)]
    bare = Options(
        spot=full[0], strike=strike, expiry=expiry, vol=vol,
        rate=full[1], dividend_yield=full[2], is_call=is_call,
    )  # fmt: skip
    return replace(bare, price=exact_prices(bare, digits))


def _identified_side(wanted: Bools, log_moneyness: Floats, total: Floats) -> Bools:
    """Take the wanted side where rounding leaves the vol determined, else out of the money."""
    out_call = log_moneyness > 0.0
    d1 = -log_moneyness / total + total / 2
    vega = np.exp(-0.5 * d1 * d1) / np.sqrt(2 * np.pi)
    largest = np.maximum(1.0, np.exp(log_moneyness))
    identified = ROUNDING * largest <= 1e-12 * vega * total
    return np.where((wanted == out_call) | identified, wanted, out_call)


def exact_prices(options: Options, digits: int = 30) -> Floats:
    """Price each option with mpmath, rounded once to a double."""
    prices = np.empty(len(options))
    columns = zip(
        options.spot.tolist(), options.strike.tolist(), options.expiry.tolist(),
        options.vol.tolist(), options.rate.tolist(), options.dividend_yield.tolist(),
        options.is_call.tolist(), strict=True,
    )  # fmt: skip
    with mpmath.workdps(digits):
        for i, column in enumerate(columns):
            prices[i] = _exact_price(column)
    return prices


def _exact_price(terms: tuple[float, ...]) -> float:
    spot, strike, expiry, vol, rate, dividend_yield, is_call = map(mpmath.mpf, terms)
    sign = 1 if is_call else -1
    total = vol * mpmath.sqrt(expiry)
    grown = spot * mpmath.exp(-dividend_yield * expiry)
    paid = strike * mpmath.exp(-rate * expiry)
    d1 = mpmath.log(grown / paid) / total + total / 2
    return float(sign * (grown * mpmath.ncdf(sign * d1) - paid * mpmath.ncdf(sign * (d1 - total))))
