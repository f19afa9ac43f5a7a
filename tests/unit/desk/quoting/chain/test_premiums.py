from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from axiom import Dividend
from axiom.desk import ChainQuoter, ChainRules
from axiom.risk import GREEK_NAMES, evaluate
from axiom.volatility import ExerciseTerms

from .made import GRID, SPOT, at, fitted, listed, listing

AMERICAN = ExerciseTerms(exercise="american")
PAYING = ExerciseTerms(dividends=(Dividend(time=0.05, cash=12.0), Dividend(time=0.3, cash=12.0)))
BOTH = ExerciseTerms(exercise="american", dividends=PAYING.dividends)


def few() -> pl.DataFrame:
    """Every sixth strike: American valuations are slow."""
    return listed().filter(pl.col("strike") % 150 == 0)


def quoter(terms, **changes) -> ChainQuoter:
    given = {"listing": few(), "spot": SPOT, "tick": GRID, "terms": terms}
    return ChainQuoter(fitted(), **{**given, **changes})


def by_evaluate(terms, spot=SPOT):
    table = few()
    years = (table["expiry"] - fitted().valuation_time).dt.total_microseconds().to_numpy()
    years = years / (365.0 * 86400.0 * 1e6)
    strike = table["strike"].to_numpy()
    return evaluate(
        spot=spot,
        strike=strike,
        years=years,
        forward=np.asarray(fitted().forward(years)) * spot / SPOT,
        discount_factor=fitted().discount_factor(years),
        vol=fitted().vol(strike=strike, expiry=years),
        is_call=table["is_call"].to_numpy(),
        american=terms.exercise == "american",
        terms=terms,
    )


@pytest.mark.parametrize("terms", [AMERICAN, PAYING, BOTH], ids=["american", "paying", "both"])
def test_values_at_the_surface_are_those_of_a_book(terms):
    found, expected = quoter(terms).figures, by_evaluate(terms)
    for name in ("price", *GREEK_NAMES):
        known = np.isfinite(expected[name])
        # third differences on a grid carry the rounding of the forward a hundred times further
        share = 1e-6 if name in ("speed", "color", "ultima") else 1e-9
        close = share * np.abs(expected[name][known]).max()
        assert found[name][known] == pytest.approx(expected[name][known], abs=close), name


@pytest.mark.parametrize("move", [-0.02, -0.004, -0.0005, 0.001, 0.006, 0.03])
def test_moved_values_lie_within_the_stated_share_of_a_tick(move):
    rules = ChainRules(revaluation_share=0.1)
    made, spot = quoter(AMERICAN, rules=rules), SPOT * math.exp(move)
    board = made.on_spot(spot, time=fitted().valuation_time)
    exact = by_evaluate(AMERICAN, spot)["price"]
    error = np.abs(board.value - exact) / GRID.tick(exact)
    assert error.max() <= 0.1


def test_small_moves_value_nothing_anew_and_large_ones_only_what_needs_it():
    made = quoter(AMERICAN)
    values = made._desk.values
    first = values.n_valued
    assert first == few().height
    made.on_spot(SPOT * 1.00001, time=at(0))
    assert values.n_valued == first
    made.on_spot(SPOT * 1.03, time=at(0))
    assert first < values.n_valued < 2 * first


def test_no_american_option_is_worth_less_than_exercise():
    made, table = quoter(AMERICAN), few()
    sign = np.where(table["is_call"], 1.0, -1.0)
    for spot in (0.92 * SPOT, 0.95 * SPOT, 1.03 * SPOT):
        board = made.on_spot(spot, time=at(0))
        payoff = sign * (spot - table["strike"].to_numpy())
        assert (board.value >= payoff).all()


def test_european_rows_of_an_american_chain_keep_their_closed_form():
    styles = pl.Series(["european", "american"] * few().height).head(few().height)
    made = quoter(ExerciseTerms(), listing=few().with_columns(exercise=styles))
    plain = quoter(ExerciseTerms())
    european = (styles == "european").to_numpy()
    assert (made.board.value[european] == plain.board.value[european]).all()
    assert (made.board.value >= plain.board.value - 1e-9).all()
    assert listing().size > few().height
