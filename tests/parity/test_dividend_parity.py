"""The engine for dividends against an independent solver, the published table, the formula."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.kernels.dividends import Dividend
from tests.reference.dividend_tables import CALLS
from tests.solvers import pde

STRIKES = np.array([80.0, 100.0, 125.0])

CASES = [
    # expiry, vol, rate, yield, dividends as (time, cash, proportion)
    (1.0, 0.2, 0.05, 0.0, [(0.2, 1.5, 0.0), (0.45, 1.5, 0.0), (0.7, 1.5, 0.0), (0.95, 1.5, 0.0)]),
    (0.3, 0.4, 0.02, 0.03, [(0.1, 5.0, 0.02)]),
    (2.0, 0.3, 0.08, -0.01, [(0.5, 0.0, 0.03), (1.0, 2.0, 0.0), (1.5, 0.0, 0.03)]),
    (0.5, 0.6, -0.01, 0.0, [(0.25, 10.0, 0.0), (0.5, 1.0, 0.0)]),
]


@pytest.mark.parametrize("row", CALLS)
def test_published_european_calls(row):
    price = axiom.price(
        spot=100.0, strike=row.strike, expiry=row.expiry, vol=row.vol, rate=row.rate,
        dividends=row.dividends, accuracy="reference",
    )  # fmt: skip
    assert price == pytest.approx(row.printed, abs=max(row.tolerance, 1e-6))


@pytest.mark.parametrize("american", [False, True])
@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_against_policy_iteration(case, is_call, american):
    *market, dividends = case
    terms = dict(zip(("expiry", "vol", "rate", "dividend_yield"), market, strict=True))
    prices = axiom.price(
        spot=100.0, strike=STRIKES, is_call=is_call, **terms,
        exercise="american" if american else "european",
        dividends=[Dividend(time=t, cash=c, proportion=p) for t, c, p in dividends],
    )  # fmt: skip
    common = {"is_call": is_call, "american": american, "dividends": dividends, **terms}
    problems = [pde.Problem(strike=strike, **common) for strike in STRIKES]
    expected = [float(pde.price(p, 100.0, intervals=200, steps=200)) for p in problems]
    assert prices == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("accuracy", ["fast", "accurate", "reference"])
def test_proportional_dividends_leave_blacks_formula(accuracy):
    tolerance = {"fast": 3e-4, "accurate": 3e-6, "reference": 1e-7}[accuracy]
    dividends = [Dividend(time=0.3, proportion=0.02), Dividend(time=0.8, proportion=0.01)]
    terms = {"strike": STRIKES, "expiry": 1.0, "vol": 0.25, "rate": 0.04, "dividend_yield": 0.01}
    for is_call in (True, False):
        exact = axiom.price(spot=100.0 * 0.98 * 0.99, is_call=is_call, **terms)
        found = axiom.price(
            spot=100.0, is_call=is_call, dividends=dividends, accuracy=accuracy, **terms
        )
        assert found == pytest.approx(exact, abs=tolerance)
