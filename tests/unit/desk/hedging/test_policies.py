"""Closed forms of the policies of one instrument, their limits, and refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom import InvalidArgumentError, greeks
from axiom.desk.hedging import (
    BartlettDelta,
    BlackScholesDelta,
    HedgingPolicy,
    HedgingState,
    Leland,
    MinimumVarianceDelta,
    NoTradeBand,
    WhalleyWilmott,
    Zakamouline,
)
from axiom.instruments import European

POLICIES = [
    BlackScholesDelta(),
    BartlettDelta(),
    MinimumVarianceDelta(constant=-0.25, linear=0.4, quadratic=-0.5),
    Leland(cost=0.01, interval=1 / 250),
    WhalleyWilmott(cost=0.01, risk_aversion=2.0),
    Zakamouline(cost=0.01, risk_aversion=2.0),
    NoTradeBand(vol_scale=1.2, shift=0.05, below=0.05, above=0.15, smile=1.0),
]


def black_scholes(state, vol=None):
    return greeks(
        spot=state.spot,
        strike=state.option.strike,
        expiry=state.time_left,
        vol=state.vol if vol is None else vol,
        rate=state.rate,
        is_call=state.option.is_call,
    )


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: type(one).__name__)
def test_every_policy_has_the_protocol_and_the_shape_of_the_state(policy, state):
    assert isinstance(policy, HedgingPolicy)
    hedge = policy.hedge(state)
    assert np.shape(hedge.underlying) == (11,)
    assert np.isfinite(hedge.underlying).all()


@pytest.mark.parametrize("policy", POLICIES, ids=lambda one: type(one).__name__)
def test_an_option_bought_without_costs_is_hedged_by_the_mirror_image(policy, state):
    if isinstance(policy, Leland | Zakamouline):
        policy = replace(policy, cost=0.0)
    sold = policy.hedge(state).underlying
    bought = policy.hedge(replace(state, is_short=False, holding=-state.holding)).underlying
    np.testing.assert_allclose(bought, -np.asarray(sold), atol=1e-15)


def test_delta_is_that_of_black_scholes(state):
    np.testing.assert_array_equal(
        BlackScholesDelta().hedge(state).underlying, black_scholes(state).delta
    )


def test_minimum_variance_adds_its_polynomial(state):
    found = black_scholes(state)
    policy = MinimumVarianceDelta(constant=-0.25, linear=0.4, quadratic=-0.5)
    polynomial = -0.25 + 0.4 * found.delta - 0.5 * found.delta**2
    expected = found.delta + found.vega / (state.spot * math.sqrt(0.24)) * polynomial
    np.testing.assert_allclose(policy.hedge(state).underlying, expected, rtol=1e-14)


def test_minimum_variance_recovers_planted_coefficients():
    rng = np.random.default_rng(3)
    spot, years = rng.uniform(90, 110, 4000), rng.uniform(0.1, 1.0, 4000)
    found = greeks(spot=spot, strike=100.0, expiry=years, vol=0.2)
    change = rng.normal(0.0, 1.0, 4000)
    adjustment = found.vega / np.sqrt(years) / spot
    adjustment = adjustment * (-0.3 + 0.5 * found.delta - 0.4 * found.delta**2)
    noise = rng.normal(0.0, 0.01, 4000)
    fitted = MinimumVarianceDelta.fitted(
        spot=spot, time_left=years, delta=found.delta, vega=found.vega, spot_change=change,
        option_change=(found.delta + adjustment) * change + noise,
    )  # fmt: skip
    coefficients = (fitted.constant, fitted.linear, fitted.quadratic)
    assert coefficients == pytest.approx((-0.3, 0.5, -0.4), abs=0.02)


def test_minimum_variance_refuses_what_identifies_nothing():
    one = np.full(10, 0.5)
    with pytest.raises(InvalidArgumentError, match="identify 1 of 3"):
        MinimumVarianceDelta.fitted(
            spot=one, time_left=one, delta=one, vega=one, spot_change=one, option_change=one
        )
    with pytest.raises(InvalidArgumentError, match="not finite"):
        MinimumVarianceDelta.fitted(
            spot=one, time_left=one, delta=one, vega=one, spot_change=one * np.nan,
            option_change=one,
        )  # fmt: skip
    with pytest.raises(InvalidArgumentError, match="one length"):
        MinimumVarianceDelta.fitted(
            spot=one, time_left=one, delta=one, vega=one, spot_change=one, option_change=one[:3]
        )
    with pytest.raises(InvalidArgumentError, match="time_left holds 0"):
        MinimumVarianceDelta.fitted(
            spot=one, time_left=0.0 * one, delta=one, vega=one, spot_change=one, option_change=one
        )


def test_leland_number_and_its_vol(state):
    policy = Leland(cost=0.01, interval=1 / 250)
    # sqrt(2 / pi) k / (vol sqrt(h)) with the round trip k = 2 c.
    expected = math.sqrt(2 / math.pi) * 0.02 / (0.2 / math.sqrt(250))
    assert policy.number(0.2) == pytest.approx(expected, rel=1e-15)
    assert expected == pytest.approx(1.2616, abs=5e-5)
    sold = black_scholes(state, vol=0.2 * math.sqrt(1.0 + expected)).delta
    np.testing.assert_allclose(policy.hedge(state).underlying, sold, rtol=1e-14)


def test_leland_lowers_the_vol_of_an_option_bought(state):
    policy = Leland(cost=0.001, interval=1 / 250)
    vol = 0.2 * math.sqrt(1.0 - policy.number(0.2))
    bought = policy.hedge(replace(state, is_short=False)).underlying
    np.testing.assert_allclose(bought, -np.asarray(black_scholes(state, vol=vol).delta))
    floored = Leland(cost=0.05, interval=1 / 250).hedge(replace(state, is_short=False))
    np.testing.assert_allclose(
        floored.underlying, -np.asarray(black_scholes(state, vol=0.002).delta)
    )


def test_whalley_wilmott_half_width(state):
    found = black_scholes(state)
    band = WhalleyWilmott(cost=0.01, risk_aversion=2.0).band(state)
    width = (1.5 * 0.01 * state.spot * found.gamma**2 / 2.0) ** (1.0 / 3.0)
    np.testing.assert_allclose(band.least, found.delta - width, atol=1e-14)
    np.testing.assert_allclose(band.most, found.delta + width, atol=1e-14)


def test_whalley_wilmott_discounts(state):
    at_a_rate = replace(state, rate=0.05)
    band = WhalleyWilmott(cost=0.01, risk_aversion=2.0).band(at_a_rate)
    gamma = black_scholes(at_a_rate).gamma
    width = (1.5 * math.exp(-0.05 * 0.24) * 0.01 * state.spot * gamma**2 / 2.0) ** (1.0 / 3.0)
    np.testing.assert_allclose(np.subtract(band.most, band.least), 2.0 * width, rtol=1e-12)


def test_zakamouline_constants(state):
    cost, aversion, years, vol = 0.01, 2.0, 0.24, 0.2
    gamma = black_scholes(state).gamma
    fixed = cost / (aversion * state.spot * vol**2 * years)
    variable = 1.12 * cost**0.31 * years**0.05 * (1 / vol) ** 0.25 * (gamma / aversion) ** 0.5
    adjustment = 4.76 * cost**0.78 / years**0.02 * (1 / vol) ** 0.25
    adjustment = adjustment * (aversion * state.spot**2 * gamma) ** 0.15
    centre = black_scholes(state, vol=vol * np.sqrt(1.0 + adjustment)).delta
    band = Zakamouline(cost=cost, risk_aversion=aversion).band(state)
    np.testing.assert_allclose(band.least, centre - fixed - variable, atol=1e-13)
    np.testing.assert_allclose(band.most, centre + fixed + variable, atol=1e-13)


@pytest.mark.parametrize(
    "policy",
    [
        Leland(cost=0.0, interval=1 / 250),
        WhalleyWilmott(cost=0.0, risk_aversion=2.0),
        Zakamouline(cost=0.0, risk_aversion=2.0),
        NoTradeBand(),
    ],
    ids=lambda one: type(one).__name__,
)
def test_without_costs_every_policy_is_delta(policy, state):
    np.testing.assert_allclose(
        policy.hedge(state).underlying, black_scholes(state).delta, atol=1e-14
    )


@pytest.mark.parametrize("kind", [WhalleyWilmott, Zakamouline])
def test_at_endless_costs_nothing_is_traded(kind, state):
    hedge = kind(cost=1e12, risk_aversion=2.0).hedge(state)
    np.testing.assert_array_equal(hedge.underlying, state.holding)


@pytest.mark.parametrize("kind", [WhalleyWilmott, Zakamouline])
def test_bands_widen_with_costs_and_narrow_with_risk_aversion(kind, state):
    def width(cost, aversion):
        band = kind(cost=cost, risk_aversion=aversion).band(state)
        return np.subtract(band.most, band.least)

    assert (width(0.02, 1.0) > width(0.01, 1.0)).all()
    assert (width(0.01, 4.0) < width(0.01, 1.0)).all()


@pytest.mark.parametrize("is_call", [True, False])
def test_no_trade_band_stays_within_what_is_delivered(is_call, state):
    option = European(strike=100.0, expiry=0.24, is_call=is_call)
    policy = NoTradeBand(shift=0.4, below=1.0, above=5.0)
    held = policy.hedge(replace(state, option=option, holding=np.linspace(-5, 5, 11))).underlying
    low, high = (0.0, 1.0) if is_call else (-1.0, 0.0)
    assert np.min(held) >= low
    assert np.max(held) <= high


def test_a_band_trades_to_its_edge_and_no_further(state):
    policy = NoTradeBand(below=0.05, above=0.15)
    band, held = policy.band(state), np.asarray(policy.hedge(state).underlying)
    inside = (state.holding >= band.least) & (state.holding <= band.most)
    np.testing.assert_array_equal(held[inside], state.holding[inside])
    below, above = state.holding < band.least, state.holding > band.most
    np.testing.assert_array_equal(held[below], np.asarray(band.least)[below])
    np.testing.assert_array_equal(held[above], np.asarray(band.most)[above])
    assert below.any()
    assert above.any()


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Leland(cost=-0.01, interval=0.1), "cost"),
        (lambda: Leland(cost=0.01, interval=0.0), "interval"),
        (lambda: WhalleyWilmott(cost=0.01, risk_aversion=0.0), "risk_aversion"),
        (lambda: WhalleyWilmott(cost=math.nan, risk_aversion=1.0), "cost"),
        (lambda: Zakamouline(cost=0.01, risk_aversion=-1.0), "risk_aversion"),
        (lambda: Zakamouline(cost=-0.01, risk_aversion=1.0), "cost"),
        (lambda: NoTradeBand(vol_scale=0.0), "vol_scale"),
        (lambda: NoTradeBand(below=-0.1), "below"),
        (lambda: NoTradeBand(above=math.inf), "above"),
        (lambda: MinimumVarianceDelta(constant=math.nan, linear=0.0, quadratic=0.0), "constant"),
    ],
)
def test_parameters_outside_their_domain_are_refused(make, named):
    with pytest.raises(InvalidArgumentError, match=named):
        make()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"spot": 0.0}, "spot holds 0"),
        ({"vol": np.array([0.2, np.nan])}, "vol holds nan"),
        ({"time_left": 0.0}, "time_left"),
        ({"is_short": 1}, "is_short"),
    ],
)
def test_states_outside_their_domain_are_refused(change, named):
    given = {"option": European(strike=100.0, expiry=1.0), "spot": 100.0, "time_left": 0.5}
    with pytest.raises(InvalidArgumentError, match=named):
        HedgingState(**{**given, "vol": 0.2, **change})
