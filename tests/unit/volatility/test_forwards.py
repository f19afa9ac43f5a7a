from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom import price
from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import Chain, screen_quotes
from axiom.volatility import ParityRules, imply_forwards

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
SPOT, RATE, CARRY = 5000.0, 0.04, 0.025
DAYS = (4, 30, 90, 365)


def make_chain(
    days=DAYS, *, noise=0.0, bad=0.0, seed=0, strikes=81, rate=RATE, level=SPOT, **fields
):
    """European chain on a tick of 0.05; `bad` is the share of quotes moved by 2 %.

    `level` is the spot that the quotes stem from.
    """
    rng = np.random.default_rng(seed)
    tables = []
    for n in days:
        years = n / 365.0
        forward = level * np.exp(CARRY * years)
        strike = np.repeat(np.linspace(0.7, 1.3, strikes) * SPOT, 2).round(0)
        is_call = np.tile([False, True], strikes)
        mid = price(
            forward=forward, strike=strike, expiry=years, vol=0.2, rate=rate, is_call=is_call
        )
        mid = mid + rng.normal(0.0, 1.0, len(mid)) * noise
        mid = mid + np.where(rng.random(len(mid)) < bad, 0.02 * SPOT, 0.0)
        half = 0.1 + 0.002 * mid
        expiry = NOW + dt.timedelta(days=n)
        tables.append(
            pl.DataFrame({"strike": strike, "is_call": is_call}).with_columns(
                pl.Series("bid", np.maximum(np.floor((mid - half) / 0.05), 0.0) * 0.05),
                pl.Series("ask", np.ceil((mid + half) / 0.05) * 0.05),
                expiry=pl.lit(expiry, dtype=pl.Datetime("us", "UTC")),
                expiry_date=pl.lit(expiry.date()),
                settlement=pl.lit("PM"),
            )
        )
    values = {"underlying": "ABC", "valuation_time": NOW, "spot": SPOT, "tick": 0.05} | fields
    return Chain(quotes=pl.concat(tables), **values)


def implied(chain, **options):
    return imply_forwards(chain, screen_quotes(chain), **options)


def truth(days=DAYS):
    years = np.array(days) / 365.0
    return SPOT * np.exp(CARRY * years), np.exp(-RATE * years)


def test_known_forwards_and_rates():
    table = implied(make_chain()).table
    forward, _ = truth()
    assert table["forward"].to_numpy() == pytest.approx(forward, abs=0.02)
    known = table.filter(pl.col("method") == "parity")
    assert known.height >= 2
    assert known["rate"].to_numpy() == pytest.approx(RATE, abs=0.002)
    assert known["dividend_yield"].to_numpy() == pytest.approx(RATE - CARRY, abs=0.002)
    assert table["borrow_rate"].null_count() == table.height


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), bad=st.floats(0.0, 0.1))
def test_bad_quotes_do_not_move_forwards(seed, bad):
    forwards = implied(make_chain(noise=0.05, bad=bad, seed=seed, strikes=301)).table
    expected, discount = truth()
    assert forwards["forward"].to_numpy() == pytest.approx(expected, abs=0.5)
    assert forwards["discount_factor"].to_numpy() == pytest.approx(discount, abs=4e-3)


def spoilt(chain, share, kind, seed):
    """Move a share of the quotes by 2 % of the spot, or their decimal point by one place."""
    rng = np.random.default_rng(seed)
    quotes = chain.quotes
    bad = pl.Series(rng.random(quotes.height) < share)
    moves = {"either way": rng.choice([-1.0, 1.0], quotes.height), "up": np.ones(quotes.height)}
    slip = pl.Series(rng.choice([0.1, 10.0], quotes.height))

    def changed(name):
        if kind == "slip":
            return pl.col(name) * slip
        moved = pl.col(name) + pl.Series(0.02 * SPOT * moves[kind])
        return moved.clip(lower_bound=0.0 if name == "bid" else 0.05)

    columns = [
        pl.when(bad).then(changed(name)).otherwise(name).alias(name) for name in ("bid", "ask")
    ]
    return chain.replace(quotes=quotes.with_columns(columns))


@pytest.mark.parametrize("kind", ["either way", "up", "slip"])
@pytest.mark.parametrize(("strikes", "share"), [(121, 0.15), (601, 0.2)])
def test_gross_outliers_leave_forwards_where_they_are(strikes, share, kind):
    """Strikes 25 and 5 apart; a share of quotes spoils nearly twice as large a share of pairs."""
    for seed in range(2):
        chain = make_chain(noise=0.05, seed=seed, strikes=strikes)
        table = implied(spoilt(chain, share, kind, 100 + seed)).table
        off = np.abs(table["forward"].to_numpy() - truth()[0])
        assert (off < 0.05).all()
        assert (off <= 4.0 * table["forward_se"].to_numpy()).all()


def test_errors_are_of_the_right_size():
    z = []
    for seed in range(60):
        table = implied(make_chain(noise=0.2, seed=seed)).table
        z.append((table["forward"].to_numpy() - truth()[0]) / table["forward_se"].to_numpy())
    spread = np.sqrt(np.mean(np.square(z), axis=0))
    assert (spread > 0.6).all(), spread
    assert (spread < 1.6).all(), spread


def test_short_expiries_take_the_rate_of_longer_ones():
    table = implied(make_chain(noise=0.2)).table
    short = table.row(0, named=True)
    assert short["method"] == "curve"
    assert short["rate"] == pytest.approx(RATE, abs=0.003)
    assert short["discount_factor_se"] < 1e-4
    assert table["method"].to_list()[-1] == "parity"


@pytest.mark.parametrize(("days", "method"), [(4, "curve"), (365, "parity")])
def test_one_expiry_is_enough(days, method):
    row = implied(make_chain((days,), noise=0.05)).table.row(0, named=True)
    (forward,), (discount,) = truth((days,))
    assert row["method"] == method
    assert row["note"] is None
    assert row["forward"] == pytest.approx(forward, abs=3.0 * row["forward_se"])
    assert row["discount_factor"] == pytest.approx(discount, abs=3.0 * row["discount_factor_se"])


def test_an_expiry_without_a_pair_is_carried():
    chain = make_chain((30, 60, 90))
    middle = pl.col("expiry_date") == (NOW + dt.timedelta(days=60)).date()
    chain = chain.replace(quotes=chain.quotes.filter(~(middle & pl.col("is_call"))))
    row = implied(chain).table.row(1, named=True)
    assert row["n_pairs"] == 0
    assert row["method"] == "curve"
    assert row["forward_se"] is None
    assert row["forward"] == pytest.approx(SPOT * np.exp(CARRY * 60 / 365), abs=0.05)


def test_borrow_is_what_the_dividend_leaves():
    forwards = implied(make_chain(), dividend_yield=0.01, reference_rate=0.05)
    row = forwards.table.row(-1, named=True)
    assert row["dividend_yield"] == pytest.approx(0.05 - CARRY, abs=1e-5)
    assert row["borrow_rate"] == pytest.approx(0.04 - CARRY, abs=1e-5)
    assert row["rate"] == pytest.approx(RATE, abs=1e-3)


def test_within_hours_of_expiry_no_dividend_yield_is_told():
    chain = make_chain((4, 90), noise=0.5)
    chain = chain.replace(valuation_time=NOW + dt.timedelta(days=3, hours=23))
    table = implied(chain).table
    assert table["dividend_yield"].is_null().to_list() == [True, False]
    assert table["forward"].null_count() == 0


def test_without_a_spot_there_is_no_dividend_yield():
    table = implied(make_chain(spot=None), dividend_yield=0.01).table
    assert table["dividend_yield"].null_count() == table.height
    assert table["borrow_rate"].null_count() == table.height


def test_reference_rate_where_nothing_is_identified():
    chain = make_chain((4,), noise=0.5)
    row = implied(chain, reference_rate=0.03).table.row(0, named=True)
    assert (row["rate"], row["rate_se"]) == (pytest.approx(0.03), 0.0)
    assert implied(chain.replace(rate=0.02)).table["rate"][0] == pytest.approx(0.02)
    assert abs(implied(chain).table["rate"][0]) < 0.1


def test_given_forwards_are_used_as_they_are():
    chain = make_chain((30, 90))
    given = pl.DataFrame(
        {"expiry": [chain.expiries["expiry"][1]], "forward": [4321.0], "discount_factor": [0.9]}
    )
    table = implied(chain.replace(given_forwards=given)).table
    assert table["method"].to_list() == ["curve", "given"] or table["method"][0] == "parity"
    assert table["forward"][1] == 4321.0
    assert table["discount_factor"][1] == 0.9
    assert table["forward_se"][1] is None
    assert table["forward"][0] == pytest.approx(SPOT * np.exp(CARRY * 30 / 365), abs=0.05)


def test_look_up():
    forwards = implied(make_chain())
    expiry = forwards.table["expiry"][2]
    assert forwards.forward(expiry) == forwards.table["forward"][2]
    assert forwards.discount_factor(expiry) == forwards.table["discount_factor"][2]
    with pytest.raises(DataError, match="the expiries are 2024-03-05"):
        forwards.forward(NOW)


@pytest.mark.parametrize("name", ["dividend_yield", "reference_rate"])
def test_bad_rates(name):
    with pytest.raises(InvalidArgumentError, match=f"{name}=nan"):
        implied(make_chain(), **{name: float("nan")})


@pytest.mark.parametrize("name", ["straddles", "max_rate_se", "min_pairs"])
def test_bad_rules(name):
    with pytest.raises(InvalidArgumentError, match=f"{name}=0"):
        ParityRules(**{name: 0})
