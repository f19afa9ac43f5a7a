"""Value at risk on the recorded index: its backtest over 14 years, and a book on the SPX days."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.market import Chain, iter_chains, screen_quotes
from axiom.risk import (
    Book,
    book_value_at_risk,
    kupiec,
    surface_moves,
    tail_risk,
)
from axiom.risk.value_at_risk.moves import ewma_vol
from axiom.volatility import (
    Surface,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)

from .recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
INDEX = "prices/spx_realized_measures_2000_2019.csv.gz"


def fitted(chain: Chain) -> Surface:
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    return fit_surface(options, forwards, valuation_time=chain.valuation_time, curve="essvi")


def index_returns():
    table = pl.read_csv(recorded(INDEX), infer_schema_length=None)
    returns = np.diff(np.log(table["close_price"].to_numpy()))
    days = table["date"].to_numpy()[1:]
    return returns, np.flatnonzero((days >= "2005-01-01") & (days < "2019-01-01"))


def test_hits_of_two_models_over_fourteen_years_of_the_index() -> None:
    """1 % value at risk, 2005 to 2018; another source of the same index counts 63 and 86."""
    returns, days = index_returns()
    history = [tail_risk(returns[i - 500 : i], levels=(0.99,))[0].value_at_risk for i in days]
    weighted = 2.3263478740408408 * ewma_vol(returns)[days]
    hits = [int((returns[days] < -np.asarray(stated)).sum()) for stated in (history, weighted)]
    assert len(days) == 3522
    assert hits == [65, 84]
    for count in hits:
        assert kupiec(n_hits=count, n_days=len(days), level=0.99).p_value < 0.001


@pytest.fixture(scope="module")
def days() -> list[tuple[Chain, Surface]]:
    return [(chain, fitted(chain)) for chain in iter_chains(recorded(SPX))]


def book_on(chain: Chain) -> Book:
    """Forty short puts and calls around the money on the third Fridays, hedged by nothing."""
    listed = chain.quotes.filter(
        (pl.col("settlement") == "AM") & (pl.col("strike") % 100 == 0)
    ).join(chain.expiries.select("expiry", "years"), on="expiry")
    near = (pl.col("strike") / chain.spot - 1.0).abs() < 0.06
    rows = listed.filter(near, pl.col("years").is_between(0.05, 1.0)).head(40)
    return Book.from_rows(
        {
            "underlying": "SPX", "expiry": row["expiry_date"], "settlement": "AM",
            "strike": row["strike"], "is_call": row["is_call"], "quantity": -10.0,
            "multiplier": 100.0,
        }
        for row in rows.iter_rows(named=True)
    )  # fmt: skip


def test_methods_agree_on_a_short_book_of_spx_options(days) -> None:
    """Short gamma and vega: every method sees it, and those that see the curvature see more."""
    surfaces, spots = [s for _, s in days], [c.spot or 0.0 for c, _ in days]
    moves = surface_moves(surfaces, spots, dynamics=1.5)
    assert len(moves) == 19
    assert np.corrcoef(moves.spot, moves.vols[:, 0])[0, 1] < 0.5
    chain, surface = days[-1]
    found = {
        method: book_value_at_risk(
            book_on(chain), surface=surface, spot=chain.spot, underlying="SPX", moves=moves,
            method=method, levels=(0.95,), listed=chain.expiries, dynamics=1.5,
        ).tails[0]
        for method in ("historical", "filtered", "monte_carlo", "delta_normal", "delta_gamma")
    }  # fmt: skip
    drawn = found["monte_carlo"]
    assert found["delta_gamma"].value_at_risk == pytest.approx(drawn.value_at_risk, rel=0.1)
    assert found["delta_gamma"].value_at_risk > found["delta_normal"].value_at_risk > 0.0
    for one in found.values():
        assert one.expected_shortfall >= one.value_at_risk * (1.0 - 1e-12) > 0.0
    assert found["historical"].value_at_risk == pytest.approx(drawn.value_at_risk, rel=0.6)
