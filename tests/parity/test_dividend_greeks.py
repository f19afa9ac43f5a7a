"""The Greeks of options with dividends against bumped prices of the finest scheme."""

from __future__ import annotations

import numpy as np
import pytest

import axiom

BASE = {
    "spot": 100.0, "expiry": 0.8, "vol": 0.3, "rate": 0.04, "dividend_yield": 0.01,
    "strike": np.array([85.0, 100.0, 115.0]),
}  # fmt: skip
DIVIDENDS = [(0.15, 2.0), (0.4, 1.5), (0.75, 2.0)]

STYLES = [
    # exercise, is_call, dividend model
    ("european", True, "spot"),
    ("european", False, "forward"),
    ("american", False, "spot"),
    ("american", True, "spot"),
    ("american", True, "escrowed"),
    ("american", False, "forward"),
]

# name, argument, bump, largest error against the bumped prices
FIRST = [
    ("delta", "spot", 0.5, 2e-5),
    ("vega", "vol", 0.01, 5e-3),
    ("rho", "rate", 0.002, 1.5e-2),
    ("psi", "dividend_yield", 0.002, 1.5e-2),
    ("dual_delta", "strike", 0.5, 1e-4),
]
SECOND = [
    ("gamma", "spot", 1.0, 2e-5),
    ("volga", "vol", 0.015, 0.25),
    ("dual_gamma", "strike", 1.0, 1e-4),
]
CROSS = [
    # name, Greek, argument, bump
    ("vanna", "delta", "vol", 0.01, 1e-3),
    ("zomma", "gamma", "vol", 0.01, 2e-4),
    ("speed", "gamma", "spot", 0.5, 1e-5),
]


IN_TIME = {
    "price": ("theta", 2e-3),
    "delta": ("charm", 2e-4),
    "gamma": ("color", 1e-4),
    "vega": ("veta", 0.1),
}


def priced(style, greeks=("price",), dividends=DIVIDENDS, **bumped):
    exercise, is_call, model = style
    terms = BASE | bumped | {"is_call": is_call, "exercise": exercise, "dividend_model": model}
    return axiom.greeks(**terms, dividends=dividends, accuracy="reference", only=greeks)


@pytest.fixture(scope="module", params=STYLES, ids=str)
def greeks(request):
    exercise, is_call, model = request.param
    terms = BASE | {"is_call": is_call, "exercise": exercise, "dividend_model": model}
    return request.param, axiom.greeks(**terms, dividends=DIVIDENDS)


def at(style, name, moves, bump, greek="price"):
    moved = np.asarray(BASE[name]) + bump * np.array(moves, dtype=float)[:, None]
    return getattr(priced(style, (greek,), **{name: moved}), greek)


@pytest.mark.parametrize(("greek", "name", "bump", "tolerance"), FIRST)
def test_first_derivatives(greeks, greek, name, bump, tolerance):
    style, found = greeks
    two_down, down, up, two_up = at(style, name, (-2, -1, 1, 2), bump)
    expected = (8.0 * (up - down) - (two_up - two_down)) / (12.0 * bump)
    assert getattr(found, greek) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize(("greek", "name", "bump", "tolerance"), SECOND)
def test_second_derivatives(greeks, greek, name, bump, tolerance):
    style, found = greeks
    two_down, down, here, up, two_up = at(style, name, (-2, -1, 0, 1, 2), bump)
    expected = (16.0 * (up + down) - 30.0 * here - (two_up + two_down)) / (12.0 * bump**2)
    assert getattr(found, greek) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("row", CROSS, ids=lambda row: row[0])
def test_derivatives_of_greeks(greeks, row):
    style, found = greeks
    name, greek, argument, bump, tolerance = row
    two_down, down, up, two_up = at(style, argument, (-2, -1, 1, 2), bump, greek)
    expected = (8.0 * (up - down) - (two_up - two_down)) / (12.0 * bump)
    assert getattr(found, name) == pytest.approx(expected, abs=tolerance)


def test_time_passes(greeks):
    style, found = greeks
    day = 0.004
    moved = [
        priced(
            style, tuple(IN_TIME), expiry=BASE["expiry"] - k * day,
            dividends=[(time - k * day, cash) for time, cash in DIVIDENDS],
        )
        for k in (-2, -1, 1, 2)
    ]  # fmt: skip
    for greek, (name, tolerance) in IN_TIME.items():
        two_down, down, up, two_up = (getattr(one, greek) for one in moved)
        expected = (8.0 * (up - down) - (two_up - two_down)) / (12.0 * day)
        assert getattr(found, name) == pytest.approx(expected, abs=tolerance), name


@pytest.mark.parametrize("index", range(len(DIVIDENDS)))
def test_each_dividend(greeks, index):
    style, found = greeks
    bump = 0.1
    moved = []
    for k in (-1, 1):
        dividends = list(DIVIDENDS)
        time, cash = dividends[index]
        dividends[index] = (time, cash + k * bump)
        moved.append(priced(style, dividends=dividends).price)
    expected = (moved[1] - moved[0]) / (2.0 * bump)
    assert found.dividends[index] == pytest.approx(expected, abs=3e-4)


def test_exercised_options_have_the_payoffs_greeks():
    found = axiom.greeks(
        spot=100.0, strike=220.0, expiry=0.5, vol=0.2, rate=0.08, is_call=False,
        exercise="american", dividends=[(0.4, 1.0)],
    )  # fmt: skip
    expected = dict.fromkeys(found.as_dict(), 0.0)
    expected |= {"price": 120.0, "delta": -1.0, "dual_delta": 1.0}
    assert {name: float(np.ravel(value)[0]) for name, value in found.as_dict().items()} == expected
