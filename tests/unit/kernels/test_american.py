"""The faces of American prices and boundaries: regimes, limits, errors, threads, places."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom

PUT = {
    "spot": 100.0, "strike": 100.0, "expiry": 1.0, "vol": 0.25, "rate": 0.05, "is_call": False,
}  # fmt: skip
ACCURACIES = ["fast", "accurate", "reference"]


def american(**changes):
    return axiom.price(**{**PUT, **changes}, exercise="american")


@pytest.mark.parametrize("accuracy", ACCURACIES)
def test_scalars_give_floats_and_arrays_arrays(accuracy):
    alone = american(accuracy=accuracy)
    assert isinstance(alone, float)
    many = american(spot=np.full((2, 3), 100.0), accuracy=accuracy)
    assert many.shape == (2, 3)
    assert np.all(many == alone)


def test_results_do_not_depend_on_place_or_threads():
    rng = np.random.default_rng(5)
    size = 9001
    arguments = {
        "spot": rng.uniform(70.0, 140.0, size),
        "expiry": rng.uniform(0.02, 3.0, size),
        "vol": rng.uniform(0.1, 0.8, size),
        "rate": rng.uniform(0.0, 0.08, size),
        "dividend_yield": rng.uniform(0.0, 0.08, size),
        "is_call": rng.uniform(size=size) < 0.5,
    }
    whole = american(**arguments, accuracy="fast")
    assert np.all(american(**arguments, accuracy="fast", threads=3) == whole)
    order = rng.permutation(size)
    shuffled = {name: values[order] for name, values in arguments.items()}
    assert np.all(american(**shuffled, accuracy="fast") == whole[order])
    for i in range(0, 60, 7):
        own = {name: values[i].item() for name, values in arguments.items()}
        assert american(**own, accuracy="fast") == whole[i]


@pytest.mark.parametrize(
    ("rate", "dividend_yield", "is_call"),
    [(0.05, 0.0, True), (0.0, 0.03, False), (0.0, 0.0, False), (-0.01, 0.02, False),
     (-0.02, -0.01, False), (0.03, -0.01, True), (-0.01, -0.02, True)],
)  # fmt: skip
def test_never_exercised_is_european(rate, dividend_yield, is_call):
    terms = {**PUT, "rate": rate, "dividend_yield": dividend_yield, "is_call": is_call}
    assert axiom.price(**terms, exercise="american") == axiom.price(**terms)
    del terms["spot"]
    assert all(math.isnan(end) for end in axiom.exercise_boundary(**terms))


@pytest.mark.parametrize("accuracy", ACCURACIES)
def test_exercise_region_is_intrinsic(accuracy):
    assert american(spot=60.0, accuracy=accuracy) == 40.0
    call = american(spot=200.0, dividend_yield=0.08, is_call=True, accuracy=accuracy)
    assert call == 100.0


def test_boundary_of_a_call_is_a_ray():
    lower, upper = axiom.exercise_boundary(
        strike=100.0, expiry=1.0, vol=0.25, rate=0.05, dividend_yield=0.08, is_call=True
    )
    assert upper == math.inf
    assert american(spot=lower * 1.001, dividend_yield=0.08, is_call=True) == lower * 1.001 - 100.0
    assert american(spot=lower * 0.99, dividend_yield=0.08, is_call=True) > lower * 0.99 - 100.0


def test_futures_options_carry_nothing():
    on_future = axiom.price(
        forward=95.0, strike=100.0, expiry=1.0, vol=0.25, rate=0.05, is_call=False,
        exercise="american",
    )  # fmt: skip
    assert on_future == american(spot=95.0, dividend_yield=0.05)


def test_nan_stays_in_its_element():
    found = american(spot=np.array([100.0, np.nan, 90.0]))
    assert np.isnan(found).tolist() == [False, True, False]
    assert found[0] == american()


def test_limits():
    assert american(expiry=0.0) == 0.0
    assert american(spot=90.0, expiry=0.0) == 10.0
    assert american(spot=90.0, vol=0.0) == 10.0
    assert american(spot=0.0) == 100.0
    # Without vol the forward falls below the strike: waiting earns the yield until rK = qS.
    waits = american(spot=100.0, vol=0.0, rate=0.02, dividend_yield=0.10, expiry=10.0)
    when = np.linspace(0.0, 10.0, 100_001)
    best = np.max(100.0 * (np.exp(-0.02 * when) - np.exp(-0.10 * when)))
    assert waits == pytest.approx(best, abs=1e-7)


def test_vol_or_expiry_without_end():
    assert american(vol=1e11) == 100.0
    # The perpetual put, in closed form.
    gamma = 2.0 * 0.05 / 0.25**2
    boundary = 100.0 * gamma / (1.0 + gamma)
    perpetual = (100.0 - boundary) * (boundary / 100.0) ** gamma
    assert american(expiry=1e11) == pytest.approx(perpetual, rel=1e-12)
    assert american(expiry=2000.0, accuracy="reference") == pytest.approx(perpetual, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expiry": -1.0}, "expiry must not be negative"),
        ({"vol": math.inf}, "vol must be finite"),
        ({"accuracy": "exact"}, "accuracy must be 'fast', 'accurate' or 'reference', got 'exact'"),
        ({"model": "normal"}, "american"),
        ({"strike": np.array([100.0, 0.0])}, "strike must be positive .* at index 1"),
    ],
)
def test_impossible_arguments_are_named(changes, message):
    with pytest.raises(axiom.InvalidArgumentError, match=message):
        american(**changes)


def test_unknown_exercise_is_refused():
    with pytest.raises(axiom.InvalidArgumentError, match="exercise must be"):
        axiom.price(**PUT, exercise="bermudan")
