"""American options on a binomial tree: a third opinion, good to a few 1e-4 at a spot of 100.

Cox, Ross and Rubinstein's tree with the Black-Scholes price at the last step but one and Richardson
extrapolation, after M. Broadie and J. Detemple (1996), American option valuation: new bounds,
approximations, and a comparison of existing methods, Rev. Financial Studies 9, 1211-1250.
"""

from __future__ import annotations

import numpy as np

from tests.solvers.american_integral import european_call, european_put


def one_tree(*, spot, strike, expiry, vol, rate, dividend_yield, is_call, steps) -> float:
    """Return the price on one tree."""
    size = expiry / steps
    up = np.exp(vol * np.sqrt(size))
    weight = (np.exp((rate - dividend_yield) * size) - 1.0 / up) / (up - 1.0 / up)
    if not 0.0 < weight < 1.0:
        raise ValueError(f"{steps} steps are too few for a drift this large beside the vol")
    discount, sign = np.exp(-rate * size), 1.0 if is_call else -1.0
    european = european_call if is_call else european_put
    spots = spot * up ** np.arange(1 - steps, steps, 2, dtype=float)
    values = european(spots, strike, size, (vol, rate, dividend_yield))
    values = np.maximum(values, sign * (spots - strike))
    for level in range(steps - 2, -1, -1):
        spots = spot * up ** np.arange(-level, level + 1, 2, dtype=float)
        held = discount * (weight * values[1:] + (1.0 - weight) * values[:-1])
        values = np.maximum(held, sign * (spots - strike))
    return float(values[0])


def price(*, steps=1000, **option) -> float:
    """Return the price extrapolated from trees of `steps` and of half as many."""
    fine, coarse = (one_tree(**option, steps=n) for n in (steps, steps // 2))
    return 2.0 * fine - coarse
