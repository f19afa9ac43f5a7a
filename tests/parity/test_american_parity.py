"""American prices and boundaries against the independent solver of the integral equation."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from tests.solvers import american_integral

SIZE = 150


def random_options(seed, size=SIZE):
    """Draw options with one boundary from the benchmark's grid; strike 100."""
    rng = np.random.default_rng(seed)
    rate = rng.uniform(0.001, 0.08, size)
    close = rng.uniform(size=size) < 0.3
    dividend_yield = np.where(
        close, rate * rng.uniform(0.9, 1.4, size), rng.uniform(-0.01, 0.08, size)
    )
    return {
        "spot": 100.0 / rng.uniform(0.7, 1.4, size),
        "strike": np.full(size, 100.0),
        "expiry": np.exp(rng.uniform(np.log(7 / 365), np.log(3.0), size)),
        "vol": rng.uniform(0.1, 0.8, size),
        "rate": rate,
        "dividend_yield": dividend_yield,
    }


@pytest.fixture(scope="module")
def options():
    return random_options(seed=3)


@pytest.fixture(scope="module")
def expected(options):
    rows = [dict(zip(options, row, strict=True)) for row in zip(*options.values(), strict=True)]
    return np.array([american_integral.price(**row) for row in rows])


@pytest.mark.parametrize(
    ("accuracy", "tolerance"), [("fast", 1e-3), ("accurate", 1e-5), ("reference", 1e-9)]
)
def test_puts_keep_the_stated_error(options, expected, accuracy, tolerance):
    found = axiom.price(**options, is_call=False, exercise="american", accuracy=accuracy)
    assert np.max(np.abs(found - expected)) < tolerance


@pytest.mark.parametrize(("accuracy", "tolerance"), [("fast", 2e-3), ("accurate", 2e-5)])
def test_calls_are_puts_turned_over(options, expected, accuracy, tolerance):
    found = axiom.price(
        spot=options["strike"], strike=options["spot"], expiry=options["expiry"],
        vol=options["vol"], rate=options["dividend_yield"], dividend_yield=options["rate"],
        is_call=True, exercise="american", accuracy=accuracy,
    )  # fmt: skip
    assert np.max(np.abs(found - expected)) < tolerance


def test_boundaries_agree(options):
    chosen = {name: values[:40] for name, values in options.items() if name != "spot"}
    lower, upper = axiom.exercise_boundary(**chosen, is_call=False, accuracy="reference")
    assert np.all(lower == 0.0)
    for i, found in enumerate(upper):
        terms = [float(chosen[name][i]) for name in ("expiry", "vol", "rate", "dividend_yield")]
        solved = american_integral.solve(*terms)
        assert found == pytest.approx(100.0 * float(solved.at(np.array(terms[0]))), abs=1e-6)


EXTREMES = [
    # expiry, vol, rate, dividend yield: what the grids leave to finer ones and to the panels
    (0.6949, 0.0151, 0.1917, 0.00045),
    (12.561, 0.01042, 0.09521, 0.000154),
    (3.356, 0.03587, 0.004262, -0.3648),
    (17.77, 1.233, 0.001528, -0.2434),
    (25.898, 1.945, 0.01274, 0.01169),
    (15.289, 0.03876, 0.002728, 0.4275),
    (29.33, 2.39, 0.05554, 0.0005616),
    (1 / 8766, 0.5, 0.05, 0.0),
    (0.00074, 0.0106, 0.0063, 0.3866),
]


@pytest.mark.parametrize("terms", EXTREMES)
@pytest.mark.parametrize(
    ("accuracy", "tolerance"), [("fast", 1e-3), ("accurate", 1e-5), ("reference", 2e-8)]
)
def test_extremes_keep_the_stated_error(terms, accuracy, tolerance):
    names = ("expiry", "vol", "rate", "dividend_yield")
    option = dict(zip(names, terms, strict=True))
    width = option["vol"] * option["expiry"] ** 0.5
    for distance in (-1.0, 0.0, 1.0):
        spot = 100.0 * float(np.exp(distance * width))
        expected = american_integral.price(**option, spot=spot, strike=100.0)
        found = axiom.price(
            **option, spot=spot, strike=100.0, is_call=False, exercise="american",
            accuracy=accuracy,
        )  # fmt: skip
        assert found == pytest.approx(expected, abs=tolerance)
