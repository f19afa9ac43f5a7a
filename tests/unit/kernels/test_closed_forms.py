"""Batches of closed forms: shapes, limits, threads, and what is refused."""

import math

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import closed_forms
from tests.parity.closed_form_contracts import FAMILIES, contract, market

NAMES = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")
BASE = {"spot": 100.0, "vol": 0.2, "rate": 0.03, "dividend_yield": 0.01}
DOWN = {"strike": 100.0, "barrier": 90.0, "expiry": 0.5, "is_call": True, "is_up": False}
CORRIDOR = {"lower": 90.0, "upper": 110.0, "expiry": 0.5}


def values(found):
    return np.array([getattr(found, name) for name in NAMES])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_batch_is_its_contracts_one_by_one_for_any_threads(family):
    rng = np.random.default_rng(5)
    function = getattr(closed_forms, family)
    where = market(rng)
    terms = contract(family, where, rng)
    spots = where["spot"] * np.linspace(0.9, 1.1, 9001)
    one, four = (function(**where | {"spot": spots}, **terms, threads=n) for n in (1, 4))
    assert np.array_equal(values(one), values(four))
    for i in (0, 4500, 9000):
        alone = function(**where | {"spot": float(spots[i])}, **terms)
        assert np.array_equal(values(one)[:, i], values(alone))
    prices = function(**where | {"spot": spots}, **terms, greeks=False)
    assert prices.delta is None
    assert np.allclose(prices.price, one.price, rtol=0, atol=1e-12 * where["spot"])


@pytest.mark.parametrize("family", FAMILIES)
def test_nan_stays_in_its_contract(family):
    rng = np.random.default_rng(6)
    where = market(rng)
    terms = contract(family, where, rng)
    vols = np.array([where["vol"], math.nan, where["vol"]])
    found = values(getattr(closed_forms, family)(**where | {"vol": vols}, **terms))
    assert np.isnan(found[:, 1]).all()
    assert np.isfinite(found[:, [0, 2]]).all()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("vol", "expiry"), [(0.0, None), (0.2, 0.0), (0.0, 0.0), (5.0, None)])
def test_limits_are_finite(family, vol, expiry):
    rng = np.random.default_rng(7)
    for _ in range(20):
        where = market(rng) | {"vol": vol}
        terms = contract(family, where | {"vol": 0.2}, rng)
        if expiry is not None:
            times = ("expiry", "start", "payment", "mean_time", "spread_time")
            terms |= {name: 0.0 for name in times if name in terms}
        found = getattr(closed_forms, family)(**where, **terms)
        assert np.isfinite(values(found)).all()
        assert found.price >= -1e-12 or family == "clipped_return"


def test_without_vol_the_spot_moves_along_its_forward():
    where = BASE | {"vol": 0.0}
    forward = 100.0 * math.exp(0.01)
    terms = {"strike": 95.0, "expiry": 0.5, "is_call": True, "is_up": True, "rebate": 2.0}
    knocked = closed_forms.barrier(**where, **terms, barrier=100.5, is_knock_in=False)
    hit = math.log(1.005) / 0.02
    assert knocked.price == pytest.approx(2.0 * math.exp(-0.03 * hit), rel=1e-14)
    alive = closed_forms.barrier(**where, **terms, barrier=102.0, is_knock_in=False)
    assert alive.price == pytest.approx((forward - 95.0) * math.exp(-0.015), rel=1e-14)


def test_in_and_out_add_up_to_the_european_option():
    for kind, terms in (("barrier", DOWN), ("double_barrier", CORRIDOR)):
        both = terms | {"strike": 98.0, "is_call": True}
        parts = [getattr(closed_forms, kind)(**BASE, **both, is_knock_in=x) for x in (True, False)]
        far = closed_forms.barrier(**BASE, **DOWN | {"strike": 98.0, "barrier": 1e-9},
                                   is_knock_in=False)  # fmt: skip
        assert values(parts[0]) + values(parts[1]) == pytest.approx(values(far), abs=1e-11)


def test_a_spot_at_the_barrier_has_reached_it():
    out = closed_forms.barrier(**BASE, **DOWN | {"barrier": 100.0}, is_knock_in=False, rebate=4.0)
    assert (out.price, out.delta) == (4.0, 0.0)
    gone = closed_forms.double_no_touch(**BASE | {"spot": 110.0}, **CORRIDOR)
    assert gone.price == 0.0


def test_zero_strikes_are_limits():
    terms = {"strike": 0.0, "expiry": 1.0}
    call = closed_forms.fixed_lookback(**BASE, **terms, is_call=True)
    assert call.price > 100.0 * math.exp(-0.01)
    put = closed_forms.fixed_lookback(**BASE, **terms, is_call=False)
    assert put.price == pytest.approx(0.0, abs=1e-12)
    cash = closed_forms.cash_or_nothing(**BASE, **terms, is_call=True)
    assert cash.price == pytest.approx(math.exp(-0.03), rel=1e-14)


def test_an_extreme_that_is_the_spot_moves_with_it():
    found = closed_forms.floating_lookback(**BASE, expiry=1.0, is_call=True)
    assert found.delta == pytest.approx(found.price / 100.0, rel=1e-13)
    assert found.gamma == pytest.approx(0.0, abs=1e-15)
    held = closed_forms.floating_lookback(
        **BASE, expiry=1.0, is_call=True, extreme=100.0 * (1.0 - 1e-12)
    )
    assert held.price == pytest.approx(found.price, rel=1e-11)
    assert held.gamma > 0.01


def test_shapes_broadcast():
    found = closed_forms.cash_or_nothing(
        **BASE | {"spot": [[90.0], [110.0]]}, strike=[95.0, 100.0, 105.0], expiry=1.0, is_call=True
    )
    assert found.price.shape == found.vega.shape == (2, 3)
    assert isinstance(
        closed_forms.no_touch(**BASE, barrier=80.0, expiry=1.0, is_up=False).price, float
    )


@pytest.mark.parametrize(
    ("function", "given", "message"),
    [
        ("barrier", {"spot": 0.0}, "spot=0.0: give a number from 1e-100 to 1e"),
        ("barrier", {"vol": -0.1}, "vol=-0.1: give a number from 0 to"),
        ("barrier", {"expiry": [0.5, -1.0]}, "expiry=-1.0 at index 1"),
        ("barrier", {"barrier": -5.0}, "barrier=-5.0"),
        ("barrier", {"rate": math.inf}, "rate=inf: give a number below"),
        ("barrier", {"rate": 900.0}, "rate=900.0: give one whose product with the time"),
        ("barrier", {"vol": 400.0}, "vol=400.0: give one that times the root of the time"),
        ("barrier", {"is_up": 1.0}, "is_up must be boolean, got 1.0"),
        ("barrier", {"rebate_at": "start"}, "rebate_at='start': give 'hit' or 'expiry'"),
        ("barrier", {"strike": None}, "strike is missing"),
        ("barrier", {"strike": [1.0, 2.0], "spot": [1.0, 2.0, 3.0]}, "the shapes do not broadcast"),
        ("barrier", {"threads": 0}, "threads must be a whole number"),
        ("one_touch", {"pays_at": "start"}, "pays_at='start': give 'hit' or 'expiry'"),
        ("double_no_touch", {"lower": 110.0}, "lower=110.0, upper=110.0: give lower below upper"),
    ],
)
def test_what_is_impossible_is_refused(function, given, message):
    usual = {
        "barrier": DOWN | {"is_knock_in": False},
        "one_touch": {"barrier": 90.0, "expiry": 1.0, "is_up": False},
        "double_no_touch": CORRIDOR,
    }
    with pytest.raises(InvalidArgumentError) as caught:
        getattr(closed_forms, function)(**BASE | usual[function] | given)
    assert message in str(caught.value)
