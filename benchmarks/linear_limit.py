"""How many quotes any convex curve can hold: `python -m benchmarks.linear_limit`.

For each expiry a linear programme looks for call prices at the quoted strikes, falling and convex
in strike with slopes between -1 and 0, that miss the bids and asks by the least sum of distances in
half-spreads. The share of quotes that they lie within is what convexity alone permits (a little
more may be possible: the programme minimises distances, not their number); expiries do not bind
each other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from benchmarks.volatility_days import Day, Floats, spx_days

_SLACK = 1e-7


def expiry_limit(quotes: pl.DataFrame) -> tuple[int, int]:
    """Count the quotes of one expiry that the best convex prices hold, and all of them."""
    strike, place = np.unique(quotes["strike"].to_numpy(), return_inverse=True)
    if strike.size < 3:
        return quotes.height, quotes.height
    forward, discount = quotes["forward"][0], quotes["discount_factor"][0]
    to_call = np.where(quotes["is_call"].to_numpy(), 0.0, (forward - strike[place]) / forward)
    low, high = (
        quotes[side].to_numpy() / (discount * forward) + to_call for side in ("bid", "ask")
    )
    n, m = strike.size, quotes.height
    half = 0.5 * (high - low)
    pick = csr_array((1.0 / half, (np.arange(m), place)), shape=(m, n))
    slack = csr_array((np.ones(m), (np.arange(m), np.arange(m))), shape=(m, m))
    shape, bound = _convex(strike / forward)
    rows = vstack(
        [
            hstack([pick, -slack]),
            hstack([-pick, -slack]),
            hstack([shape, csr_array((shape.shape[0], m))]),
        ]
    )
    cost = np.concatenate([np.zeros(n), np.ones(m)])
    found = linprog(
        cost,
        A_ub=rows,
        b_ub=np.concatenate([high / half, -low / half, bound]),
        bounds=(0.0, None),
        method="highs",
    )
    if found.x is None:
        raise RuntimeError(f"no prices found: {found.message}")
    return int((found.x[n:] <= _SLACK).sum()), m


def day_limit(day: Day) -> tuple[int, int]:
    """Count the same over a day, in and out of the money."""
    counts = [expiry_limit(quotes) for quotes in _expiries(day)]
    held, tried = zip(*counts, strict=True)
    return sum(held), sum(tried)


def _expiries(day: Day) -> Iterator[pl.DataFrame]:
    yield from day.quotes.drop_nulls("forward").partition_by("expiry", maintain_order=True)


def _convex(strike: Floats) -> tuple[csr_array, Floats]:
    """Rows and bounds of: slopes rise, the first is at least -1, the last at most 0."""
    n = strike.size
    width = np.diff(strike)
    i = np.arange(n - 1)
    slope = csr_array(
        (np.concatenate([-1.0 / width, 1.0 / width]), (np.tile(i, 2), np.concatenate([i, i + 1]))),
        shape=(n - 1, n),
    )
    rows = vstack([slope[:-1] - slope[1:], -slope[:1], slope[-1:]])
    return csr_array(rows), np.concatenate([np.zeros(n - 2), [1.0, 0.0]])


def main() -> int:
    """Print the share of every day."""
    for day in spx_days():
        held, tried = day_limit(day)
        print(f"{day.name}  {100.0 * held / tried:7.3f} % of {tried:,}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
