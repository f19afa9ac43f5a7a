"""What implied_vol returns and refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom import ImpliedVolStatus

OPTION = {"spot": 100.0, "strike": 90.0, "expiry": 1.0, "rate": 0.02}
INTRINSIC = 100.0 - 90.0 * math.exp(-0.02)


def test_scalar_returns_a_float():
    price = axiom.price(**OPTION, vol=0.25)
    vol = axiom.implied_vol(price=price, **OPTION)
    assert type(vol) is float
    assert vol == pytest.approx(0.25, rel=1e-13)


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (INTRINSIC - 1.0, ["below", "intrinsic", repr(INTRINSIC)[:8]]),
        (100.0, ["100.0", "maximum"]),
        (250.0, ["250.0", "maximum"]),
        (INTRINSIC, ["identify", "interval"]),
        (-1.0, ["-1.0", "below"]),
    ],
)
def test_a_scalar_without_a_vol_raises(price, words):
    with pytest.raises(axiom.ImpliedVolError) as caught:
        axiom.implied_vol(price=price, **OPTION)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    "change", [{"strike": 0.0}, {"expiry": -1.0}, {"price": math.inf}, {"spot": -1.0}]
)
def test_a_scalar_outside_the_domain_raises(change):
    with pytest.raises(axiom.InvalidArgumentError, match=next(iter(change))):
        axiom.implied_vol(**{"price": 10.0, **OPTION, **change})


def test_arrays_give_nan_and_a_status():
    prices = [axiom.price(**OPTION, vol=0.3), INTRINSIC - 1.0, 100.0, INTRINSIC, math.nan]
    vol, status = axiom.implied_vol(price=prices, **OPTION, return_status=True)
    assert [ImpliedVolStatus(code).name for code in status] == [
        "OK",
        "BELOW_INTRINSIC",
        "ABOVE_MAXIMUM",
        "NOT_IDENTIFIED",
        "INVALID_INPUT",
    ]
    assert vol[0] == pytest.approx(0.3, rel=1e-13)
    assert np.isnan(vol[1:]).all()
    strikes = axiom.implied_vol(
        price=15.0, spot=100.0, strike=[90.0, -1.0], expiry=1.0, return_status=True
    )[1]
    assert list(strikes) == [ImpliedVolStatus.OK, ImpliedVolStatus.INVALID_INPUT]


def test_the_interval_of_an_unidentified_vol_holds_it():
    """Deep in the money the vol hides below the rounding of the price."""
    price = axiom.price(spot=100.0, strike=40.0, expiry=0.1, vol=0.2)
    vol, status, lower, upper = axiom.implied_vol(
        price=price, spot=100.0, strike=40.0, expiry=0.1, return_status=True, return_interval=True
    )
    assert status is ImpliedVolStatus.NOT_IDENTIFIED
    assert math.isnan(vol)
    assert lower == 0.0
    assert 0.2 < upper < 1.0


def test_status_of_the_zero_price():
    _, status = axiom.implied_vol(
        price=0.0, spot=100.0, strike=120.0, expiry=1.0, return_status=True
    )
    assert status is ImpliedVolStatus.NOT_IDENTIFIED
    at_the_money = axiom.implied_vol(price=0.0, forward=100.0, strike=100.0, expiry=1.0)
    assert at_the_money == 0.0


def test_zero_expiry_and_zero_spot_identify_nothing():
    for change in ({"expiry": 0.0, "price": 10.0}, {"spot": 0.0, "price": 0.0}):
        _, status = axiom.implied_vol(**{**OPTION, **change}, return_status=True)
        assert status is ImpliedVolStatus.NOT_IDENTIFIED


@pytest.mark.parametrize("model", ["lognormal", "normal"])
def test_bit_identical_for_any_number_of_threads(model):
    rng = np.random.default_rng(0)
    strikes = rng.uniform(50, 150, 20_001)
    vols = rng.uniform(0.05, 1.0, 20_001) * (100.0 if model == "normal" else 1.0)
    prices = axiom.price(forward=100.0, strike=strikes, expiry=0.7, vol=vols, model=model)
    one = axiom.implied_vol(price=prices, forward=100.0, strike=strikes, expiry=0.7, model=model)
    for threads in (2, 3):
        many = axiom.implied_vol(
            price=prices, forward=100.0, strike=strikes, expiry=0.7, model=model, threads=threads
        )
        np.testing.assert_array_equal(one, many)


def test_a_scalar_nan_gives_nan():
    assert math.isnan(axiom.implied_vol(price=math.nan, **OPTION))
