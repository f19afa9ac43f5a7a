"""pyfeng: its Black–Scholes–Merton model on whole arrays; it has no rho, a difference stands in."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pyfeng

from benchmarks.options import Floats, Option, Options

NAME = "pyfeng"
RATE_STEP = 1e-6


def _six(terms: tuple) -> tuple:
    spot, strike, expiry, vol, rate, dividend_yield, sign = terms
    model = pyfeng.Bsm(vol, intr=rate, divr=dividend_yield)
    place = (strike, spot, expiry, sign)
    price = model.price(*place)
    bumped = pyfeng.Bsm(vol, intr=rate + RATE_STEP, divr=dividend_yield).price(*place)
    greeks = (model.delta, model.gamma, model.vega, model.theta)
    return (price, *(greek(*place) for greek in greeks), (bumped - price) / RATE_STEP)


def greeks_one(option: Option) -> Callable[[], tuple[float, ...]]:
    """Price and 5 Greeks of one option."""
    terms = (
        option.spot, option.strike, option.expiry, option.vol, option.rate, option.dividend_yield,
        1 if option.is_call else -1,
    )  # fmt: skip
    return lambda: _six(terms)


def greeks_batch(options: Options) -> Callable[[], tuple[Floats, ...]]:
    """Price and 5 Greeks of arrays."""
    terms = (
        options.spot, options.strike, options.expiry, options.vol, options.rate,
        options.dividend_yield, options.sign,
    )  # fmt: skip
    return lambda: _six(terms)


def implied_vol_one(option: Option, price: float) -> Callable[[], float]:
    """Implied vol of one price."""
    model = pyfeng.Bsm(0.2, intr=option.rate, divr=option.dividend_yield)
    sign = 1 if option.is_call else -1
    strike = np.array([option.strike])
    return lambda: float(model.impvol(price, strike, option.spot, option.expiry, sign)[0])


def implied_vol_batch(options: Options) -> Callable[[], Floats]:
    """Implied vols of arrays; its warning that some did not converge is no error here."""
    model = pyfeng.Bsm(0.2, intr=options.rate, divr=options.dividend_yield)
    sign = options.sign

    def job() -> Floats:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return model.impvol(options.price, options.strike, options.spot, options.expiry, sign)

    return job
