"""A desk on recorded chains: SPX beside its market, GOOG with early exercise."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from axiom.desk import ChainQuoter, ChainRules, PriceGrid, QuoteState
from axiom.market import iter_chains, read_chain
from axiom.risk import Book, Limits, Position, value_book
from axiom.volatility import ExerciseTerms, SurfaceFilter
from axiom.volatility.live import follow_chain

from .recorded import recorded

SPX = "options/spx_cboe_eod_2019-05-28.csv.gz"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"


@pytest.fixture(scope="module")
def spx() -> tuple[pl.DataFrame, SurfaceFilter, pl.DataFrame]:
    chain = next(iter_chains(recorded(SPX)))
    live = follow_chain(chain)
    return chain.quotes, live, chain.expiries


def test_spx_quotes_stand_behind_the_market_around_the_value(spx):
    quotes, live, _ = spx
    grid = PriceGrid(ticks=(0.05, 0.10), starts=(0.0, 3.0))
    made = ChainQuoter(
        live.surface,
        listing=quotes,
        spot=live.spot,
        tick=grid,
        rules=ChainRules(minimum_edge=0.05, market_share=0.5),
        limits=Limits(vega=1e6),
    )
    bid, ask = (quotes[side].fill_null(math.nan).to_numpy() for side in ("bid", "ask"))
    board = made.on_market(bid=bid, ask=ask, time=live.time)
    assert board.state is QuoteState.QUOTING
    alive = (quotes["expiry"] > live.surface.valuation_time).to_numpy()
    assert board.n_quotes > 1.8 * alive.sum()
    crossed = (board.bid >= ask) | (board.ask <= bid)
    assert not (crossed & (bid < ask)).any()
    quoted = np.isfinite(board.bid) & np.isfinite(board.ask)
    assert (board.bid <= board.value - 0.05 + 1e-9)[quoted].all()
    assert (board.ask >= board.value + 0.05 - 1e-9)[quoted].all()


def test_spx_exposures_are_those_of_the_book(spx):
    quotes, live, expiries = spx
    rng = np.random.default_rng(0)
    alive = np.flatnonzero((quotes["expiry"] > live.surface.valuation_time).to_numpy())
    rows = np.sort(rng.choice(alive, 60, replace=False))
    quantity = rng.choice([-1.0, 1.0], rows.size) * rng.integers(1, 20, rows.size)
    positions = np.zeros(quotes.height)
    positions[rows] = quantity
    made = ChainQuoter(live.surface, listing=quotes, spot=live.spot, tick=0.05, positions=positions)
    columns = ("expiry_date", "settlement", "strike", "is_call")
    held = quotes[rows].select(columns).iter_rows()
    book = Book.from_rows(
        Position(
            underlying="SPX", expiry=date, settlement=settlement, strike=strike, is_call=is_call,
            quantity=float(n), multiplier=100.0,
        )
        for (date, settlement, strike, is_call), n in zip(held, quantity, strict=True)
    )  # fmt: skip
    totals = value_book(
        book, surface=live.surface, spot=live.spot, underlying="SPX", listed=expiries
    ).totals
    assert made.exposures["value"] == pytest.approx(totals["present_value"], rel=1e-9)
    for name in ("delta", "gamma", "vega", "theta", "vanna", "volga", "charm", "rho", "speed"):
        assert made.exposures[name] == pytest.approx(totals[name], rel=1e-7), name


@pytest.fixture(scope="module")
def goog() -> tuple[pl.DataFrame, SurfaceFilter]:
    chain = read_chain(
        recorded(GOOG), time="10:30", spot_file=recorded(GOOG_SPOT), exercise="american",
        underlying="GOOG",
    )  # fmt: skip
    return chain.quotes, follow_chain(chain)


@pytest.mark.parametrize("move", [-0.03, -0.01, -0.003, 0.005, 0.02])
def test_goog_values_moved_with_the_spot_are_near_new_ones(goog, move):
    quotes, live = goog
    terms = ExerciseTerms(exercise="american")
    given = {"listing": quotes, "tick": 0.05, "terms": terms}
    made = ChainQuoter(live.surface, spot=live.spot, **given)
    spot = live.spot * math.exp(move)
    board = made.on_spot(spot, time=live.time + dt.timedelta(seconds=1))
    values = made._desk.values
    n_valued = values.n_valued
    values.revalue(spot, time=made._desk.time)
    assert values.n_valued > n_valued
    assert np.nanmax(np.abs(values.figures[0] - board.value)) <= 0.1 * 0.05
