"""What holds for every closed form of one asset: bounds, identities, no NaN."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from axiom.kernels import closed_forms, price

MARKETS = st.fixed_dictionaries(
    {
        "spot": st.floats(50.0, 200.0),
        "vol": st.floats(0.0, 2.0),
        "rate": st.floats(-0.1, 0.3),
        "dividend_yield": st.floats(-0.1, 0.3),
    }
)
STRIKES = st.floats(0.0, 300.0)
BARRIERS = st.floats(20.0, 400.0)
EXPIRIES = st.floats(0.0, 30.0)
FLAGS = st.booleans()
OPTIONS = st.fixed_dictionaries({"strike": STRIKES, "expiry": EXPIRIES, "is_call": FLAGS})


def values(found):
    names = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")
    return np.array([getattr(found, name) for name in names])


def scale(market, expiry, strike=0.0):
    """What the money amounts of a contract can grow to."""
    growth = abs(market["dividend_yield"]) + abs(market["rate"])
    return (market["spot"] + strike) * math.exp(growth * expiry)


@given(MARKETS, OPTIONS, BARRIERS, FLAGS)
def test_a_barrier_in_and_out_are_the_european_option(market, option, barrier, is_up):
    out, inside = (
        closed_forms.barrier(**market, **option, barrier=barrier, is_up=is_up, is_knock_in=x)
        for x in (False, True)
    )
    assert np.isfinite(values(out)).all()
    assert np.isfinite(values(inside)).all()
    rounding = 1e-12 * scale(market, option["expiry"], option["strike"])
    assert min(out.price, inside.price) >= -rounding
    european = price(**market, **option | {"strike": max(option["strike"], 1e-90)})
    assert abs(out.price + inside.price - european) <= rounding


@given(MARKETS, BARRIERS, EXPIRIES, FLAGS)
def test_touching_and_not_touching_pay_for_sure(market, barrier, expiry, is_up):
    where = {"barrier": barrier, "expiry": expiry, "is_up": is_up}
    touch = closed_forms.one_touch(**market, **where, pays_at="expiry")
    none = closed_forms.no_touch(**market, **where)
    discount = math.exp(-market["rate"] * expiry)
    rounding = 1e-13 * max(discount, 1.0)
    assert abs(touch.price + none.price - discount) <= rounding
    at_hit = closed_forms.one_touch(**market, **where)
    assert np.isfinite(values(at_hit)).all()
    sooner, later = (touch.price, 1.0) if market["rate"] >= 0.0 else (0.0, touch.price)
    assert sooner - rounding <= at_hit.price <= later + rounding


@given(MARKETS, OPTIONS, st.floats(0.3, 0.999), st.floats(1.001, 3.0))
def test_two_barriers_are_worth_less_than_one(market, option, low, high):
    lower, upper = low * market["spot"], high * market["spot"]
    terms = option | {"is_knock_in": False}
    double = closed_forms.double_barrier(**market, **terms, lower=lower, upper=upper)
    rounding = 1e-12 * scale(market, option["expiry"], option["strike"])
    assert np.isfinite(values(double)).all()
    assert double.price >= -rounding
    for barrier, is_up in ((lower, False), (upper, True)):
        single = closed_forms.barrier(**market, **terms, barrier=barrier, is_up=is_up)
        assert double.price <= single.price + rounding


@given(MARKETS, EXPIRIES, FLAGS, STRIKES)
def test_lookbacks_are_worth_more_than_vanilla_options(market, expiry, is_call, strike):
    floating = closed_forms.floating_lookback(**market, expiry=expiry, is_call=is_call)
    fixed = closed_forms.fixed_lookback(**market, strike=strike, expiry=expiry, is_call=is_call)
    rounding = 1e-12 * max(floating.price, fixed.price, scale(market, expiry, strike))
    for found, struck in ((floating, market["spot"]), (fixed, max(strike, 1e-90))):
        assert np.isfinite(values(found)).all()
        vanilla = price(**market, strike=struck, expiry=expiry, is_call=is_call)
        assert found.price >= vanilla - rounding
