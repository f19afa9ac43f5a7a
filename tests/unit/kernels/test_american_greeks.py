"""Greeks of American options: limits, exercise region, arguments, independence of neighbours."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.kernels._core import OUTPUT_NAMES

PRESETS = ("fast", "accurate", "reference")
STEADINESS = {"fast": 0.12, "accurate": 0.04, "reference": 0.02}
"""Relative, within a thousandth of a standard deviation of the boundary; color is the worst."""
ONE_BOUNDARY = [  # expiry, vol, rate, dividend yield of a put
    (1.0, 0.25, 0.05, 0.02),
    (0.5, 0.3, 0.03, 0.06),
    (1.0, 0.3, 0.04, -0.01),
    (1.0, 0.25, 0.0, -0.03),
    (2.0, 0.4, 0.05, 0.0),
]
PLAIN = ("price", "delta", "gamma", "theta", "dual_delta", "dual_gamma", "charm", "speed", "color")


def put_terms(case) -> dict[str, float]:
    expiry, vol, rate, dividend_yield = case
    return {
        "strike": 100.0,
        "expiry": expiry,
        "vol": vol,
        "rate": rate,
        "dividend_yield": dividend_yield,
        "is_call": False,
    }


def american(**terms) -> axiom.Greeks:
    return axiom.greeks(**terms, exercise="american")


def random_options(count: int, seed: int) -> dict[str, np.ndarray]:
    """Options in every regime but the one with two boundaries, out to deep in the money."""
    rng = np.random.default_rng(seed)
    return {
        "spot": rng.uniform(60.0, 150.0, count),
        "strike": np.full(count, 100.0),
        "expiry": rng.uniform(0.02, 3.0, count),
        "vol": rng.uniform(0.1, 0.8, count),
        "rate": rng.uniform(0.0, 0.08, count),
        "dividend_yield": rng.uniform(0.0, 0.08, count),
        "is_call": rng.random(count) < 0.5,
    }


@pytest.mark.parametrize("accuracy", PRESETS)
@pytest.mark.parametrize("case", ONE_BOUNDARY)
def test_greeks_reach_their_known_limits_at_the_boundary(case, accuracy):
    terms = put_terms(case)
    expiry, vol, rate, dividend_yield = case
    plain = {name: value for name, value in terms.items() if name != "is_call"}
    boundary = axiom.exercise_boundary(**plain, is_call=False, accuracy=accuracy)[1]
    distances = np.array([1e-9, 1e-5, 9e-5, 2e-4, 1e-3])
    g = american(
        **terms, spot=boundary * np.exp(distances * vol * math.sqrt(expiry)), accuracy=accuracy
    )
    gamma = 2.0 * (rate * 100.0 - dividend_yield * boundary) / (vol * boundary) ** 2
    assert g.delta + 1.0 == pytest.approx(0.0, abs=2e-3)
    assert g.gamma == pytest.approx(gamma, rel=5e-3)
    assert g.vega == pytest.approx(0.0, abs=0.1)
    assert g.rho == pytest.approx(0.0, abs=0.2)
    for name in OUTPUT_NAMES:
        values = getattr(g, name)
        scale = np.max(np.abs(values))
        assert np.all(np.isfinite(values)), name
        if name not in ("vega", "theta", "rho", "psi"):  # which start at zero
            assert np.ptp(values) <= STEADINESS[accuracy] * scale + 1e-6, name


@pytest.mark.parametrize("accuracy", PRESETS)
@pytest.mark.parametrize("case", ONE_BOUNDARY)
def test_in_the_exercise_region_they_are_those_of_intrinsic(case, accuracy):
    terms = put_terms(case)
    g = american(**terms, spot=np.array([15.0, 10.0, 1.0]), accuracy=accuracy)
    assert np.array_equal(g.price, [85.0, 90.0, 99.0])
    assert np.array_equal(g.delta, [-1.0] * 3)
    assert np.array_equal(g.dual_delta, [1.0] * 3)
    for name in set(OUTPUT_NAMES) - {"price", "delta", "dual_delta"}:
        assert np.array_equal(getattr(g, name), np.zeros(3)), name


def test_a_call_in_the_exercise_region():
    g = american(spot=300.0, strike=100.0, expiry=1.0, vol=0.2, rate=0.02, dividend_yield=0.08)
    assert (g.price, g.delta, g.dual_delta, g.vega, g.theta) == (200.0, 1.0, -1.0, 0.0, 0.0)


@pytest.mark.parametrize("accuracy", PRESETS)
def test_the_price_is_that_of_price(accuracy):
    options = random_options(60, seed=1)
    g = american(**options, accuracy=accuracy)
    assert np.array_equal(g.price, axiom.price(**options, exercise="american", accuracy=accuracy))


def test_without_early_exercise_they_are_the_european_ones():
    call = {"spot": 100.0, "strike": 95.0, "expiry": 0.7, "vol": 0.3, "rate": 0.04}
    european, ours = axiom.greeks(**call), american(**call)
    put = {**call, "rate": 0.0, "dividend_yield": 0.03, "is_call": False}
    for name in OUTPUT_NAMES:
        assert getattr(ours, name) == getattr(european, name)
        assert getattr(american(**put), name) == getattr(axiom.greeks(**put), name)


def test_results_do_not_depend_on_neighbours_or_threads():
    options = random_options(9000, seed=2)
    whole = american(**options, accuracy="fast")
    threaded = american(**options, accuracy="fast", threads=3)
    order = np.random.default_rng(3).permutation(9000)
    shuffled = american(**{k: v[order] for k, v in options.items()}, accuracy="fast")
    alone = american(**{k: v[77:78] for k, v in options.items()}, accuracy="fast")
    for name in OUTPUT_NAMES:
        values = getattr(whole, name)
        assert np.array_equal(values, getattr(threaded, name)), name
        assert np.array_equal(values[order], getattr(shuffled, name)), name
        assert values[77] == getattr(alone, name)[0], name


def test_asking_for_fewer_greeks_changes_rounding_at_most():
    options = random_options(200, seed=4)
    whole = american(**options)
    for names in (PLAIN, ("vega",), ("delta", "rho")):
        part = american(**options, only=names)
        assert set(part.as_dict()) == set(names)
        for name in names:
            np.testing.assert_allclose(getattr(part, name), getattr(whole, name), rtol=1e-11)


def test_scalars_are_elements_of_arrays():
    options = random_options(20, seed=5)
    whole = american(**options)
    for i in range(20):
        one = american(**{k: v[i].item() for k, v in options.items()})
        assert all(getattr(one, name) == getattr(whole, name)[i] for name in OUTPUT_NAMES)


def test_nan_stays_in_its_element():
    options = random_options(30, seed=6)
    options["vol"][11] = np.nan
    g = american(**options)
    for name in OUTPUT_NAMES:
        assert np.array_equal(np.isnan(getattr(g, name)), np.arange(30) == 11), name


def test_outside_the_domain_the_argument_is_named():
    options = random_options(5, seed=7)
    options["expiry"][3] = -0.5
    with pytest.raises(axiom.InvalidArgumentError, match=r"expiry must not be negative.*index 3"):
        american(**options)


STILL = {"strike": 100.0, "expiry": 2.0, "vol": 0.0, "is_call": False}


def test_without_vol_a_put_below_the_boundary_is_exercised():
    g = american(**STILL, spot=95.0, rate=0.05)
    assert (g.price, g.delta, g.dual_delta) == (5.0, -1.0, 1.0)
    assert (g.gamma, g.vega, g.theta, g.rho) == (0.0, 0.0, 0.0, 0.0)


def test_without_vol_a_put_above_the_boundary_waits_for_it():
    g = american(**STILL, spot=52.0, rate=0.03, dividend_yield=0.06)
    waits = math.log(0.06 * 52.0 / 3.0) / 0.03
    strike_paid, spot_given = 100.0 * math.exp(-0.03 * waits), 52.0 * math.exp(-0.06 * waits)
    assert 0.0 < waits < 2.0
    assert g.price == pytest.approx(strike_paid - spot_given, rel=1e-13)
    assert g.delta == pytest.approx(-math.exp(-0.06 * waits), rel=1e-13)
    assert g.rho == pytest.approx(-waits * strike_paid, rel=1e-13)
    assert g.psi == pytest.approx(waits * spot_given, rel=1e-13)


def test_the_limits_of_vanishing_vol_are_approached():
    terms = {"spot": 52.0, "strike": 100.0, "expiry": 3.0, "is_call": False}
    terms |= {"rate": 0.03, "dividend_yield": 0.06}
    still = american(**terms, vol=0.0)
    nearly = american(**terms, vol=0.007, accuracy="reference")
    for name in ("price", "delta", "gamma", "rho", "psi", "dual_delta", "dual_gamma", "speed"):
        assert getattr(nearly, name) == pytest.approx(getattr(still, name), rel=0.03), name
    assert nearly.volga == pytest.approx(still.volga, rel=0.06)
    assert still.theta == still.charm == still.color == still.vega == still.ultima == 0.0


@pytest.mark.parametrize("spot", [0.0, 80.0, 100.0, 120.0])
@pytest.mark.parametrize("is_call", [False, True])
def test_at_expiry_the_price_is_the_payoff(spot, is_call):
    g = american(spot=spot, strike=100.0, expiry=0.0, vol=0.2, rate=0.05, is_call=is_call)
    payoff = max(spot - 100.0 if is_call else 100.0 - spot, 0.0)
    assert g.price == payoff
    if spot != 100.0:
        assert g.delta == (0.0 if payoff == 0.0 else 1.0 if is_call else -1.0)
        assert (g.gamma, g.vega) == (0.0, 0.0)
    if spot == 80.0 and not is_call:
        assert g.theta == 0.0  # exercised at once


def test_at_a_spot_of_zero_a_put_is_worth_its_strike():
    g = american(spot=0.0, strike=100.0, expiry=1.0, vol=0.2, rate=0.05, is_call=False)
    assert (g.price, g.delta, g.dual_delta, g.theta) == (100.0, -1.0, 1.0, 0.0)


TWO_BOUNDARIES = {
    "spot": np.array([70.0, 90.0, 110.0]),
    "strike": 100.0,
    "expiry": 0.75,
    "vol": 0.2,
    "rate": -0.01,
    "dividend_yield": -0.02,
}


def test_options_with_two_boundaries_stand_among_the_others():
    g = american(**TWO_BOUNDARIES, is_call=False)
    alone = american(**{**TWO_BOUNDARIES, "spot": 110.0}, is_call=False)
    assert all(getattr(g, name)[2] == getattr(alone, name) for name in OUTPUT_NAMES)
    prices = axiom.price(**TWO_BOUNDARIES, is_call=False, exercise="american")
    assert np.array_equal(g.price, prices)
    assert np.all(g.price >= 100.0 - TWO_BOUNDARIES["spot"])


EXTREMES = [
    # expiry, vol, rate, dividend yield: what the grids leave to finer ones and to the panels
    (0.6949, 0.0151, 0.1917, 0.00045),
    (3.356, 0.03587, 0.004262, -0.3648),
    (17.77, 1.233, 0.001528, -0.2434),
    (15.289, 0.03876, 0.002728, 0.4275),
    (0.00074, 0.0106, 0.0063, 0.3866),
    (1.0, 0.2, 1e-9, 0.0),
    (1.0, 0.25, 1e-12, 1e-12),
    (0.3476, 0.2435, 0.04173, 0.0416),
]


@pytest.mark.parametrize("case", EXTREMES)
def test_extreme_options_have_greeks_that_fit_their_prices(case):
    terms = put_terms(case)
    width = case[1] * math.sqrt(case[0])
    for distance in (-0.5, 0.0, 0.5):
        spot = 100.0 * math.exp(distance * width)
        g = american(**terms, spot=spot, accuracy="reference")
        price = axiom.price(**terms, spot=spot, exercise="american", accuracy="reference")
        assert g.price == price
        assert all(math.isfinite(value) for value in g.as_dict().values())
        rest = case[2] * g.price - (case[2] - case[3]) * spot * g.delta
        rest -= 0.5 * (case[1] * spot) ** 2 * g.gamma
        assert g.theta == pytest.approx(rest, abs=1e-6) or (g.theta == 0.0 and g.delta == -1.0)
        step = 0.002 * width * spot
        up, down = (
            axiom.price(**terms, spot=spot + e, exercise="american", accuracy="reference")
            for e in (step, -step)
        )
        assert g.delta == pytest.approx((up - down) / (2.0 * step), abs=2e-3)


def test_at_a_vol_without_end_exercise_is_certain():
    put = american(spot=90.0, strike=100.0, expiry=1.0, vol=1e11, rate=0.05, is_call=False)
    call = american(spot=90.0, strike=100.0, expiry=1.0, vol=1e11, dividend_yield=0.05)
    assert (put.price, put.delta, put.dual_delta, put.vega) == (100.0, 0.0, 1.0, 0.0)
    assert (call.price, call.delta, call.dual_delta, call.vega) == (90.0, 1.0, 0.0, 0.0)
