"""fast-vollib on its numba backend, held to one thread like every other contender."""

from __future__ import annotations

from collections.abc import Callable

import fast_vollib
import numba
import numpy as np

from benchmarks.options import Floats, Options

NAME = "fast-vollib (numba)"
numba.set_num_threads(1)


def _flags(options: Options) -> np.ndarray:
    return np.where(options.is_call, "c", "p")


def greeks_batch(options: Options) -> Callable[[], object]:
    """Price and its 5 Greeks."""
    market = (
        _flags(options), options.spot, options.strike, options.expiry, options.rate, options.vol,
        options.dividend_yield,
    )  # fmt: skip

    def job() -> object:
        price = fast_vollib.fast_black_scholes_merton(*market, return_as="numpy", backend="numba")
        greeks = fast_vollib.get_all_greeks(
            *market, model="black_scholes_merton", return_as="dict", backend="numba"
        )
        return price, greeks

    return job


def implied_vol_batch(options: Options) -> Callable[[], Floats]:
    """Implied vols; NaN where the library gives none."""
    arguments = (
        options.price, options.spot, options.strike, options.expiry, options.rate,
        _flags(options), options.dividend_yield,
    )  # fmt: skip

    def job() -> Floats:
        found = fast_vollib.fast_implied_volatility(
            *arguments, model="black_scholes_merton", on_error="ignore", return_as="numpy",
            backend="numba",
        )  # fmt: skip
        return np.asarray(found, dtype=float)

    return job
