"""One thing moves: its term recovers the P&L, and the others are nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import axiom
from axiom.kernels.dividends import Dividend
from axiom.risk import EXPLAIN_TERMS, Trade, explain
from axiom.volatility import ExerciseTerms, SpotVolDynamics

from .planted_markets import (
    BORROW,
    DAY,
    FAR,
    NEAR,
    NOW,
    RATE,
    SPOT,
    PlantedSurface,
    bumped,
    state,
    years_to,
)

START = PlantedSurface()
OPTIONS = [
    (NEAR, 95.0, False, 1000.0),
    (NEAR, 104.0, True, -700.0),
    (FAR, 100.0, True, 300.0),
    (FAR, 85.0, False, -400.0),
]


def value(surface, time, *, fixed_vols=None):
    """The book of ``ROWS`` by the formula, option by option."""
    total = -150.0 * surface.spot
    for expiry, strike, is_call, units in OPTIONS:
        years = years_to(expiry, time)
        vol = (fixed_vols or surface).vol(strike=strike, expiry=years)
        total += units * axiom.price(
            spot=surface.spot, strike=strike, expiry=years, vol=float(vol), rate=surface.rate,
            dividend_yield=surface.borrow, is_call=is_call,
        )  # fmt: skip
    return total


def only(found, *names, within=1e-9):
    """The named terms explain the profit, the others are zero, and so is the residual."""
    for name in EXPLAIN_TERMS:
        if name not in names:
            assert found.terms[name] == pytest.approx(0.0, abs=within), name
    told = sum(found.terms[name] for name in names)
    assert told == pytest.approx(found.profit, rel=1e-9, abs=within)
    return found.profit


def test_nothing_moves():
    found = explain(state(), state())
    assert found.profit == 0.0
    assert set(found.terms) == set(EXPLAIN_TERMS)
    assert found.residual_share == 0.0
    only(found, within=1e-12)


def test_only_time_passes():
    later = replace(START, valuation_time=NOW + DAY)
    found = explain(state(), state(later))
    expected = value(later, NOW + DAY) - value(START, NOW)
    assert only(found, "carry") == pytest.approx(expected, rel=1e-9)
    assert expected != 0.0


def test_only_the_spot_moves():
    found = explain(state(), state(replace(START, spot=SPOT * 1.001)))
    expected = value(replace(START, spot=SPOT * 1.001), NOW) - value(START, NOW)
    only(found, "delta", "gamma", within=1e-5)
    assert found.profit == pytest.approx(expected, rel=1e-9)
    delta, gamma = -150.0, 0.0
    for expiry, strike, is_call, units in OPTIONS:
        for spot, weight in ((SPOT, 2.0 / 3.0), (SPOT * 1.001, 1.0 / 3.0)):
            one = axiom.greeks(
                spot=spot, strike=strike, expiry=years_to(expiry), rate=RATE, is_call=is_call,
                dividend_yield=BORROW, vol=float(START.vol(strike=strike, expiry=0.1)),
            )  # fmt: skip
            delta += units * one.delta if spot == SPOT else 0.0
            gamma += weight * units * one.gamma
    assert found.terms["delta"] == pytest.approx(delta * 0.1, rel=1e-9)
    assert found.terms["gamma"] == pytest.approx(0.5 * gamma * 0.01, rel=1e-9)


@pytest.mark.parametrize(
    ("shape", "term"),
    [((0.01,), "vega"), ((0.0, 0.004), "skew"), ((0.0, 0.0, 0.003), "curvature")],
)
def test_only_the_smile_of_one_expiry_moves(shape, term):
    moved = bumped(START, NEAR, *shape)
    found = explain(state(), state(moved))
    expected = value(moved, NOW) - value(START, NOW)
    assert found.profit == pytest.approx(expected, rel=1e-9)
    only(found, term, "volga", within=1e-3)
    by_expiry = {row["expiry"]: row for row in found.by_expiry.iter_rows(named=True)}
    assert by_expiry[NEAR][term] == found.terms[term]
    assert by_expiry[FAR][term] == pytest.approx(0.0, abs=1e-9)
    vegas = [
        units * axiom.greeks(
            spot=SPOT, strike=strike, expiry=years_to(NEAR), rate=RATE, dividend_yield=BORROW,
            vol=float(START.vol(strike=strike, expiry=0.1)), is_call=is_call,
        ).vega * float(moved.vol(strike=strike, expiry=years_to(NEAR))
                       - START.vol(strike=strike, expiry=years_to(NEAR)))
        for expiry, strike, is_call, units in OPTIONS if expiry == NEAR
    ]  # fmt: skip
    assert found.terms[term] == pytest.approx(sum(vegas), rel=1e-9)


def test_what_is_neither_level_nor_skew_nor_curvature_is_told_as_other():
    moved = bumped(START, NEAR, 0.0, -0.003, 0.0, 0.001)
    found = explain(state(), state(moved))
    cubic = found.terms["smile_other"]
    assert abs(cubic) > 0.1 * abs(found.profit)
    assert abs(found.residual) < 1e-3 * abs(found.profit)


def test_only_rates_move():
    moved = replace(START, rate=RATE + 0.002)
    found = explain(state(), state(moved))
    assert only(found, "rates") == pytest.approx(value(moved, NOW) - value(START, NOW), rel=1e-9)


def test_only_the_borrow_moves():
    moved = replace(START, borrow=BORROW + 0.004)
    found = explain(state(), state(moved))
    assert only(found, "borrow") == pytest.approx(value(moved, NOW) - value(START, NOW), rel=1e-9)


def test_only_a_dividend_is_announced():
    paid = (Dividend(time=0.05, cash=0.8), Dividend(time=0.3, cash=0.8))
    raised = (paid[0], Dividend(time=0.3, cash=1.3))
    before, after = (replace(START, dividends=one) for one in (paid, raised))
    found = explain(state(before), state(after))
    assert found.terms["dividends"] == pytest.approx(found.profit, rel=3e-2)
    assert abs(found.terms["dividends"]) > 50.0
    for name in ("carry", "delta", "gamma", "rates", "borrow", "vanna"):
        assert found.terms[name] == pytest.approx(0.0, abs=1e-6), name
    near = found.by_expiry.filter(expiry=NEAR).row(0, named=True)
    assert near["profit"] == pytest.approx(0.0, abs=1e-9)


def test_a_dividend_that_is_paid_is_no_move_of_the_market():
    due = (Dividend(time=0.5 * years_to(NOW + DAY), cash=0.8),)
    before = replace(START, dividends=due)
    after = replace(START, spot=SPOT - 0.8, valuation_time=NOW + DAY)
    found = explain(state(before), state(after))
    assert found.terms["delta"] == pytest.approx(0.0, abs=1e-9)
    assert found.terms["dividends"] == pytest.approx(0.0, abs=1e-6)
    shares = found.positions.filter(found.positions["expiry"].is_null()).row(0, named=True)
    assert shares["quantity"] == -150.0
    assert shares["profit"] == pytest.approx(0.0, abs=1e-9)


def test_a_trade_at_an_edge():
    vol = float(START.vol(strike=95.0, expiry=0.1))
    theo = axiom.price(
        spot=SPOT, strike=95.0, expiry=years_to(NEAR), vol=vol, rate=RATE, dividend_yield=BORROW,
        is_call=False,
    )  # fmt: skip
    one = Trade(
        time=NOW, expiry=NEAR, strike=95.0, is_call=False, quantity=-5.0, multiplier=100.0,
        price=theo + 0.03, fee=2.5,
    )  # fmt: skip
    found = explain(state(), state(rows=None), trades=[one])
    assert only(found, "trades", "fees") == pytest.approx(5.0 * 100.0 * 0.03 - 2.5, rel=1e-9)
    assert found.terms["fees"] == -2.5


def test_a_hedge_and_other_fees():
    hedge = Trade(time=NOW, quantity=20.0, price=SPOT + 0.02, spot=SPOT)
    found = explain(state(), state(rows=None), trades=[hedge], fees=7.0)
    assert only(found, "hedges", "fees") == pytest.approx(-20.0 * 0.02 - 7.0, rel=1e-12)
    free = Trade(time=NOW, quantity=20.0, price=SPOT + 0.02)
    assert explain(state(), state(rows=None), trades=[free]).terms["hedges"] == 0.0


@pytest.mark.parametrize("ratio", [0.0, 1.6])
def test_vols_that_follow_the_spot_are_delta_and_gamma(ratio):
    dynamics = SpotVolDynamics(skew_stickiness=ratio)
    after = replace(START, spot=SPOT * 1.005)

    class Followed(PlantedSurface):
        def vol(self, *, strike=None, log_moneyness=None, expiry):
            if strike is None:
                strike = self.forward(expiry) * np.exp(log_moneyness)
            k = np.log(np.asarray(strike) / START.forward(expiry))
            return dynamics.vol(
                START, log_moneyness=k, expiry=expiry, log_return=math.log(self.spot / SPOT)
            )

    moved = Followed(spot=after.spot)
    found = explain(state(), state(moved), dynamics=dynamics)
    only(found, "delta", "gamma", within=1e-2)
    assert abs(found.residual) < 1e-4 * abs(found.profit)
    assert abs(explain(state(), state(moved)).terms["skew"]) > 0.1


def test_american_options_on_dated_dividends():
    terms = ExerciseTerms(exercise="american", dividends=(Dividend(time=0.3, cash=1.0),))
    start = replace(START, dividends=terms.dividends)
    moved = replace(start, spot=SPOT * 1.002)
    before, after = (state(one, terms=terms) for one in (start, moved))
    found = explain(before, after)
    assert abs(found.terms["delta"]) > 50.0
    assert abs(found.residual) < 2e-3 * abs(found.profit)
    assert found.positions["exercise"].to_list()[:4] == ["american"] * 4
