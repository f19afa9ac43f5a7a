from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable
from axiom.risk import EXPLAIN_TERMS, Book, BookState, Trade, explain, value_book
from axiom.volatility import ExerciseTerms

from .planted_markets import (
    DAY,
    FAR,
    NEAR,
    NOW,
    ROWS,
    SHORT,
    SPOT,
    PlantedSurface,
    bumped,
    state,
    table,
)

START = PlantedSurface()
MOVED = replace(
    bumped(START, NEAR, 0.01, -0.002, 0.001, time=NOW + DAY),
    valuation_time=NOW + DAY, spot=98.7, rate=0.031, borrow=0.012,
)  # fmt: skip
SHORTS = [
    {"expiry": SHORT, "strike": 99.0, "is_call": True, "quantity": 2.0, "multiplier": 100.0},
    {"expiry": SHORT, "strike": 99.5, "is_call": False, "quantity": -3.0, "multiplier": 100.0},
]


def test_terms_and_residual_sum_to_the_profit_and_that_to_the_books():
    rows = [dict(row) for row in ROWS if row["expiry"] is not None]
    dates = [row | {"expiry": row["expiry"].date(), "underlying": "X"} for row in rows]
    book = Book.from_rows(dates)
    found = explain(
        *(
            BookState.of_book(book, surface=one, spot=one.spot, underlying="X")
            for one in (START, MOVED)
        )
    )
    values = [
        value_book(book, surface=one, spot=one.spot, underlying="X").present_value
        for one in (START, MOVED)
    ]
    assert found.profit == pytest.approx(values[1] - values[0], abs=1e-9)
    assert sum(found.terms.values()) + found.residual == pytest.approx(found.profit, abs=1e-9)
    assert abs(found.residual) < 2e-3 * abs(found.profit)


def test_tables_sum_to_the_terms():
    one = Trade(time=NOW, expiry=FAR, strike=100.0, is_call=True, quantity=2.0, price=5.0, fee=0.3)
    found = explain(state(cash=10.0), state(MOVED, rows=None, cash=3.0), trades=[one], fees=1.0)
    for table_ in (found.positions, found.by_expiry):
        for name in ("profit", *EXPLAIN_TERMS, "residual"):
            whole = {**found.terms, "profit": found.profit, "residual": found.residual}[name]
            assert table_[name].sum() == pytest.approx(whole, abs=1e-9)
    frame = dict(found.to_frame().rows())
    assert frame["gamma"] == found.terms["gamma"]
    assert frame["profit"] == found.profit
    assert found.row()["residual_share"] == found.residual_share
    traded = found.positions.filter(strike=100.0, multiplier=1.0).row(0, named=True)
    assert (traded["quantity"], traded["traded"]) == (0.0, 2.0)


def test_cash_that_nothing_named_made_is_told():
    rows = [*ROWS, *SHORTS]
    trade = Trade(
        time=NOW, expiry=FAR, strike=100.0, is_call=True, quantity=2.0, price=5.0, fee=0.3
    )
    hedge = Trade(time=NOW, quantity=4.0, price=100.1)
    settled = 2.0 * 100.0 * (99.4 - 99.0) - 3.0 * 100.0 * (99.5 - 99.4)
    flows = -2.0 * 5.0 - 0.3 - 4.0 * 100.1 - 1.0 + settled
    found = explain(
        state(rows=rows, cash=50.0), state(MOVED, rows=None, cash=50.0 + flows + 0.25),
        trades=[trade, hedge], fees=1.0, settlements={SHORT: 99.4},
    )  # fmt: skip
    assert found.terms["cash"] == pytest.approx(0.25, abs=1e-9)


def test_options_that_expire_end_at_their_settlement():
    given = {"settlements": {SHORT: 99.4}}
    found = explain(state(rows=SHORTS), state(MOVED, rows=None), **given)
    ends = 200.0 * (99.4 - 99.0) - 300.0 * (99.5 - 99.4)
    starts = explain(state(rows=SHORTS), state(rows=SHORTS))
    assert starts.profit == 0.0
    values = [
        value_book(
            Book.from_rows(
                [{**row, "expiry": SHORT.date(), "underlying": "X"} for row in SHORTS]
            ),
            surface=START, spot=SPOT, underlying="X",
        ).present_value
    ]  # fmt: skip
    assert found.profit == pytest.approx(ends - values[0], abs=1e-9)
    assert found.terms["vega"] == found.terms["rates"] == 0.0
    assert not found.notes
    assert (
        "settle at the spot after, 98.7"
        in explain(state(rows=SHORTS), state(MOVED, rows=None)).notes[0]
    )


def test_expiries_that_a_surface_does_not_list_are_told():
    rows = [ROWS[0] | {"expiry": NOW + dt.timedelta(days=45)}]
    found = explain(state(rows=rows), state(MOVED, rows=None))
    assert [note[:18] for note in found.notes] == ["The surface before", "The surface after "]


def test_marks_are_explained_by_the_surface_and_their_distance_from_it():
    rows = [ROWS[0] | {"mark": 1.0}]
    ended = [ROWS[0] | {"mark": 1.3}]
    found = explain(state(rows=rows), state(MOVED, rows=ended))
    plain = explain(state(rows=[ROWS[0]]), state(MOVED, rows=[ROWS[0]]))
    assert found.profit == pytest.approx(1000.0 * 0.3, rel=1e-12)
    assert found.terms["marks"] == pytest.approx(found.profit - plain.profit, rel=1e-9)
    assert found.terms["vega"] == plain.terms["vega"]


def test_a_trade_on_the_way_starts_at_its_own_market():
    theo, halfway = 1.9, NOW + 0.5 * DAY
    one = Trade(
        time=halfway, expiry=NEAR, strike=95.0, is_call=False, quantity=3.0, price=1.8,
        spot=96.0, theo=theo,
    )  # fmt: skip
    found = explain(state(rows=None), state(MOVED, rows=None), trades=[one])
    assert found.terms["trades"] == pytest.approx(3.0 * 0.1, rel=1e-12)
    assert found.terms["delta"] < 0.0
    assert abs(found.residual) < 5e-3 * sum(abs(x) for x in found.terms.values())
    guessed = explain(state(rows=None), state(MOVED, rows=None), trades=[replace(one, spot=None)])
    assert guessed.terms["delta"] != found.terms["delta"]


def test_a_value_that_tells_no_vol_leaves_its_gap_in_the_residual():
    one = Trade(
        time=NOW, expiry=SHORT, strike=60.0, is_call=True, quantity=1.0, price=39.0, theo=39.5
    )
    found = explain(state(rows=None), state(rows=None), trades=[one])
    assert found.terms["trades"] == pytest.approx(0.5)
    start = found.profit + 39.0
    assert found.residual == pytest.approx(start - 39.5, abs=1e-9)


def test_the_clock_says_when_variance_passes():
    still = TimeTable(years=[0.0, 1.0 / 365.0, 1.0], variance_years=[0.0, 0.0, 1.0])
    free = replace(START, rate=0.0, borrow=0.0)
    later = replace(free, valuation_time=NOW + DAY, spot=98.0)
    rows = [row for row in ROWS if row["expiry"] == NEAR]
    kept = explain(state(replace(free, clock=still), rows), state(later, rows))
    passing = explain(state(free, rows), state(later, rows))
    assert kept.terms["carry"] == pytest.approx(0.0, abs=1e-9)
    assert kept.terms["vega"] < passing.terms["vega"]
    assert abs(passing.terms["carry"]) > 1.0
    assert kept.profit == pytest.approx(passing.profit, rel=1e-12)


def test_more_of_the_path_leaves_less():
    shares = [
        explain(state(), state(MOVED), greeks=one).residual_share
        for one in ("start", "ends", "path")
    ]
    assert shares[0] > shares[1] > shares[2]
    assert shares[2] < 1e-8


def test_results_do_not_depend_on_threads():
    one, three = (explain(state(), state(MOVED), threads=n).positions for n in (1, 3))
    assert one.equals(three)


def test_a_book_that_holds_nothing():
    found = explain(state(rows=None), state(MOVED, rows=None))
    assert found.profit == 0.0
    assert found.residual_share == 0.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"greeks": "middle"}, "greeks='middle': give one of 'start', 'ends', 'path'"),
        ({"dynamics": "sticky"}, "dynamics is 'sticky'"),
        ({"fees": np.inf}, "fees is inf; give a finite amount"),
        ({"settlements": {SHORT: -1.0}}, "settles at -1.0; give a finite spot"),
        ({"settlements": {SHORT.replace(tzinfo=None): 1.0}}, "has no time zone"),
    ],
)
def test_impossible_arguments_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        explain(state(), state(MOVED), **change)


def test_a_surface_without_a_vol_is_refused():
    class Holed(PlantedSurface):
        def vol(self, *, strike=None, log_moneyness=None, expiry):
            found = super().vol(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
            return np.where(np.asarray(expiry) > 0.3, np.nan, found)

    holed = Holed(valuation_time=NOW + DAY)
    with pytest.raises(DataError, match=r"the 100 call of 2024-08-30 .* has no value or Greeks"):
        explain(state(), state(holed))


def test_instants_may_be_in_any_time_zone():
    new_york = ZoneInfo("America/New_York")
    given = {"strike": 95.0, "is_call": False, "quantity": 2.0, "price": 1.0, "multiplier": 100.0}
    one = Trade(time=NOW.astimezone(new_york), expiry=NEAR.astimezone(new_york), **given)
    two = Trade(time=NOW, expiry=NEAR, **given)
    found, again = (explain(state(), state(MOVED, rows=None), trades=[x]) for x in (one, two))
    assert found.positions.equals(again.positions)
    local = table([ROWS[0]]).with_columns(pl.col("expiry").dt.convert_time_zone("America/New_York"))
    assert state(rows=None, positions=local).positions["expiry"][0] == NEAR


def test_states_out_of_order_are_refused():
    with pytest.raises(InvalidArgumentError, match="give the earlier state first"):
        explain(state(MOVED), state())


def test_positions_that_do_not_follow_are_refused():
    extra = Trade(
        time=NOW, expiry=NEAR, strike=104.0, is_call=True, quantity=2.0, price=1.0,
        multiplier=100.0,
    )  # fmt: skip
    with pytest.raises(DataError, match=r"after holds -7 of the 104 call of .* make -5; add"):
        explain(state(), state(MOVED), trades=[extra])
    with pytest.raises(DataError, match="after holds 0 of the underlying"):
        explain(state(), state(MOVED, ROWS[:-1]))


def test_the_style_of_the_terms_is_that_of_options_without_one():
    terms = ExerciseTerms(exercise="american", accuracy="fast")
    found = explain(state(terms=terms), state(MOVED, terms=terms))
    named = [row | {"exercise": "american" if row["expiry"] else None} for row in ROWS]
    again = explain(state(rows=named), state(MOVED, named))
    assert table(named)["exercise"][0] == "american"
    assert found.terms["delta"] == pytest.approx(again.terms["delta"], rel=1e-3)
    assert found.positions["exercise"].to_list()[:5] == again.positions["exercise"].to_list()[:5]
