from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from axiom.core.errors import InvalidArgumentError
from axiom.desk import (
    QuotingRules,
    behind_market,
    half_spreads,
    indicative_quotes,
    infer_tick,
    two_sided,
)

TICKS = st.sampled_from([1.0, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.0001, 0.03, 7.0])
MONEY = st.floats(0.0, 1e5, allow_nan=False)


def whole(prices, tick):
    steps = prices / tick
    return np.allclose(steps, np.rint(steps), rtol=1e-9, atol=1e-6)


@given(
    intrinsic=arrays(np.float64, 8, elements=MONEY),
    time_value=arrays(np.float64, 8, elements=st.floats(0.0, 100.0)),
    half=arrays(np.float64, 8, elements=st.floats(0.0, 50.0)),
    tick=TICKS,
)
def test_quotes_never_cross_and_never_give_value_away(intrinsic, time_value, half, tick):
    value = intrinsic + time_value
    bid, ask = two_sided(value=value, half_spread=half, intrinsic=intrinsic, tick=tick)
    assert (bid < ask).all()
    assert (bid >= 0).all()
    assert (bid <= value).all()
    assert (ask >= value).all()
    assert (ask >= intrinsic).all()
    assert (bid > intrinsic - tick).all()
    assert whole(bid, tick)
    assert whole(ask, tick)


@given(intrinsic=MONEY, time_value=st.floats(0.0, 100.0), half=st.floats(0.0, 50.0), tick=TICKS)
def test_the_bid_is_below_intrinsic_only_where_no_tick_fits(intrinsic, time_value, half, tick):
    value = intrinsic + time_value
    bid, _ = two_sided(value=value, half_spread=half, intrinsic=intrinsic, tick=tick)
    if float(bid) < intrinsic:
        next_up = float(bid) + tick
        assert next_up > value or np.isclose(next_up, value, rtol=1e-12)


@given(value=st.floats(0.0, 1e4), half=st.floats(0.0, 50.0), tick=TICKS)
def test_rounding_is_outward(value, half, tick):
    bid, ask = two_sided(value=value, half_spread=half, intrinsic=0.0, tick=tick)
    assert float(bid) <= max(value - half, 0.0)
    assert float(ask) >= value + half
    assert float(ask) < value + half + 2.000001 * tick


def test_a_market_that_is_a_whole_tick_but_for_binary_dust_is_not_traded_against():
    held_bid, held_ask = behind_market(
        bid=0.3, ask=0.5, market_bid=0.1, market_ask=3 * 0.1, tick=0.1
    )
    assert (float(held_bid), float(held_ask)) == (0.2, 0.5)


@given(
    ticks=st.tuples(*[st.integers(0, 2000)] * 2, *[st.integers(1, 50)] * 2),
    tick=TICKS,
)
def test_held_back_quotes_never_trade_against_the_market(ticks, tick):
    own, market, own_width, market_width = ticks
    bid, ask = own * tick, (own + own_width) * tick
    market_bid, market_ask = market * tick, (market + market_width) * tick
    held_bid, held_ask = behind_market(
        bid=bid, ask=ask, market_bid=market_bid, market_ask=market_ask, tick=tick
    )
    slack = 1e-9 * (1.0 + ask + market_ask)
    assert 0.0 <= held_bid <= bid
    assert held_ask >= ask
    assert held_bid <= market_ask - tick + slack
    assert held_ask >= market_bid + tick - slack
    if bid < market_ask - slack and ask > market_bid + slack:
        assert float(held_bid) == pytest.approx(bid, abs=slack)
        assert float(held_ask) == pytest.approx(ask, abs=slack)


def test_without_a_market_nothing_is_held_back():
    bid, ask = behind_market(
        bid=[1.0, np.nan], ask=[1.2, np.nan], market_bid=np.nan, market_ask=np.nan, tick=0.1
    )
    np.testing.assert_array_equal(bid, [1.0, np.nan])
    np.testing.assert_array_equal(ask, [1.2, np.nan])


def test_prices_on_the_grid_stay_there_without_binary_dust():
    bid, ask = two_sided(value=0.3, half_spread=0.1, intrinsic=0.0, tick=0.1)
    assert (float(bid), float(ask)) == (0.1, 0.4)


def test_a_worthless_option_is_offered_at_a_tick():
    bid, ask = two_sided(value=0.0, half_spread=0.0, intrinsic=0.0, tick=0.05)
    assert (float(bid), float(ask)) == (0.0, 0.05)


def test_no_value_gives_no_quote():
    bid, ask = two_sided(value=np.nan, half_spread=0.1, intrinsic=1.0, tick=0.05)
    assert np.isnan(bid)
    assert np.isnan(ask)


@pytest.mark.parametrize("tick", [0.0, -0.1, np.nan, np.inf])
def test_an_impossible_tick_is_refused(tick):
    with pytest.raises(InvalidArgumentError, match="tick is"):
        two_sided(value=1.0, half_spread=0.1, intrinsic=0.0, tick=tick)


@pytest.mark.parametrize("change", [{"vol_half_width": -0.1}, {"market_share": np.inf}])
def test_impossible_rules_are_refused(change):
    with pytest.raises(InvalidArgumentError, match="give a finite value of 0 or more"):
        QuotingRules(**change)


@pytest.mark.parametrize(
    ("prices", "tick"),
    [
        ([1.0, 2.5, 0.05, 3.1], 0.05),
        ([10.0, 20.0, 21.0], 1.0),
        ([1.01, 2.37], 0.01),
        ([0.12345678, 3.3333333], 0.01),
        ([0.0125, 0.0375], 0.0005),
        ([], 0.01),
    ],
)
def test_the_tick_is_inferred(prices, tick):
    table = pl.DataFrame(
        {"bid": prices, "ask": prices}, schema={"bid": pl.Float64, "ask": pl.Float64}
    )
    assert infer_tick(table) == pytest.approx(tick)


def options(**columns):
    base = {
        "expiry": [1] * 4,
        "strike": [90.0, 95.0, 105.0, 110.0],
        "is_call": [True] * 4,
        "bid": [10.0, None, 1.0, 0.4],
        "ask": [10.4, 6.0, 1.2, 0.5],
        "spread": [0.4, None, 0.2, 0.1],
        "reason": ["OK", "NO_BID", "OK", "OK"],
        "vega": [10.0, 20.0, 25.0, 15.0],
        "forward": [100.0] * 4,
        "discount_factor": [0.99] * 4,
        "model_value": [10.2, 5.6, 1.1, None],
    }
    return pl.DataFrame({**base, **columns})


def test_half_spreads_are_the_widest_of_three():
    rules = QuotingRules(vol_half_width=0.002, market_share=0.5)
    found = half_spreads(options(), tick=0.01, rules=rules)
    between = 0.5 * 0.5 * (0.4 + (0.2 - 0.4) * (95 - 90) / (105 - 90))
    assert found == pytest.approx([0.1, max(between, 0.04), 0.05, 0.03])
    assert half_spreads(options(), tick=1.0, rules=rules) == pytest.approx([0.5] * 4)


def test_every_valued_option_is_quoted():
    found = indicative_quotes(options(), tick=0.05)
    assert found["quote_bid"].is_null().to_list() == [False, False, False, True]
    assert found.columns == ["half_spread", "quote_bid", "quote_ask", "held_back"]
    assert (found["quote_bid"] < found["quote_ask"]).drop_nulls().all()


def test_the_whole_chain_is_quoted_within_bounds(result):
    table = result.options.filter(pl.col("model_value").is_not_null())
    sign = pl.when("is_call").then(1.0).otherwise(-1.0)
    intrinsic = pl.col("discount_factor") * pl.max_horizontal(
        sign * (pl.col("forward") - pl.col("strike")), 0.0
    )
    table = table.with_columns(intrinsic=intrinsic)
    assert table.select((pl.col("quote_bid") < pl.col("quote_ask")).all()).item()
    assert table.select((pl.col("quote_ask") >= pl.col("intrinsic")).all()).item()
    assert table.select((pl.col("quote_bid") <= pl.col("model_value")).all()).item()
    assert table["quote_bid"].null_count() == 0
