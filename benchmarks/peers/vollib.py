"""vollib: Black–Scholes–Merton with its analytic Greeks, one call a figure."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from vollib.black_scholes_merton import black_scholes_merton
from vollib.black_scholes_merton.greeks import analytical
from vollib.black_scholes_merton.implied_volatility import implied_volatility

from benchmarks.options import Floats, Option, Options

NAME = "vollib"
GREEKS = (analytical.delta, analytical.gamma, analytical.vega, analytical.theta, analytical.rho)


def _arguments(option: Option) -> tuple[str, float, float, float, float, float, float]:
    return (
        "c" if option.is_call else "p", option.spot, option.strike, option.expiry, option.rate,
        option.vol, option.dividend_yield,
    )  # fmt: skip


def greeks_one(option: Option) -> Callable[[], tuple[float, ...]]:
    """Price and 5 Greeks (vega and rho per point, theta per day, in this library's units)."""
    arguments = _arguments(option)

    def job() -> tuple[float, ...]:
        return (black_scholes_merton(*arguments), *(greek(*arguments) for greek in GREEKS))

    return job


def implied_vol_one(option: Option, price: float) -> Callable[[], float]:
    """Let's Be Rational in Python."""
    flag, spot, strike, expiry, rate, _, dividend_yield = _arguments(option)
    arguments = (price, spot, strike, expiry, rate, dividend_yield, flag)
    return lambda: implied_volatility(*arguments)


def implied_vol_batch(options: Options) -> Callable[[], Floats]:
    """The same in a Python loop, as this library has no batch call."""
    columns = (
        options.price, options.spot, options.strike, options.expiry, options.rate,
        options.dividend_yield,
    )  # fmt: skip
    flags = np.where(options.is_call, "c", "p").tolist()
    rows = list(zip(*(column.tolist() for column in columns), flags, strict=True))
    return lambda: np.array([implied_volatility(*row) for row in rows])
