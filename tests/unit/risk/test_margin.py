from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Book, MarginRules, book_margin, group_margin, scenario_ladder, value_book

from .markets import SPOT, TiltedSurface
from .test_valuation import CALL, PUT, ROWS

MARKET = {"surface": TiltedSurface(), "spot": SPOT, "underlying": "X"}
SHARE = {"underlying": "X", "quantity": 100}
INDEX = MarginRules.portfolio()
SPAN = MarginRules.span(price_range=0.06, vol_range=0.04)


def margin(rows, rules=INDEX, **changes):
    return book_margin(Book.from_rows(rows), rules=rules, **{**MARKET, **changes})


def test_ranges_are_cut_into_ten_equal_steps():
    assert INDEX.spot_moves == pytest.approx(
        (-0.08, -0.064, -0.048, -0.032, -0.016, 0.012, 0.024, 0.036, 0.048, 0.06)
    )
    equity = MarginRules.portfolio("equity")
    assert equity.spot_moves == pytest.approx([0.03 * i for i in range(-5, 6) if i])
    assert MarginRules.portfolio("small_index").spot_moves[0] == pytest.approx(-0.10)
    crossed = MarginRules.portfolio(vol_moves=(-0.02, 0.0, 0.04))
    assert len(crossed.spot_moves) == 30
    assert set(zip(crossed.spot_moves[:3], crossed.vol_moves[:3], strict=True)) == {
        (-0.08, -0.02), (-0.08, 0.0), (-0.08, 0.04)
    }  # fmt: skip


def test_the_sixteen_scenarios():
    assert len(SPAN.spot_moves) == 16
    assert SPAN.spot_moves[2:4] == pytest.approx((0.02, 0.02))
    assert SPAN.vol_moves[2:4] == (0.04, -0.04)
    assert SPAN.spot_moves[-2:] == pytest.approx((0.12, -0.12))
    assert (SPAN.vol_moves[-2:], SPAN.shares[-2:]) == ((0.0, 0.0), (0.35, 0.35))


def test_shares_alone_lose_the_range():
    found = margin([SHARE])
    assert found.requirement == pytest.approx(0.08 * 100 * SPOT)
    assert found.worst == (pytest.approx(-0.08), 0.0)
    short = margin([{**SHARE, "quantity": -100}])
    assert short.requirement == pytest.approx(0.06 * 100 * SPOT)
    assert margin([SHARE], SPAN).requirement == pytest.approx(0.06 * 100 * SPOT)
    steep = MarginRules.span(price_range=0.06, vol_range=0.04, extreme=3.0, extreme_share=0.5)
    assert margin([SHARE], steep).requirement == pytest.approx(0.5 * 0.18 * 100 * SPOT)


@pytest.mark.parametrize("dynamics", ["sticky_strike", 1.4])
def test_every_scenario_is_the_cell_of_a_ladder(dynamics):
    rules = MarginRules.portfolio(vol_moves=(-0.02, 0.03))
    found = margin(ROWS, rules, dynamics=dynamics)
    ladder = scenario_ladder(
        Book.from_rows(ROWS), **MARKET, dynamics=dynamics,
        spot_shocks=rules.spot_moves[::2], vol_shocks=(-0.02, 0.03),
    )  # fmt: skip
    assert found.profits == pytest.approx(ladder.profit.ravel(), rel=1e-9, abs=1e-7)
    assert found.scan_loss == pytest.approx(-ladder.profit.min())
    assert found.table()["profit"].to_list() == found.profits.tolist()


def test_what_is_long_and_short_of_one_option_nets():
    both = margin([{**PUT, "quantity": side * 10, "multiplier": 100} for side in (1, -1)])
    assert (both.requirement, both.minimum) == (pytest.approx(0.0, abs=1e-9), 0.0)
    assert both.net_option_value == pytest.approx(0.0, abs=1e-9)


def test_a_covered_short_needs_the_minimum_at_least():
    far = {**CALL, "strike": 400.0, "quantity": -7, "multiplier": 100}
    found = margin([far])
    assert found.minimum == pytest.approx(7 * 37.5)
    assert found.requirement == found.minimum > found.scan_loss
    bought = margin([{**far, "quantity": 7}])
    worth = value_book(Book.from_rows([{**far, "quantity": 7}]), **MARKET).present_value
    assert bought.minimum == pytest.approx(min(7 * 37.5, worth))
    assert bought.minimum == pytest.approx(worth)
    rules = MarginRules.span(price_range=0.06, vol_range=0.04, minimum=0.5)
    assert margin([far], rules).minimum == pytest.approx(350.0)
    assert margin([{**far, "quantity": 7}], rules).minimum == 0.0


def test_a_long_option_never_needs_more_than_its_value():
    row = {**PUT, "quantity": 3, "multiplier": 100}
    found = margin([row], MarginRules.portfolio(vol_moves=(-0.1, 0.0, 0.1)))
    assert 0.0 < found.requirement <= found.net_option_value


def test_classes_of_a_group_offset_in_part():
    long, short = margin([SHARE]), margin([{**SHARE, "quantity": -100}])
    assert group_margin([long, short], offset=1.0) == pytest.approx(0.0, abs=1e-9)
    assert group_margin([long, short]) == pytest.approx(0.1 * 0.08 * 100 * SPOT)
    assert group_margin([long, short], offset=0.0) == pytest.approx(long.requirement)
    assert group_margin([long, long]) == pytest.approx(2 * long.requirement)
    far = margin([{**CALL, "strike": 400.0, "quantity": -7, "multiplier": 100}])
    assert group_margin([far, far]) == pytest.approx(2 * far.minimum)


def test_threads_change_nothing():
    assert np.array_equal(margin(ROWS, threads=1).profits, margin(ROWS, threads=3).profits)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MarginRules.portfolio("bond"), "kind='bond': give one of index, small_index"),
        (lambda: MarginRules.span(price_range=0.6, vol_range=0.1), r"price_range=0\.6: give a"),
        (lambda: MarginRules.span(price_range=0.0, vol_range=0.1), r"price_range=0\.0: give a"),
        (
            lambda: MarginRules(name="x", spot_moves=(0.1, -1.0), vol_moves=(0, 0), shares=(1, 1)),
            r"spot_moves\[1\]=-1\.0: give a number above -1",
        ),
        (
            lambda: MarginRules(name="x", spot_moves=(0.1, 0.2), vol_moves=(0,), shares=(1, 1)),
            "vol_moves has 1 numbers: give 2",
        ),
        (
            lambda: MarginRules(name="x", spot_moves=(0.1, 0.2), vol_moves=(0, 0), shares=(1, 2)),
            r"shares\[1\]=2: give a number",
        ),
        (lambda: MarginRules.portfolio(minimum=-1.0), r"minimum=-1\.0: give a number of at least"),
        (lambda: group_margin([]), "margins are empty"),
        (lambda: group_margin([margin([SHARE])], offset=1.5), r"offset is 1\.5"),
        (lambda: group_margin([margin([SHARE]), margin([SHARE], SPAN)]), "different scenarios"),
        (lambda: margin([SHARE], spot=math.inf), "spot is inf"),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(InvalidArgumentError, match=message):
        call()
