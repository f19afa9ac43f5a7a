"""Bid and ask of every strike, and where the knots lie."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import EssviSurface, SplineSettings
from axiom.volatility.curves.spline.knots import knots_of
from axiom.volatility.curves.spline.strikes import (
    ExpiryStrikes,
    VolQuotes,
    expiry_strikes,
    intervals,
)
from tests.unit.volatility.conftest import VALUATION, YEARS
from tests.unit.volatility.quotes import quotes_from

SETTINGS = SplineSettings()


def read(options: pl.DataFrame, **settings: Any) -> tuple[ExpiryStrikes, ...]:
    return expiry_strikes(options, valuation_time=VALUATION, settings=SplineSettings(**settings))


def of_one_strike(**columns: list[Any]) -> VolQuotes:
    n = len(columns["is_call"])
    return VolQuotes(
        years=np.ones(n),
        log_moneyness=np.full(n, 0.1),
        is_call=np.array(columns["is_call"]),
        bid_vol=np.array(columns["bid"], dtype=float),
        mid_vol=np.array(columns["mid"], dtype=float),
        ask_vol=np.array(columns["ask"], dtype=float),
        weight=np.ones(n),
    )


def test_call_and_put_of_a_strike_are_read_together_where_they_overlap() -> None:
    q = of_one_strike(is_call=[False, True], bid=[0.19, 0.20], mid=[0.21, 0.215], ask=[0.22, 0.23])
    rows = intervals(q, half_spread_floor=1e-4)
    assert rows.log_moneyness.tolist() == [0.1]
    assert rows.low[0] == pytest.approx(0.20**2)
    assert rows.middle[0] == pytest.approx(0.215**2)
    assert rows.high[0] == pytest.approx(0.22**2)


def test_the_side_out_of_the_money_is_believed_where_they_do_not() -> None:
    q = of_one_strike(is_call=[False, True], bid=[0.30, 0.20], mid=[0.31, 0.21], ask=[0.32, 0.22])
    rows = intervals(q, half_spread_floor=1e-4)
    assert rows.low[0] == pytest.approx(0.20**2)
    assert rows.high[0] == pytest.approx(0.22**2)


def test_one_sided_and_locked_quotes() -> None:
    rows = intervals(
        of_one_strike(is_call=[True], bid=[np.nan], mid=[np.nan], ask=[0.3]),
        half_spread_floor=1e-4,
    )
    assert (rows.low[0], rows.high[0]) == (0.0, pytest.approx(0.09))
    assert 0.0 < rows.middle[0] < rows.high[0]
    rows = intervals(
        of_one_strike(is_call=[True], bid=[0.2], mid=[np.nan], ask=[np.nan]),
        half_spread_floor=1e-4,
    )
    assert np.isinf(rows.high[0])
    assert 0.0 < rows.low[0] < rows.middle[0]
    rows = intervals(
        of_one_strike(is_call=[True], bid=[0.2], mid=[0.2], ask=[0.2]), half_spread_floor=1e-3
    )
    assert rows.low[0] == pytest.approx(0.199**2)
    assert rows.high[0] == pytest.approx(0.201**2)


def test_expiries_ascend_and_rows_in_any_order_give_the_same(surface: EssviSurface) -> None:
    options = quotes_from(surface)
    straight, shuffled = read(options), read(options.sample(fraction=1.0, shuffle=True, seed=1))
    assert tuple(e.years for e in straight) == YEARS
    for a, b in zip(straight, shuffled, strict=True):
        assert a.expiry == b.expiry
        assert a.n_quotes == b.n_quotes == 50
        for x, y in zip(a.columns.arrays(), b.columns.arrays(), strict=True):
            assert (x == y).all()


def test_an_ask_without_a_bid_bounds_and_other_reasons_do_not_count(surface: EssviSurface) -> None:
    options = quotes_from(surface).filter(pl.col("years") == YEARS[2])
    first = pl.col("log_moneyness") == pl.col("log_moneyness").min()
    no_bid = options.with_columns(
        reason=pl.when(first).then(pl.lit("NO_BID")).otherwise(pl.col("reason"))
    )
    (only,) = read(no_bid)
    assert only.columns.low[0] == 0.0
    assert only.bids.size == only.columns.log_moneyness.size - 1
    stale = options.with_columns(
        reason=pl.when(first).then(pl.lit("CROSSED")).otherwise(pl.col("reason"))
    )
    (less,) = read(stale)
    assert less.columns.log_moneyness.size == only.columns.log_moneyness.size - 1


def test_size_and_age_weigh(surface: EssviSurface) -> None:
    options = quotes_from(surface).filter(pl.col("years") == YEARS[2]).with_row_index()
    times = [VALUATION - dt.timedelta(seconds=600.0 * (i == 0)) for i in range(options.height)]
    sized = options.with_columns(
        bid_size=pl.when(pl.col("index") == 2).then(4.0).otherwise(1.0),
        ask_size=pl.when(pl.col("index") == 2).then(4.0).otherwise(1.0),
        quote_time=pl.Series(times),
    )
    (e,) = read(sized, age_half_life=600.0)
    assert e.columns.weight[0] == pytest.approx(0.5)
    assert e.columns.weight[1] == pytest.approx(2.0)
    assert (e.columns.weight[2:] == 1.0).all()


def test_a_missing_column_is_named(surface: EssviSurface) -> None:
    with pytest.raises(InvalidArgumentError, match="lacks the columns \\['ask_vol'\\]"):
        read(quotes_from(surface).drop("ask_vol"))


@pytest.mark.parametrize("n", [1, 2, 3, 5, 40, 400])
def test_knots_ascend_reach_past_the_quotes_and_keep_their_distance(n: int) -> None:
    strikes = np.linspace(-0.3, 0.2, n) if n > 1 else np.array([0.05])
    knots = knots_of(strikes, 0.1, SETTINGS)
    assert 5 <= knots.size <= SETTINGS.max_knots + 2
    assert (np.diff(knots) > SETTINGS.knot_distance * 0.1).all()
    assert knots[0] <= strikes[0] - 0.05
    assert knots[-1] >= strikes[-1] + 0.05


def test_knots_follow_the_strikes() -> None:
    dense = np.concatenate([np.linspace(-0.5, -0.1, 5), np.linspace(-0.09, 0.1, 60)])
    knots = knots_of(dense, 0.1, SETTINGS)
    assert (knots > -0.1).sum() > 4 * (knots < -0.1).sum()
