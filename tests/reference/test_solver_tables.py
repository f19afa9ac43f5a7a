"""The published tables against the solvers of tests/solvers: which of the printed digits hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.reference import american_tables, dividend_tables
from tests.solvers import american_integral, dividend_integral, pde
from tests.solvers.american_integral import european_call, european_put

SPOT = np.array([100.0])


@pytest.mark.parametrize("row", american_tables.ONE_BOUNDARY)
def test_integral_equation(row):
    assert american_integral.price(**row.terms) == pytest.approx(row.printed, abs=row.tolerance)


@pytest.mark.parametrize("row", american_tables.APPROXIMATIONS)
def test_how_far_printed_approximations_are_off(row):
    assert american_integral.price(**row.terms) == pytest.approx(row.printed, abs=row.tolerance)


@pytest.mark.parametrize("row", american_tables.PREMIUMS)
def test_premium_by_the_integral_equation(row):
    terms = (row.vol, row.rate, row.dividend_yield)
    european = float(european_put(row.spot, row.strike, row.expiry, terms))
    premium = american_integral.price(**row.terms) - european
    assert premium == pytest.approx(row.printed, abs=row.tolerance)


@pytest.mark.parametrize("row", american_tables.TWO_BOUNDARIES)
def test_differences_with_two_boundaries(row):
    problem = pde.Problem(
        strike=row.strike, expiry=row.expiry, vol=row.vol, rate=row.rate,
        dividend_yield=row.dividend_yield,
    )  # fmt: skip
    found = pde.price(problem, row.spot, intervals=800)
    assert found == pytest.approx(row.printed, abs=row.tolerance)


def european_call_problem(row):
    return pde.Problem(
        strike=row.strike, expiry=row.expiry, vol=row.vol, rate=row.rate, is_call=True,
        american=False, dividends=[(time, cash, 0.0) for time, cash in row.dividends],
    )  # fmt: skip


@pytest.mark.parametrize("row", dividend_tables.CALLS)
def test_quadrature_with_dividends(row):
    problem = dividend_integral.Problem(
        strike=row.strike, expiry=row.expiry, vol=row.vol, rate=row.rate,
        dividends=[(time, cash, 0.0) for time, cash in row.dividends],
    )  # fmt: skip
    assert dividend_integral.price(problem, 100.0) == pytest.approx(row.printed, abs=row.tolerance)


@pytest.mark.parametrize("row", dividend_tables.CALLS[::4])
def test_differences_with_dividends(row):
    found = pde.price(european_call_problem(row), SPOT, intervals=800, steps=800)
    assert found[0] == pytest.approx(row.printed, abs=row.tolerance + 1e-8)


@pytest.mark.parametrize(("strike", "printed"), dividend_tables.ESCROWED_ERRORS)
def test_escrowed_error_by_differences(strike, printed):
    row = dividend_tables.Row("", strike, 1.0, 0.3, 0.0, ((0.9, 7.0),), math.nan, math.nan)
    truth = pde.price(european_call_problem(row), SPOT)[0]
    escrowed = european_call(93.0, strike, 1.0, (0.3, 0.0, 0.0))
    assert escrowed / truth - 1.0 == pytest.approx(printed, abs=5e-4)
