from __future__ import annotations

import polars as pl
import pytest

from axiom.core.errors import AxiomError, InvalidArgumentError
from axiom.desk import RunSettings, run_chain
from axiom.desk.run.steps import STEPS, StepClock
from axiom.risk import Book

from .chains import DATES, make_chain


def test_a_run_certifies_what_it_fits(result):
    assert result.certificate.is_arbitrage_free
    assert result.certificate.in_spread_share > 0.8
    assert result.forwards.table.height == len(DATES)
    assert result.notes == ("The quotes are synthetic.",)


def test_every_step_is_timed(result):
    assert [timing.step for timing in result.timings] == list(STEPS)
    assert all(timing.seconds > 0 for timing in result.timings)
    assert result.seconds == pytest.approx(sum(t.seconds for t in result.timings))


def test_progress_is_told_of_every_step():
    told = []
    run_chain(make_chain(), progress=lambda *step: told.append(step))
    assert told == [(name, done, len(STEPS)) for done, name in enumerate(STEPS)]


def test_a_clock_without_listener_just_times():
    clock = StepClock()
    with clock.step("one"):
        pass
    assert clock.timings[0].step == "one"


def test_without_a_book_a_straddle_an_expiry_is_valued(result):
    positions = result.valuation.positions
    assert positions.height == 2 * len(DATES)
    assert not result.has_book
    assert "one straddle" in result.reference
    nearest = result.options.with_columns(gap=(pl.col("strike") - pl.col("forward")).abs()).filter(
        pl.col("gap") == pl.col("gap").min().over("expiry")
    )
    assert set(positions["strike"]) <= set(nearest["strike"])


def test_a_book_is_valued_in_its_place():
    row = {"expiry": DATES[1], "strike": 100.0, "is_call": True, "quantity": 2, "multiplier": 100}
    run = run_chain(make_chain(), book=Book.from_rows([{"underlying": "XYZ", **row}]))
    assert run.has_book
    assert run.reference == ""
    assert run.valuation.positions["quantity"].to_list() == [2.0]
    price = run.options.filter(
        pl.col("expiry_date") == DATES[1], pl.col("strike") == 100.0, pl.col("is_call")
    )["model_value"].item()
    assert run.valuation.present_value == pytest.approx(200 * price, rel=1e-6)


def test_a_book_on_another_underlying_is_refused():
    with pytest.raises(InvalidArgumentError, match="on 'ABC', the chain on 'XYZ'"):
        run_chain(make_chain(), book=Book.from_rows([{"underlying": "ABC", "quantity": 1}]))


@pytest.mark.parametrize(
    ("settings", "chain", "expected"),
    [
        ({"tick": 0.5}, {"tick": 0.05}, (0.5, "settings")),
        ({}, {"tick": 0.05}, (0.05, "chain")),
        ({}, {}, (0.01, "inferred")),
    ],
)
def test_where_the_tick_comes_from(settings, chain, expected):
    run = run_chain(make_chain(**chain), settings=RunSettings(**settings))
    assert (run.tick, run.tick_source) == expected


def test_counts_add_up(result):
    counts = result.counts()
    assert counts["quotes"] == result.options.height
    assert counts["quotes_used"] + counts["quotes_left_out"] == counts["quotes"]
    assert sum(counts["reasons"].values()) == counts["quotes"]
    assert next(iter(counts["reasons"])) == "OK"


def test_results_do_not_depend_on_threads(result):
    run = run_chain(make_chain(), settings=RunSettings(threads=3))
    assert run.options.equals(result.options)
    assert run.surface.to_json() == result.surface.to_json()


def test_quotes_that_do_not_suffice_are_refused():
    chain = make_chain()
    crossed = chain.quotes.with_columns(bid=pl.col("ask"), ask=pl.col("bid").fill_null(0.01))
    with pytest.raises(AxiomError):
        run_chain(chain.replace(quotes=crossed))
