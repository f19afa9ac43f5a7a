"""American options for the benchmarks, all at a spot of 100, and what they are truly worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.options import Bools, Floats, Options
from tests.solvers import american_integral, pde

SPOT = 100.0


def american_grid(n: int, *, seed: int) -> Options:
    """Draw options: moneyness 0.7–1.4, 7 days–3 years, vol 10–80 %, rate and yield −1…8 %.

    Expiries are whole days, as QuantLib has no others; they and vols are uniform in the logarithm.
    """
    rng = np.random.default_rng(seed)
    days = np.round(np.exp(rng.uniform(np.log(7.0), np.log(1095.0), n)))
    return Options(
        spot=np.full(n, SPOT),
        strike=SPOT / rng.uniform(0.7, 1.4, n),
        expiry=days / 365.0,
        vol=np.exp(rng.uniform(np.log(0.1), np.log(0.8), n)),
        rate=rng.uniform(-0.01, 0.08, n),
        dividend_yield=rng.uniform(-0.01, 0.08, n),
        is_call=rng.random(n) < 0.5,
    )


def strikes_of_one_expiry(n: int, *, is_call: bool = False) -> Options:
    """Lay strikes from 70 to 140 evenly over one expiry of a year at a vol of 30 %, rate 5 %."""
    full = np.ones(n)
    return Options(
        spot=SPOT * full, strike=np.linspace(70.0, 140.0, n), expiry=full, vol=0.3 * full,
        rate=0.05 * full, dividend_yield=0.0 * full, is_call=np.full(n, is_call),
    )  # fmt: skip


def terms(options: Options) -> dict[str, Any]:
    """Give the options as arguments of `axiom.price`."""
    names = ("spot", "strike", "expiry", "vol", "rate", "dividend_yield", "is_call")
    return {name: getattr(options, name) for name in names}


def has_two_boundaries(options: Options) -> Bools:
    """Tell the calls with r < q < 0 and the puts with q < r < 0."""
    rate, other = np.where(
        options.is_call,
        (options.dividend_yield, options.rate),
        (options.rate, options.dividend_yield),
    )
    return (other < rate) & (rate < 0.0)


def rows_of(options: Options) -> list[dict[str, Any]]:
    """Give the options one by one, as arguments."""
    columns = terms(options)
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values]


def truth(options: Options) -> Floats:
    """Price by the integral equation to 1e-10, by differences to 1e-5 where two boundaries are."""
    double = has_two_boundaries(options)
    return np.array(
        [
            _by_differences(**row) if two else american_integral.price(**row)
            for row, two in zip(rows_of(options), double, strict=True)
        ]
    )


def _by_differences(*, spot: float, **row: Any) -> float:
    return float(pde.price(pde.Problem(**row), spot, intervals=800, steps=800))


def truth_with_dividends(
    options: Options, dividends: list[tuple[float, float]], *, size: int = 800
) -> Floats:
    """Price by differences with cash dividends under the spot model, to about 5e-6."""
    schedule = [(time, cash, 0.0) for time, cash in dividends]
    found = []
    for row in rows_of(options):
        spot = row.pop("spot")
        problem = pde.Problem(**row, dividends=schedule)
        found.append(float(pde.price(problem, spot, intervals=size, steps=size)))
    return np.array(found)
