from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility import EssviSurface
from axiom.volatility.curves.quotes import FitQuotes, forward_curve, usable_quotes
from tests.unit.volatility.conftest import YEARS
from tests.unit.volatility.quotes import forwards_of, quotes_from


def pick(options: pl.DataFrame, near: float = 0.5) -> FitQuotes:
    return usable_quotes(options, near_the_money=near, half_spread_floor=2e-4)


def test_rows_ascend_and_each_belongs_to_its_expiry(surface: EssviSurface) -> None:
    options = quotes_from(surface).sample(fraction=1.0, shuffle=True, seed=3)
    quotes = pick(options)
    assert tuple(e.years for e in quotes.expiries) == YEARS
    assert quotes.expiries[0].start == 0
    assert quotes.expiries[-1].stop == quotes.row.size
    for e in quotes.expiries:
        assert (quotes.years[e.rows] == e.years).all()
        assert (np.diff(quotes.log_moneyness[e.rows]) >= 0.0).all()
        assert e.n_strikes == np.unique(quotes.log_moneyness[e.rows]).size <= e.n_quotes
    source = options[quotes.row]
    assert (source["ask_vol"].to_numpy() == quotes.ask_vol).all()
    assert (source["is_call"].to_numpy() == quotes.is_call).all()


def test_out_of_the_money_quotes_and_both_sides_near_the_forward(surface: EssviSurface) -> None:
    quotes = pick(quotes_from(surface), near=0.0)
    inside = np.where(quotes.is_call, quotes.log_moneyness >= 0.0, quotes.log_moneyness <= 0.0)
    assert inside.all()
    more = pick(quotes_from(surface), near=0.5)
    extra = more.row[~np.isin(more.row, quotes.row)]
    near = np.isin(more.row, extra)
    deviation = more.vol * np.sqrt(more.years)
    assert near.any()
    assert (np.abs(more.log_moneyness[near]) < 0.5 * deviation[near]).all()


def test_a_missing_bid_vol_leaves_the_distance_to_the_ask(surface: EssviSurface) -> None:
    options = quotes_from(surface).with_columns(
        bid_vol=pl.lit(float("nan")), ask_vol=pl.col("mid_vol") + 0.01
    )
    quotes = pick(options)
    assert quotes.half_spread == pytest.approx(0.01)
    assert np.isnan(quotes.bid_vol).all()
    locked = options.with_columns(bid_vol=pl.col("mid_vol"), ask_vol=pl.col("mid_vol"))
    assert (pick(locked).half_spread == 2e-4).all()


def test_expiries_with_few_strikes_are_told_apart(surface: EssviSurface) -> None:
    options = quotes_from(surface)
    few = options.filter((pl.col("years") != 0.5) | (pl.col("log_moneyness") == 0.0))
    thin = options.filter(pl.col("years") == 0.5).head(4)
    quotes = pick(pl.concat([few, thin]))
    assert [e.years for e in quotes.kept(min_strikes=3)] == [0.02, 0.1, 1.0, 2.0]
    (skipped,) = quotes.skipped(min_strikes=3)
    assert (skipped.years, skipped.n_quotes) == (0.5, 2)
    assert skipped.reason == "usable quotes at 2 strikes; 3 are needed"


def test_failures_say_what_was_given(surface: EssviSurface) -> None:
    with pytest.raises(InvalidArgumentError, match=r"lacks the columns \['bid_vol'\]"):
        pick(quotes_from(surface).drop("bid_vol"))
    quotes = pick(quotes_from(surface))
    with pytest.raises(FitError, match=r"at 99 or more strikes.* at 5 expiries"):
        quotes.kept(min_strikes=99)


def test_the_forward_curve_leaves_out_expired_and_missing_rows() -> None:
    table = pl.DataFrame(
        {
            "years": [0.5, 0.0, 0.1, 1.0],
            "forward": [101.0, 100.0, 100.0, None],
            "discount_factor": [0.99, 1.0, 0.999, 0.97],
        }
    )
    assert forward_curve(table).years == (0.1, 0.5)


def test_the_forward_curve_keeps_every_node(surface: EssviSurface) -> None:
    assert forward_curve(forwards_of(surface)) == surface.forwards
