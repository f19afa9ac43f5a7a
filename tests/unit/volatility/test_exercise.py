from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.core.errors import InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.carry import forward_price
from axiom.volatility.forwards.exercise import OptionTerms, european_price, option_price

PAID = (Dividend(time=0.3, cash=2.0),)
TERMS = ExerciseTerms(exercise="american", dividends=PAID)


def options(years=0.5, n=5):
    strike = np.linspace(80.0, 120.0, n)
    return OptionTerms.of(
        spot=100.0,
        strike=strike,
        years=years,
        rate=0.04,
        borrow=0.01,
        is_call=strike >= 100.0,
    )


def test_without_dividends_european_prices_are_exact():
    some, vol = options(), np.full(5, 0.25)
    expected = axiom.price(**some.arguments, vol=vol)
    assert european_price(some, vol, ExerciseTerms()).tolist() == expected.tolist()


def test_dividends_after_the_expiry_do_not_matter():
    some, vol = options(years=0.25), np.full(5, 0.25)
    expected = axiom.price(**some.arguments, vol=vol)
    assert european_price(some, vol, TERMS).tolist() == expected.tolist()


def test_european_prices_with_dividends_keep_parity():
    some, vol = options(), np.full(5, 0.25)
    calls, puts = (
        european_price(some.with_side(np.full(5, side)), vol, TERMS) for side in (True, False)
    )
    forward = forward_price(spot=100.0, years=0.5, rate=0.04, borrow=0.01, dividends=PAID)
    expected = np.exp(-0.02) * (forward - some.strike)
    assert calls - puts == pytest.approx(expected, abs=2e-3)


def test_each_option_by_its_own_style():
    some, vol = options(), np.full(5, 0.25)
    mixed = np.array([True, False, True, False, True])
    value = option_price(some, vol, mixed, TERMS)
    early = option_price(some, vol, np.ones(5, dtype=bool), TERMS)
    late = european_price(some, vol, TERMS)
    assert value.tolist() == np.where(mixed, early, late).tolist()
    assert (early >= late - 1e-3).all()


def test_which_expiries_see_a_dividend():
    assert TERMS.pays_before(np.array([0.1, 0.3, 0.5])).tolist() == [False, True, True]
    assert not ExerciseTerms().pays_before(np.array([10.0])).any()


def test_later_dividends_are_nearer_and_those_paid_are_left_out():
    terms = ExerciseTerms(dividends=(Dividend(time=0.05, cash=1.0), Dividend(time=0.3, cash=1.0)))
    assert [one.time for one in terms.later(0.1).dividends] == pytest.approx([0.2])
    assert terms.later(0.0) is terms
    assert ExerciseTerms().later(0.1) == ExerciseTerms()


def test_shapes():
    some = options()
    wide = some.broadcast((3, 1, 5), spot=np.array([90.0, 100.0, 110.0])[:, None, None])
    assert wide.strike.shape == (3, 1, 5)
    assert wide.spot[:, 0, 0].tolist() == [90.0, 100.0, 110.0]
    assert wide.reshaped((15,)).years.shape == (15,)
    assert some.where(some.is_call).strike.min() == 100.0


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"exercise": "bermudan"}, "exercise must be .* got 'bermudan'"),
        ({"accuracy": "exact"}, "accuracy must be .* got 'exact'"),
    ],
)
def test_bad_terms(terms, message):
    with pytest.raises(InvalidArgumentError, match=message):
        ExerciseTerms(**terms)
