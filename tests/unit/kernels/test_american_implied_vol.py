"""Implied vols of American options, and of options with dividends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import axiom
from axiom import ImpliedVolStatus
from axiom.core.errors import ImpliedVolError, InvalidArgumentError

STATED = {"fast": 1e-4, "accurate": 1e-5, "reference": 1e-8}
DIVIDENDS = [(0.1, 0.5), (0.35, 0.5), (0.6, 0.5), (0.85, 0.5)]
PUT = {"spot": 100.0, "strike": 140.0, "expiry": 1.0, "rate": 0.05, "is_call": False}


def options(size, seed):
    """Draw options from the benchmark's grid."""
    rng = np.random.default_rng(seed)
    terms = {
        "spot": 100.0,
        "strike": 100.0 * rng.uniform(0.7, 1.4, size),
        "expiry": rng.uniform(7 / 365, 3.0, size),
        "rate": rng.uniform(-0.01, 0.08, size),
        "dividend_yield": rng.uniform(-0.01, 0.08, size),
        "is_call": rng.random(size) < 0.5,
    }
    return terms, rng.uniform(0.1, 0.8, size)


def chosen(terms, which):
    return {
        name: value[which] if isinstance(value, np.ndarray) else value
        for name, value in terms.items()
    }


@pytest.mark.parametrize("accuracy", STATED)
def test_prices_come_back(accuracy):
    terms, vol = options(60 if accuracy == "reference" else 3000, seed=5)
    style = {"exercise": "american", "accuracy": accuracy}
    price = axiom.price(**terms, vol=vol, exercise="american", accuracy="accurate")
    found, status = axiom.implied_vol(**terms, price=price, **style, return_status=True)
    ok = status == ImpliedVolStatus.OK
    assert np.mean(ok) > 0.95
    same_scheme = "accurate" if accuracy == "fast" else accuracy
    back = axiom.price(
        **chosen(terms, ok), vol=found[ok], exercise="american", accuracy=same_scheme
    )
    assert np.max(np.abs(back - price[ok])) < STATED[accuracy]
    exercised = price == np.where(
        terms["is_call"], 100.0 - terms["strike"], terms["strike"] - 100.0
    )
    assert np.all(status[exercised] == ImpliedVolStatus.NOT_IDENTIFIED)
    assert np.all(np.isnan(found[~ok]))


def test_vols_come_back_where_the_price_tells_them():
    terms, vol = options(2000, seed=6)
    price, vega = (
        axiom.price(**terms, vol=vol, exercise="american"),
        axiom.greeks(**terms, vol=vol, exercise="american", only=["vega"]).vega,
    )
    found = axiom.implied_vol(**terms, price=price, exercise="american")
    told = vega > 1.0
    assert np.mean(told) > 0.8
    assert found[told] == pytest.approx(vol[told], rel=0.0, abs=1e-6)


@given(
    total=st.floats(0.01, 1.5),
    deviations=st.floats(-3.0, 3.0),
    others=st.fixed_dictionaries(
        {
            "expiry": st.floats(0.01, 5.0),
            "rate": st.integers(-100, 100).map(lambda permille: permille / 1e3),
            "dividend_yield": st.integers(-100, 100).map(lambda permille: permille / 1e3),
            "is_call": st.booleans(),
        }
    ),
)
@settings(max_examples=100, deadline=None)
def test_every_price_gets_a_right_status(total, deviations, others):
    vol = total / np.sqrt(others["expiry"])
    spot = 100.0 * np.exp(deviations * total)
    terms = {**others, "spot": spot, "strike": 100.0, "exercise": "american"}
    price = axiom.price(**terms, vol=vol)
    found, status, lower, upper = axiom.implied_vol(
        **terms, price=price, return_status=True, return_interval=True
    )
    if status == ImpliedVolStatus.OK:
        scale = max(terms["spot"], 100.0, price)
        assert axiom.price(**terms, vol=found) == pytest.approx(price, rel=0.0, abs=2e-7 * scale)
        assert lower <= found <= upper
    else:
        assert status == ImpliedVolStatus.NOT_IDENTIFIED
        assert lower <= vol <= upper * (1.0 + 1e-4)


@pytest.mark.parametrize("dividends", [None, DIVIDENDS])
def test_prices_of_immediate_exercise_identify_no_vol(dividends):
    style = {"exercise": "american", "dividends": dividends}
    _, status, lower, upper = axiom.implied_vol(
        **PUT, price=40.0, **style, return_status=True, return_interval=True
    )
    assert status == ImpliedVolStatus.NOT_IDENTIFIED
    assert lower == 0.0
    at, above = (axiom.price(**PUT, vol=upper * f, **style) for f in (0.9999, 1.02))
    assert at == 40.0
    assert above > 40.0
    found, status = axiom.implied_vol(**PUT, price=40.01, **style, return_status=True)
    assert status == ImpliedVolStatus.OK
    assert found > upper


def test_the_interval_ends_where_the_boundary_meets_the_spot():
    *_, upper = axiom.implied_vol(
        **PUT, price=40.0, exercise="american", accuracy="reference", return_interval=True
    )
    terms = {name: value for name, value in PUT.items() if name != "spot"}
    _, edge = axiom.exercise_boundary(**terms, vol=upper, accuracy="reference")
    assert edge == pytest.approx(100.0, abs=1e-4)


@pytest.mark.parametrize("dividends", [None, DIVIDENDS])
@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (39.99, ImpliedVolStatus.BELOW_INTRINSIC),
        (-1.0, ImpliedVolStatus.BELOW_INTRINSIC),
        (45.0, ImpliedVolStatus.OK),
        (140.0, ImpliedVolStatus.ABOVE_MAXIMUM),
        (np.nan, ImpliedVolStatus.INVALID_INPUT),
        (np.inf, ImpliedVolStatus.INVALID_INPUT),
    ],
)
def test_statuses(dividends, price, expected):
    found, status = axiom.implied_vol(
        **PUT, price=[price], exercise="american", dividends=dividends, return_status=True
    )
    assert status[0] == expected
    assert np.isnan(found[0]) == (expected != ImpliedVolStatus.OK)


def test_the_lowest_price_is_that_of_waiting_without_vol():
    """With a yield above the rate the put is best exercised later."""
    terms = {**PUT, "strike": 105.0, "rate": 0.03, "dividend_yield": 0.06, "exercise": "american"}
    waiting = axiom.price(**terms, vol=0.0)
    assert waiting > 5.0
    with pytest.raises(ImpliedVolError, match="below the value at zero vol"):
        axiom.implied_vol(**terms, price=5.0)
    with pytest.raises(ImpliedVolError, match="does not identify the vol"):
        axiom.implied_vol(**terms, price=waiting)
    with pytest.raises(ImpliedVolError, match="not below the value at infinite vol"):
        axiom.implied_vol(**terms, price=105.0)


def test_a_call_without_yield_is_european():
    terms = {"spot": 100.0, "strike": [90.0, 100.0, 130.0], "expiry": 0.7, "rate": 0.03}
    price = axiom.price(**terms, vol=0.3)
    american, european = (
        axiom.implied_vol(**terms, price=price, exercise=style)
        for style in ("american", "european")
    )
    np.testing.assert_allclose(american, european, rtol=1e-13)


def test_options_with_two_boundaries():
    spots = np.array([30.0, 90.0, 95.0, 100.0, 120.0])
    terms = {
        "spot": spots, "strike": 100.0, "expiry": 1.0, "rate": -0.01, "dividend_yield": -0.03,
        "is_call": False, "exercise": "american",
    }  # fmt: skip
    price = axiom.price(**terms, vol=0.12)
    found, status = axiom.implied_vol(**terms, price=price, return_status=True)
    ok = status == ImpliedVolStatus.OK
    assert ok[2:].all()
    assert found[ok] == pytest.approx(0.12, abs=1e-6)
    below = price <= 100.0 - spots
    assert np.all(status[below] == ImpliedVolStatus.NOT_IDENTIFIED)


def test_futures_options():
    terms = {"forward": 100.0, "strike": [80.0, 100.0, 120.0], "expiry": 0.8, "rate": 0.05}
    for is_call in (True, False):
        style = {"is_call": is_call, "exercise": "american"}
        price = axiom.price(**terms, vol=0.3, **style)
        found = axiom.implied_vol(**terms, price=price, **style)
        assert found == pytest.approx(0.3, abs=1e-7)


@pytest.mark.parametrize("model", ["spot", "escrowed", "forward"])
@pytest.mark.parametrize("exercise", ["american", "european"])
def test_options_with_dividends(model, exercise):
    rng = np.random.default_rng(7)
    size = 160
    terms = {
        "spot": 100.0, "strike": 100.0 * rng.uniform(0.7, 1.4, size),
        "expiry": np.repeat([0.05, 0.25, 1.0, 2.0], size // 4), "rate": 0.03,
        "dividend_yield": 0.005, "is_call": rng.random(size) < 0.5, "exercise": exercise,
        "dividends": DIVIDENDS, "dividend_model": model, "accuracy": "fast",
    }  # fmt: skip
    vol = rng.uniform(0.1, 0.8, size)
    price = axiom.price(**terms, vol=vol)
    found, status = axiom.implied_vol(**terms, price=price, return_status=True)
    ok = status == ImpliedVolStatus.OK
    assert np.mean(ok) > 0.75
    least = axiom.price(**terms, vol=0.0)
    assert price[~ok] == pytest.approx(least[~ok], rel=0.0, abs=1e-4)
    unknown = {ImpliedVolStatus.NOT_IDENTIFIED, ImpliedVolStatus.BELOW_INTRINSIC}
    assert set(status[~ok].tolist()) <= unknown
    back = axiom.price(**chosen(terms, ok), vol=found[ok])
    assert np.max(np.abs(back - price[ok])) < 1e-4


def test_dividends_of_nothing_change_nothing():
    terms = {**PUT, "price": [41.0, 45.0, 60.0], "exercise": "american"}
    np.testing.assert_array_equal(
        axiom.implied_vol(**terms), axiom.implied_vol(**terms, dividends=[(0.5, 0.0)])
    )


@pytest.mark.parametrize("dividends", [None, DIVIDENDS])
def test_vols_do_not_depend_on_their_place_or_on_threads(dividends):
    terms, vol = options(9000 if dividends is None else 90, seed=8)
    style = {"exercise": "american", "accuracy": "fast", "dividends": dividends}
    price = axiom.price(**terms, vol=vol, **style)
    alone = axiom.implied_vol(**terms, price=price, **style)
    np.testing.assert_array_equal(
        alone, axiom.implied_vol(**terms, price=price, **style, threads=3)
    )
    order = np.random.default_rng(9).permutation(len(price))
    moved = axiom.implied_vol(**chosen(terms, order), price=price[order], **style)
    np.testing.assert_array_equal(alone[order], moved)


def test_limits_of_the_terms():
    style = {"exercise": "american", "return_status": True}
    at_expiry = {**PUT, "expiry": 0.0}
    assert axiom.implied_vol(**at_expiry, price=40.0, **style)[1] == ImpliedVolStatus.NOT_IDENTIFIED
    assert axiom.implied_vol(**at_expiry, price=41.0, **style)[1] == ImpliedVolStatus.ABOVE_MAXIMUM
    without_spot = {**PUT, "spot": 0.0}
    status = axiom.implied_vol(**without_spot, price=140.0, **style)[1]
    assert status in {ImpliedVolStatus.NOT_IDENTIFIED, ImpliedVolStatus.ABOVE_MAXIMUM}


def test_arguments_that_disagree_are_refused():
    with pytest.raises(InvalidArgumentError, match="needs model='lognormal'"):
        axiom.implied_vol(**PUT, price=41.0, exercise="american", model="normal")
    with pytest.raises(InvalidArgumentError, match="accuracy must be"):
        axiom.implied_vol(**PUT, price=41.0, exercise="american", accuracy="best")
    with pytest.raises(InvalidArgumentError, match="strike must be positive"):
        axiom.implied_vol(**{**PUT, "strike": -1.0}, price=41.0, exercise="american")
