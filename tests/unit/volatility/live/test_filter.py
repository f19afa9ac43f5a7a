from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import Dividend
from axiom.volatility import ExerciseTerms
from axiom.volatility.live import FilterSettings, FilterState, QuoteFlag, SurfaceFilter

from .made import (
    NOW,
    SECOND,
    WORLD,
    expiry,
    fitted,
    is_free,
    live,
    moved,
    planted,
    quotes,
    repriced,
)


def atm(live_filter, place=1):
    return live_filter.surface.vol(
        log_moneyness=0.0, expiry=live_filter.surface.slices[place].years
    )


def error(live_filter, place=1):
    years = live_filter.surface.slices[place].years
    return live_filter.surface.vol_error(log_moneyness=0.0, expiry=years)


def test_a_whole_chain_is_live_and_inside_its_spreads():
    found = live()
    assert found.state is FilterState.LIVE
    assert all(one.state is FilterState.LIVE and not one.reason for one in found.statuses)
    assert is_free(found.surface)
    for one in found.surface.slices:
        strike = WORLD.forward(one.years) * np.array([0.97, 1.0, 1.02])
        expected = planted().vol(strike, one.years)
        assert found.surface.vol(strike=strike, expiry=one.years) == pytest.approx(
            expected, abs=0.004
        )


def test_an_update_moves_its_own_expiry_alone():
    found, place = live(), 2
    before = found.surface
    update = found.update(moved(quotes(place), 1.01), time=NOW + SECOND)
    assert update.refitted == (expiry(place),)
    assert update.n_quotes == quotes(place).height
    assert [a == b for a, b in zip(before.slices, found.surface.slices, strict=True)] == [
        True,
        True,
        False,
        True,
    ]
    assert is_free(found.surface)
    assert before.slices[place].total_variance.tolist() != (
        found.surface.slices[place].total_variance.tolist()
    )


def test_the_same_updates_give_the_same_bits():
    states = []
    for _ in range(2):
        found = live()
        for i in range(4):
            found.update(
                moved(quotes(i), 1.0 + 0.003 * i), time=NOW + (40 * i) * SECOND, spot=3000.0 + i
            )
        states.append((found.surface.to_json(), found.counts, found.state))
    assert states[0] == states[1]


def test_one_at_a_time_and_in_a_burst_end_at_the_same_bits():
    burst, single = live(), live()
    table = moved(quotes(1), 1.004)
    time = NOW + SECOND
    burst.update(table, time=time)
    for i in range(table.height):
        single.update(table[i : i + 1], time=time)
    assert burst.surface.to_json() == single.surface.to_json()


def test_snapshots_are_safe_to_keep():
    found = live()
    kept, text = found.surface, found.surface.to_json()
    found.update(moved(quotes(), 1.01), time=NOW + 100 * SECOND, spot=3010.0)
    assert kept.to_json() == text
    assert found.surface is not kept


def test_errors_grow_with_time_and_spot_and_shrink_with_quotes():
    found = live()
    start = error(found)
    found.update(time=NOW + 3600 * SECOND)
    later = error(found)
    assert later > start
    found.update(time=NOW + 3700 * SECOND, spot=3060.0)
    found.update(time=NOW + 3800 * SECOND)
    moved_on = error(found)
    assert moved_on > 1.05 * later
    found.update(quotes(1), time=NOW + 3801 * SECOND)
    assert error(found) < later


def test_time_rolls_the_surface_and_keeps_its_vols():
    found = live()
    before = atm(found)
    found.update(time=NOW + 3600 * SECOND)
    assert found.surface.valuation_time == NOW + 3600 * SECOND
    assert atm(found) == pytest.approx(before, rel=1e-12)
    assert is_free(found.surface)


@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.4])
def test_spot_moves_follow_the_dynamics(dynamics):
    found = live(dynamics=dynamics)
    before, move = found.surface, 0.002
    update = found.update(time=NOW, spot=WORLD.spot * np.exp(move))
    years = before.slices[2].years
    assert found.surface.forward(years) == pytest.approx(before.forward(years) * np.exp(move))
    strike = np.array([2800.0, 3000.0, 3200.0])
    share = update.travelled
    moneyness = np.log(strike / found.surface.forward(years))
    ratio = found.dynamics.skew_stickiness
    expected = before.vol(log_moneyness=moneyness + share * ratio * move, expiry=years)
    assert found.surface.vol(strike=strike, expiry=years) == pytest.approx(expected, rel=1e-12)
    assert is_free(found.surface)


def test_a_far_quote_is_an_outlier_and_a_moved_expiry_is_not():
    found, place = live(), 1
    row = quotes(place).filter(pl.col("is_call"), pl.col("strike") == 3050.0)
    update = found.update(moved(row, 10.0), time=NOW + SECOND)
    assert update.flags == {QuoteFlag.OUTLIER: 1}
    before = atm(found, place)
    found.update(row, time=NOW + 2 * SECOND)
    assert atm(found, place) == pytest.approx(before, abs=5e-4)
    jump = found.update(repriced(place, 1.4), time=NOW + 3 * SECOND)
    assert jump.refitted == (expiry(place),)
    assert found.statuses[place].state is FilterState.WIDE
    assert "have jumped by" in found.statuses[place].reason
    assert atm(found, place) == pytest.approx(1.4 * before, rel=0.02)
    assert found.state is FilterState.WIDE
    found.update(repriced(place, 1.4), time=NOW + 4 * SECOND)
    assert found.statuses[place].state is FilterState.LIVE
    assert is_free(found.surface)


def test_states_go_down_in_steps_and_recover():
    settings = FilterSettings(rhythm_seconds=30.0, stale_rhythms=10.0, refuse_rhythms=100.0)
    found = live(settings)
    assert found.state is FilterState.LIVE
    few = quotes(2).filter(pl.col("strike").is_between(2990.0, 3010.0))
    found.update(few, time=NOW + 290 * SECOND)
    found.update(few, time=NOW + 400 * SECOND)
    states = {one.expiry: one.state for one in found.statuses}
    assert states[expiry(2)] is FilterState.WIDE
    assert states[expiry(1)] is FilterState.LAST_GOOD
    assert found.state is FilterState.LAST_GOOD
    found.update(time=NOW + 4000 * SECOND)
    assert {one.state for one in found.statuses} == {FilterState.REFUSED}
    assert "no usable quote for" in found.statuses[0].reason
    assert found.state is FilterState.REFUSED
    found.update(quotes(), time=NOW + 4001 * SECOND)
    assert found.state is FilterState.LIVE
    assert is_free(found.surface)


def test_an_error_too_large_is_refused():
    found = live(FilterSettings(vol_of_vol=20.0, stale_rhythms=1e6, refuse_rhythms=1e6))
    found.update(time=NOW + dt.timedelta(hours=6))
    assert found.state is FilterState.REFUSED
    assert "the error of its vol at the forward is" in found.statuses[0].reason


BAD = {
    "crossed": (pl.col("ask"), pl.col("bid"), QuoteFlag.CROSSED),
    "no ask": (pl.col("bid"), pl.lit(None), QuoteFlag.NO_ASK),
    "withdrawn": (pl.lit(None), pl.lit(None), QuoteFlag.MISSING),
    "negative": (-pl.col("bid"), pl.col("ask"), QuoteFlag.INVALID),
    "infinite": (pl.col("bid"), pl.lit(np.inf), QuoteFlag.INVALID),
    "far above": (pl.lit(1e6), pl.lit(1e6 + 1), QuoteFlag.BOUNDS),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_quotes_of_a_whole_expiry_keep_the_last_good_curve(kind):
    bid, ask, flag = BAD[kind]
    found, place = live(), 1
    before = found.surface.slices[place]
    table = quotes(place).with_columns(bid=bid.cast(pl.Float64), ask=ask.cast(pl.Float64))
    update = found.update(table, time=NOW + SECOND)
    assert update.flags == {flag: table.height}
    assert update.kept == (expiry(place),)
    assert found.surface.slices[place] == before
    status = found.statuses[place]
    assert (status.state, status.reason) == (
        FilterState.LAST_GOOD,
        "none of its quotes can be used",
    )
    assert found.counts[flag] == table.height
    found.update(quotes(place), time=NOW + 2 * SECOND)
    assert found.statuses[place].state is FilterState.LIVE


@pytest.mark.parametrize(
    ("bid", "ask", "flag"),
    [
        (pl.lit(None), pl.col("ask"), QuoteFlag.NO_BID),
        (pl.col("ask"), pl.col("ask"), QuoteFlag.LOCKED),
        (0.2 * pl.col("bid"), 3.0 * pl.col("ask"), QuoteFlag.WIDE_SPREAD),
    ],
)
def test_doubtful_quotes_are_used_for_what_they_tell(bid, ask, flag):
    found, place = live(), 1
    table = quotes(place).with_columns(bid=bid.cast(pl.Float64), ask=ask)
    before = atm(found, place)
    update = found.update(table, time=NOW + SECOND)
    assert update.flags.get(flag, 0) > 0.5 * table.height
    assert atm(found, place) == pytest.approx(before, abs=0.02)
    assert is_free(found.surface)


def test_a_late_quote_does_not_replace_a_newer_one():
    found = live()
    row = quotes(1).filter(pl.col("is_call"), pl.col("strike") == 3050.0)
    stamped = moved(row, 1.1).with_columns(quote_time=pl.lit(NOW - SECOND))
    update = found.update(stamped, time=NOW + SECOND)
    assert update.flags == {QuoteFlag.LATE: 1}
    held = found.quotes(expiry(1)).filter(pl.col("is_call"), pl.col("strike") == 3050.0)
    assert held["bid"].to_list() == row["bid"].to_list()


def test_an_unknown_expiry_opens_once_it_has_enough_strikes():
    slices = fitted().slices
    start = SurfaceFilter(
        type(fitted())(
            valuation_time=NOW,
            slices=(slices[0], slices[1], slices[3]),
            forwards=fitted().forwards,
        ),
        spot=WORLD.spot,
    )
    known = quotes(2).drop_nulls().filter(pl.col("is_call"))["strike"].unique().sort()
    near = known.filter(known > WORLD.spot)[:2]
    two = quotes(2).filter(pl.col("strike").is_in(near.to_list()))
    update = start.update(two, time=NOW)
    assert update.opened == ()
    waiting = start.statuses[-1]
    assert waiting.state is FilterState.REFUSED
    assert waiting.reason == "usable quotes at 2 strikes; 3 are needed"
    update = start.update(quotes(2), time=NOW)
    assert update.opened == update.refitted == (expiry(2),)
    assert len(start.surface.slices) == 4
    assert is_free(start.surface)
    start.update(quotes(2), time=NOW + SECOND)
    years = start.surface.slices[2].years
    strike = np.array([2900.0, 3000.0, 3100.0])
    assert start.surface.vol(strike=strike, expiry=years) == pytest.approx(
        planted().vol(strike, years), abs=0.006
    )


def test_an_expiry_of_three_quotes_certifies():
    found = live()
    three = quotes(0).filter(pl.col("is_call"), pl.col("strike").is_in([2975.0, 3000.0, 3025.0]))
    found.update(moved(three, 1.02), time=NOW + SECOND)
    assert is_free(found.surface)


def test_an_expiry_that_passes_leaves_and_the_last_one_is_refused():
    found = live()
    first, last = expiry(0), expiry(3)
    update = found.update(time=first)
    assert update.removed == (first,)
    assert [one.expiry for one in found.surface.slices] == [expiry(i) for i in (1, 2, 3)]
    assert is_free(found.surface)
    found.update(quotes(0), time=first + SECOND)
    assert found.counts[QuoteFlag.EXPIRED] == quotes(0).height
    found.update(time=last + SECOND)
    assert found.state is FilterState.REFUSED
    update = found.update(quotes(), time=last + 2 * SECOND)
    assert update.flags == {QuoteFlag.EXPIRED: quotes().height}


def test_forwards_are_implied_again_where_pairs_disagree():
    found, place = live(), 2
    years = found.surface.slices[place].years
    truth = found.surface.forward(years)
    found.update(time=NOW, forwards={expiry(place): 1.01 * truth})
    assert found.surface.forward(years) == pytest.approx(1.01 * truth, rel=1e-12)
    update = found.update(quotes(place), time=NOW + SECOND)
    assert update.forwards == (expiry(place),)
    assert found.surface.forward(years) == pytest.approx(truth, rel=5e-4)
    assert found.update(quotes(place), time=NOW + 2 * SECOND).forwards == ()


@pytest.mark.parametrize("spot", [np.nan, -1.0, 0.0, 30000.0])
def test_an_impossible_spot_is_ignored_and_counted(spot):
    found = live()
    before = found.surface
    assert found.update(time=NOW, spot=spot).flags == {QuoteFlag.INVALID: 1}
    assert found.surface is before
    assert found.spot == WORLD.spot


def test_arguments_of_the_wrong_form_are_refused():
    with pytest.raises(InvalidArgumentError, match=r"spot is -1\.0"):
        SurfaceFilter(fitted(), spot=-1.0)
    found = live()
    with pytest.raises(InvalidArgumentError, match="is naive; give it a time zone"):
        found.update(time=dt.datetime(2024, 3, 1))
    with pytest.raises(InvalidArgumentError, match="quotes lacks bid, ask"):
        found.update({"expiry": expiry(0), "strike": [1.0], "is_call": [True]}, time=NOW)
    with pytest.raises(InvalidArgumentError, match="bid has 2 values for 1 strikes"):
        found.update(
            {"expiry": expiry(0), "strike": [3e3], "is_call": [True], "bid": [1, 2], "ask": [3]},
            time=NOW,
        )


@pytest.mark.parametrize(
    "change",
    [
        {"vol_of_vol": -1.0},
        {"outlier_bars": 0.0},
        {"jump_share": 1.0},
        {"wide_factor": 0.5},
        {"min_strikes": 2},
        {"roll_seconds": np.nan},
    ],
)
def test_impossible_settings_are_refused(change):
    with pytest.raises(InvalidArgumentError, match=next(iter(change))):
        FilterSettings(**change)


def test_dividends_come_nearer_as_the_surface_rolls_and_leave_once_paid():
    paid = (Dividend(time=1.0 / 365.0, cash=0.0), Dividend(time=20.0 / 365.0, cash=0.0))
    made = live(terms=ExerciseTerms(exercise="american", dividends=paid))
    assert [one.time for one in made.terms.dividends] == pytest.approx([1.0 / 365.0, 20.0 / 365.0])
    made.update(time=NOW + dt.timedelta(days=5))
    assert made.surface.valuation_time == NOW + dt.timedelta(days=5)
    assert [one.time for one in made.terms.dividends] == pytest.approx([15.0 / 365.0])
