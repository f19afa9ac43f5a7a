"""Published prices with cash dividends, and the escrowed model's published errors."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from tests.reference import dividend_tables
from tests.solvers import dividend_integral, pde

# Largest absolute error at a spot of 100 that the presets state with dividends.
STATED = {"fast": 1e-3, "accurate": 1e-4, "reference": 5e-6}
SPOTS = np.array([75.0, 90.0, 100.0, 110.0, 135.0])
SCHEDULES = {
    "one": [(0.35, 2.0, 0.0)],
    "quarterly": [(0.1, 1.0, 0.0), (0.35, 1.0, 0.0), (0.6, 1.2, 0.0), (0.85, 1.2, 0.0)],
    "proportional": [(0.4, 0.0, 0.03)],
    "both": [(0.3, 1.5, 0.01), (0.7, 0.0, 0.02)],
}


def dividends_of(schedule):
    return [
        axiom.Dividend(time=time, cash=cash, proportion=proportion)
        for time, cash, proportion in SCHEDULES[schedule]
    ]


@pytest.mark.parametrize("row", dividend_tables.CALLS)
def test_printed_european_call(row):
    price = axiom.price(
        spot=100.0, strike=row.strike, expiry=row.expiry, vol=row.vol, rate=row.rate,
        dividends=row.dividends, accuracy="reference",
    )  # fmt: skip
    tolerance = row.tolerance + STATED["reference"]
    assert price == pytest.approx(row.printed, abs=tolerance), row.source


@pytest.mark.parametrize(("strike", "printed"), dividend_tables.ESCROWED_ERRORS)
def test_what_the_escrowed_model_gets_wrong(strike, printed):
    option = {
        "spot": 100.0, "strike": strike, "expiry": 1.0, "vol": 0.3, "dividends": [(0.9, 7.0)],
        "accuracy": "reference",
    }  # fmt: skip
    escrowed = axiom.price(**option, dividend_model="escrowed")
    assert escrowed / axiom.price(**option) - 1.0 == pytest.approx(printed, abs=5e-4)


@pytest.mark.parametrize("accuracy", sorted(STATED))
@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("american", [False, True])
@pytest.mark.parametrize("schedule", sorted(SCHEDULES))
def test_stated_error_against_plain_differences(schedule, american, is_call, accuracy):
    """The yardstick's own error is below 5e-6 (tests/parity/test_solvers.py)."""
    terms = {"strike": 100.0, "expiry": 1.0, "vol": 0.3, "rate": 0.04, "is_call": is_call}
    problem = pde.Problem(**terms, american=american, dividends=SCHEDULES[schedule])
    expected = pde.price(problem, SPOTS, intervals=800, steps=800)
    found = axiom.price(
        spot=SPOTS, **terms, exercise="american" if american else "european",
        dividends=dividends_of(schedule), accuracy=accuracy,
    )  # fmt: skip
    assert found == pytest.approx(expected, abs=STATED[accuracy] + 5e-6)


@pytest.mark.parametrize("accuracy", sorted(STATED))
@pytest.mark.parametrize("schedule", sorted(SCHEDULES))
@pytest.mark.parametrize(("is_call", "american"), [(True, False), (False, False), (True, True)])
def test_stated_error_against_quadrature(schedule, is_call, american, accuracy):
    """European options and American calls, whose yardstick is good to 1e-10."""
    terms = {"strike": 100.0, "expiry": 1.0, "vol": 0.3, "rate": 0.04, "is_call": is_call}
    problem = dividend_integral.Problem(**terms, american=american, dividends=SCHEDULES[schedule])
    found = axiom.price(
        spot=SPOTS, **terms, exercise="american" if american else "european",
        dividends=dividends_of(schedule), accuracy=accuracy,
    )  # fmt: skip
    expected = [dividend_integral.price(problem, spot) for spot in SPOTS.tolist()]
    assert found == pytest.approx(expected, abs=STATED[accuracy])
