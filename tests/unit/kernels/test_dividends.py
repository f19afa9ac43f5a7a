"""The face of dividends: what is accepted, what is refused, limits, shapes."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend

TERMS = {"spot": 100.0, "strike": 100.0, "expiry": 1.0, "vol": 0.2, "rate": 0.05}
QUARTERLY = [(0.2, 1.5), (0.45, 1.5), (0.7, 1.5), (0.95, 1.5)]

REFUSED = [
    ({"dividends": [(0.5, -1.0)]}, r"dividends\[0\] must not be negative, got \(0.5, -1.0\)"),
    ({"dividends": [(0.1, 1.0), (0.0, 1.0)]}, r"dividends\[1\] must lie ahead"),
    ({"dividends": [(0.5, math.nan)]}, r"dividends\[0\] must be finite"),
    ({"dividends": [(0.5, 1.0, 2.0)]}, r"dividends\[0\] must be a pair"),
    ({"dividends": [0.5]}, r"dividends\[0\] must be a pair"),
    ({"dividends": 0.5}, "dividends must be a sequence"),
    ({"dividends": [(0.5, 100.0)]}, "a dividend of 100.0 is not below the spot 100.0"),
    ({"dividends": QUARTERLY, "model": "normal"}, "dividends need model='lognormal'"),
    ({"dividends": QUARTERLY, "dividend_model": "mixed"}, "dividend_model must be"),
    ({"dividends": QUARTERLY, "accuracy": "high"}, "accuracy must be"),
    ({"exercise": "bermudan"}, "exercise must be"),
    ({"exercise": "american", "model": "normal"}, "exercise='american' needs model='lognormal'"),
    (
        {"dividends": [(0.1, 60.0), (0.2, 60.0)], "dividend_model": "escrowed"},
        "the dividends are worth 119.* not below the spot 100.0",
    ),
    (
        {"dividends": [Dividend(time=0.1, proportion=1.0)], "dividend_model": "forward"},
        "a proportion of 1.0 leaves no spot",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_refused_with_the_argument_and_the_remedy(arguments, message):
    with pytest.raises(InvalidArgumentError, match=message):
        axiom.price(**TERMS | arguments)


def test_a_forward_contains_its_dividends():
    terms = {name: value for name, value in TERMS.items() if name != "spot"}
    with pytest.raises(InvalidArgumentError, match="cannot be combined with forward"):
        axiom.price(forward=100.0, **terms, dividends=QUARTERLY)


def test_options_outside_the_domain_are_named():
    with pytest.raises(
        InvalidArgumentError, match=r"vol must not be negative, got -0\.1 at index 1"
    ):
        axiom.price(**TERMS | {"vol": [0.2, -0.1]}, dividends=QUARTERLY)


@pytest.mark.parametrize("exercise", ["european", "american"])
@pytest.mark.parametrize("model", ["spot", "escrowed", "forward"])
def test_order_has_no_meaning(exercise, model):
    shuffled = [QUARTERLY[i] for i in (2, 0, 3, 1)]
    terms = TERMS | {"exercise": exercise, "dividend_model": model, "accuracy": "fast"}
    sorted_greeks = axiom.greeks(**terms, dividends=QUARTERLY)
    shuffled_greeks = axiom.greeks(**terms, dividends=shuffled)
    assert shuffled_greeks.price == sorted_greeks.price
    assert np.array_equal(shuffled_greeks.dividends, sorted_greeks.dividends[[2, 0, 3, 1]])


def test_pairs_and_objects_mean_the_same():
    objects = [Dividend(time=time, cash=cash) for time, cash in QUARTERLY]
    assert axiom.price(**TERMS, dividends=objects) == axiom.price(**TERMS, dividends=QUARTERLY)


def test_none_and_nothing_change_nothing():
    plain = pytest.approx(axiom.price(**TERMS), rel=1e-14)
    assert axiom.price(**TERMS, dividends=[]) == plain
    assert axiom.price(**TERMS, dividends=[(0.5, 0.0)]) == plain
    assert axiom.price(**TERMS, dividends=[(1.5, 3.0)]) == plain
    assert axiom.greeks(**TERMS).dividends is None
    assert axiom.greeks(**TERMS, dividends=[]).dividends is None


def test_a_dividend_of_nothing_has_a_sensitivity():
    greeks = axiom.greeks(**TERMS, dividends=[(0.5, 0.0), (0.7, 1.0)])
    bumped = [axiom.price(**TERMS, dividends=[(0.5, bump), (0.7, 1.0)]) for bump in (0.0, 0.02)]
    assert greeks.price == bumped[0]
    assert greeks.dividends[0] == pytest.approx((bumped[1] - bumped[0]) / 0.02, abs=2e-3)


def test_two_at_one_time_are_paid_in_their_order():
    first = [Dividend(time=0.5, proportion=0.05), Dividend(time=0.5, cash=2.0)]
    together = axiom.price(**TERMS, dividends=[Dividend(time=0.5, proportion=0.05, cash=2.0)])
    assert axiom.price(**TERMS, dividends=first) == pytest.approx(together, abs=2e-5)
    other = axiom.price(**TERMS, dividends=first[::-1])
    assert other == pytest.approx(
        axiom.price(**TERMS, dividends=[Dividend(time=0.5, proportion=0.05, cash=1.9)]), abs=2e-5
    )


def test_shapes_and_names():
    strikes = np.array([[90.0, 100.0, 110.0]])
    terms = TERMS | {"strike": strikes, "is_call": [[True], [False]], "accuracy": "fast"}
    greeks = axiom.greeks(**terms, dividends=QUARTERLY)
    assert greeks.price.shape == (2, 3)
    assert greeks.dividends.shape == (4, 2, 3)
    assert set(greeks.as_dict()) - set(axiom.greeks(**TERMS).as_dict()) == {"dividends"}
    restored = pickle.loads(pickle.dumps(greeks))  # noqa: S301  (our own bytes)
    assert np.array_equal(restored.dividends, greeks.dividends)
    again = axiom.greeks(**terms, dividends=QUARTERLY, out=greeks)
    assert np.array_equal(again.dividends, restored.dividends)


def test_only_leaves_out():
    greeks = axiom.greeks(**TERMS, dividends=QUARTERLY, only=["price", "delta"])
    with pytest.raises(AttributeError, match="dividends was not computed"):
        greeks.dividends  # noqa: B018  (the access raises)
    alone = axiom.greeks(**TERMS, dividends=QUARTERLY, only=["dividends"])
    assert np.array_equal(alone.dividends, axiom.greeks(**TERMS, dividends=QUARTERLY).dividends)
    with pytest.raises(InvalidArgumentError, match="there is no Greek 'dividends'"):
        axiom.greeks(**TERMS, only=["dividends"])


def test_nan_stays_in_its_element():
    terms = TERMS | {"vol": [0.2, math.nan, 0.3], "accuracy": "fast"}
    greeks = axiom.greeks(**terms, dividends=QUARTERLY)
    assert np.isnan(greeks.price).tolist() == [False, True, False]
    assert np.isnan(greeks.dividends[0]).tolist() == [False, True, False]


@pytest.mark.parametrize("exercise", ["european", "american"])
def test_expiry_now_is_the_payoff(exercise):
    terms = TERMS | {"expiry": 0.0, "strike": [90.0, 110.0], "exercise": exercise}
    assert axiom.price(**terms, dividends=QUARTERLY).tolist() == [10.0, 0.0]


def test_the_place_in_the_array_and_the_threads_do_not_matter():
    rng = np.random.default_rng(5)
    n = 150
    terms = {
        "spot": rng.uniform(80, 120, n),
        "strike": 100.0,
        "expiry": rng.uniform(0.1, 2.0, n),
        "vol": rng.uniform(0.1, 0.6, n),
        "rate": rng.uniform(-0.01, 0.08, n),
        "is_call": rng.random(n) < 0.5,
    }
    common = {"exercise": "american", "dividends": QUARTERLY, "accuracy": "fast"}
    prices = axiom.price(**terms, **common)
    assert np.array_equal(axiom.price(**terms, **common, threads=3), prices)
    order = rng.permutation(n)
    moved = {k: v[order] if isinstance(v, np.ndarray) else v for k, v in terms.items()}
    assert np.array_equal(axiom.price(**moved, **common), prices[order])
    alone = {k: float(v[7]) if isinstance(v, np.ndarray) else v for k, v in terms.items()}
    alone["is_call"] = bool(terms["is_call"][7])
    assert axiom.price(**alone, **common) == prices[7]


@pytest.mark.parametrize("model", ["spot", "escrowed", "forward"])
def test_without_vol_the_best_moment_is_known(model):
    terms = TERMS | {"vol": 0.0, "strike": np.array([90.0, 100.0, 110.0]), "dividend_model": model}
    spot_then, discount = 100.0 * math.exp(0.05) - 2.0 * math.exp(0.025), math.exp(-0.05)
    european = axiom.greeks(**terms, dividends=[(0.5, 2.0)])
    assert european.price == pytest.approx(
        discount * np.maximum(spot_then - terms["strike"], 0.0), abs=1e-12
    )
    assert european.delta.tolist() == [1.0, 1.0, 0.0]
    assert european.dividends[0] == pytest.approx([-math.exp(-0.025)] * 2 + [0.0], abs=1e-7)
    american = axiom.price(**terms, dividends=[(0.5, 2.0)], exercise="american")
    before = 100.0 - terms["strike"] * math.exp(-0.025)
    assert american == pytest.approx(np.maximum(before, european.price), abs=1e-12)
    put = axiom.price(**terms, dividends=[(0.5, 2.0)], exercise="american", is_call=False)
    after = (terms["strike"] + 2.0) * math.exp(-0.025) - 100.0
    assert put == pytest.approx(
        np.maximum(np.maximum(terms["strike"] - 100.0, after), 0.0), abs=1e-12
    )


@pytest.mark.parametrize("exercise", ["european", "american"])
@pytest.mark.parametrize("is_call", [False, True])
def test_extremes_stay_finite_and_inside_their_bounds(exercise, is_call):
    for vol, expiry, dividends in (
        (1e-7, 1.0, [(0.5, 2.0)]),
        (1e-3, 1.0, [(0.5, 2.0)]),
        (5.0, 1.0, [(0.5, 2.0)]),
        (0.25, 1.0, [(1.0 / 8760.0, 2.0), (1.0 - 1.0 / 8760.0, 2.0)]),
        (0.25, 1.0, [(1.0, 2.0)]),
        (0.4, 1.0, [(0.5, 95.0)]),
        (0.25, 10.0, [(0.1 + 0.25 * i, 4.0) for i in range(40)]),
    ):
        greeks = axiom.greeks(
            spot=100.0, strike=[60.0, 100.0, 150.0], expiry=expiry, vol=vol, rate=0.04,
            is_call=is_call, exercise=exercise, dividends=dividends, accuracy="fast",
        )  # fmt: skip
        assert all(np.all(np.isfinite(value)) for value in greeks.as_dict().values())
        highest = 100.0 if is_call else np.array([60.0, 100.0, 150.0])
        assert np.all(greeks.price >= -1e-9)
        assert np.all(greeks.price <= highest + 1e-3)


def test_vols_beyond_the_grids_are_refused():
    with pytest.raises(InvalidArgumentError, match=r"vol \* sqrt\(expiry\) must not exceed 6"):
        axiom.price(**TERMS | {"vol": 7.0}, dividends=QUARTERLY)
    closed = axiom.price(**TERMS | {"vol": 7.0}, dividends=QUARTERLY, dividend_model="escrowed")
    assert 90.0 < closed < 100.0


def test_a_dividend_at_expiry_is_paid_before_the_option_settles():
    at_expiry = axiom.price(**TERMS, dividends=[(1.0, 2.0)])
    assert at_expiry == pytest.approx(axiom.price(**TERMS | {"strike": 102.0}), abs=1e-5)
    exercised_before = axiom.price(**TERMS, dividends=[(1.0, 2.0)], exercise="american")
    assert exercised_before == pytest.approx(axiom.price(**TERMS), abs=1e-4)


def test_american_options_that_expire_first_are_priced_as_without_dividends():
    terms = TERMS | {"expiry": np.array([0.1, 0.5]), "exercise": "american", "is_call": False}
    mixed = axiom.price(**terms, dividends=QUARTERLY)
    assert mixed[0] == axiom.price(**terms)[0]
    assert mixed[1] == axiom.price(**terms | {"expiry": 0.5}, dividends=QUARTERLY)
    with pytest.raises(InvalidArgumentError, match=r"vol must not be negative, .* at index 1"):
        axiom.price(**terms | {"vol": np.array([0.2, -1.0])}, dividends=QUARTERLY)
