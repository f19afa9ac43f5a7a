"""Implied vols of 75-digit prices, and the statuses where the price does not tell."""

from __future__ import annotations

import math

import numpy as np
import pytest
from high_precision import Option, random_option, reference_price

import axiom
from axiom import ImpliedVolStatus

TOLERANCE = 1e-11  # relative, where the price identifies the vol that far
ROUNDING = 2.0**-52


def without(arguments, *names):
    return {name: value for name, value in arguments.items() if name not in names}


def invert(option: Option, price: float):
    return axiom.implied_vol(
        price=price, **without(option.arguments, "vol"), return_status=True, return_interval=True
    )


@pytest.mark.parametrize("model", ["lognormal", "normal"])
@pytest.mark.parametrize("deviations", [2.0, 8.0, 12.0])
def test_vol_of_a_rounded_price(model, deviations):
    rng = np.random.default_rng(int(deviations))
    identified = 0
    for _ in range(300):
        option = random_option(rng, model, deviations)
        price = float(reference_price(model, option.terms, is_call=option.is_call))
        vol, status, lower, upper = invert(option, price)
        true_vol = option.terms[3]
        if status == ImpliedVolStatus.BELOW_INTRINSIC:
            assert price < 1e-300 or not_told_by(option, price, true_vol)
            continue
        assert lower * (1 - TOLERANCE) <= true_vol <= upper * (1 + TOLERANCE)
        if status == ImpliedVolStatus.OK:
            identified += 1
            half_width = 0.5 * (upper - lower) / true_vol
            assert abs(vol / true_vol - 1) <= TOLERANCE + half_width, option
        else:
            assert math.isnan(vol)
            assert not_told_by(option, price, true_vol)
    assert identified > 100


def not_told_by(option: Option, price: float, true_vol: float) -> bool:
    """Whether rounding the price moves the vol by more than the stated 1e-6."""
    vega = axiom.greeks(**option.arguments).vega
    legs = 2.0 * max(option.terms[:2])
    return (price + legs) * ROUNDING >= 0.9e-6 * vega * true_vol


@pytest.mark.parametrize("total_vol", [1e-4, 1e-3, 0.019, 0.021, 0.1, 1.0, 3.0, 6.0, 10.0])
@pytest.mark.parametrize("deviations", [0.0, 1e-9, 0.5, 3.0, 12.0])
def test_whole_range_of_total_vols(total_vol, deviations):
    forward = 100.0 * math.exp(-deviations * total_vol)
    option = Option((forward, 100.0, 1.0, total_vol, 0.0, 0.0), is_call=True, model="lognormal")
    price = float(reference_price("lognormal", option.terms, is_call=True))
    vol, status, lower, upper = invert(option, price)
    assert status == ImpliedVolStatus.OK
    assert abs(vol / total_vol - 1) <= TOLERANCE + 0.5 * (upper - lower) / total_vol


def test_batch_agrees_with_scalars():
    rng = np.random.default_rng(3)
    options = [random_option(rng, "lognormal", 6.0) for _ in range(500)]
    columns = np.array([option.terms for option in options])
    is_call = np.array([option.is_call for option in options])
    prices = axiom.price(
        spot=columns[:, 0],
        strike=columns[:, 1],
        expiry=columns[:, 2],
        vol=columns[:, 3],
        rate=columns[:, 4],
        dividend_yield=columns[:, 5],
        is_call=is_call,
    )
    vols, statuses = axiom.implied_vol(
        price=prices,
        spot=columns[:, 0],
        strike=columns[:, 1],
        expiry=columns[:, 2],
        rate=columns[:, 4],
        dividend_yield=columns[:, 5],
        is_call=is_call,
        return_status=True,
    )
    for option, price, vol, status in zip(options, prices, vols, statuses, strict=True):
        one, one_status = axiom.implied_vol(
            price=float(price), **without(option.arguments, "vol"), return_status=True
        )
        assert one_status == status
        if status == ImpliedVolStatus.OK:
            assert one == pytest.approx(vol, rel=1e-11)
