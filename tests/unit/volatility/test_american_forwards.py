from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.market import screen_quotes
from axiom.volatility import imply_forwards
from axiom.volatility.forwards.carry import forward_price

from .american_quotes import BORROW, DATES, RATE, SCHEDULE, SPOT, american_chain

CASES = (None, SCHEDULE)


def implied(chain, **options):
    return imply_forwards(chain, screen_quotes(chain), accuracy="fast", **options)


def truth(chain):
    years = chain.expiries["years"].to_numpy()
    return forward_price(spot=SPOT, years=years, rate=RATE, borrow=BORROW, dividends=chain.payments)


@pytest.mark.parametrize("dividends", CASES)
def test_known_forwards_and_borrow(dividends):
    chain = american_chain(dividends=dividends)
    table = implied(chain).table
    assert table["method"].to_list() == ["american"] * len(DATES)
    assert table["forward"].to_numpy() == pytest.approx(truth(chain), abs=0.01)
    name = "dividend_yield" if dividends is None else "borrow_rate"
    assert table[name].to_numpy()[1:] == pytest.approx(np.full(2, BORROW), abs=4e-4)
    assert table["rate"].to_list() == pytest.approx([RATE] * len(DATES))
    assert (table["n_pairs"] >= 7).all()


def test_dividends_matter():
    chain = american_chain(dividends=SCHEDULE)
    with_them, without = implied(chain), implied(chain.replace(dividends=None))
    spoilt = without.table["residual_rms"] / with_them.table["residual_rms"]
    assert spoilt[2] > 2.0
    assert without.table["borrow_rate"].null_count() == len(DATES)


@pytest.mark.parametrize("dividends", CASES)
def test_errors_are_of_the_right_size(dividends):
    z = []
    for seed in range(12):
        chain = american_chain(dividends=dividends, noise=0.5, seed=seed)
        table = implied(chain).table
        z.append((table["forward"].to_numpy() - truth(chain)) / table["forward_se"].to_numpy())
    spread = np.sqrt(np.mean(np.square(z), axis=0))
    assert (spread > 0.2).all(), spread
    assert (spread < 1.5).all(), spread


def test_poor_quotes_widen_the_errors():
    tight, wide = (implied(american_chain(half=half)).table for half in (0.02, 0.2))
    assert (wide["forward_se"] > 3.0 * tight["forward_se"]).all()
    noisy = implied(american_chain(noise=1.5, seed=3)).table
    assert (noisy["residual_rms"] > 3.0 * tight["residual_rms"]).all()


def test_bad_quotes_do_not_move_forwards():
    chain = american_chain(dividends=SCHEDULE, bad=0.1, strikes=41, seed=1)
    table = implied(chain).table
    assert table["n_rejected"].sum() > 0
    assert table["forward"].to_numpy() == pytest.approx(truth(chain), abs=0.05)


def test_an_expiry_without_a_pair_takes_the_borrow_of_its_neighbours():
    chain = american_chain(dividends=SCHEDULE)
    calls = (pl.col("expiry_date") == DATES[1]) & pl.col("is_call")
    chain = chain.replace(quotes=chain.quotes.filter(~calls))
    row = implied(chain).table.row(1, named=True)
    assert (row["method"], row["n_pairs"], row["forward_se"]) == ("curve", 0, None)
    assert row["forward"] == pytest.approx(truth(chain)[1], abs=0.05)


def test_without_a_spot_strikes_near_the_money_stand_in():
    chain = american_chain().replace(spot=None)
    table = implied(chain).table
    assert table["method"].unique().to_list() == ["curve"]
    assert table["forward"].to_numpy() == pytest.approx(truth(chain), rel=2e-3)


def test_european_quotes_of_the_same_chain_keep_parity():
    chain = american_chain()
    styles = pl.Series("exercise", ["european"]).new_from_index(0, chain.quotes.height)
    european = chain.replace(quotes=chain.quotes.with_columns(styles))
    assert european.has_american is False
    assert "american" not in implied(european).table["method"].to_list()


def test_threads_change_nothing():
    chain = american_chain(dividends=SCHEDULE, noise=0.3)
    one, two = (implied(chain, threads=n).table for n in (1, 2))
    assert one.equals(two)
