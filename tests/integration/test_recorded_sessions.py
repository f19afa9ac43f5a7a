"""Sessions on recorded chains: two SPX days, and twenty GOOG minutes of American options."""

from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.desk import (
    ChainRules,
    Fees,
    Protection,
    Session,
    SessionResult,
    SessionSettings,
    read_session,
)
from axiom.market import RecordedFeed, iter_chains
from axiom.risk import Limits
from axiom.volatility import FilterSettings
from tests.integration.recorded import recorded

SPX = "options/spx_cboe_eod_2019-04-25_2019-05-24.parquet"
GOOG = "options/goog_minute_nbbo_2015-12-24.parquet"
GOOG_SPOT = "options/goog_spot_minute_quotes_2015-12-24.zip"
DAY = 86400.0


def spx_rules() -> SessionSettings:
    """End-of-day quotes: one update a day."""
    return SessionSettings(
        rules=ChainRules(
            size=1.0,
            vol_uncertainty=0.002,
            protection=Protection(fills=50, window_seconds=DAY, cool_off_seconds=1.0),
            max_surface_age_seconds=None,
            max_spot_age_seconds=None,
        ),
        limits=Limits(vega=50_000.0, contracts=200.0),
        fees=Fees(per_contract=0.65, half_spread_bp=0.5),
        filter=FilterSettings(rhythm_seconds=DAY),
    )


def check_account(found: SessionResult) -> None:
    """Cash and marks are the P&L, and the explain sums to its changes, to rounding."""
    pnl = found.pnl
    total = pnl["cash"] + pnl["options"] + pnl["underlying_value"]
    assert np.abs((total - pnl["pnl"]).to_numpy()).max() <= 1e-9
    scale = float(pnl["cash"].abs().max()) + 1.0
    marks = dict(zip(pnl["time"], pnl["pnl"], strict=True))
    for row in found.explain.iter_rows(named=True):
        begin, time, profit = row.pop("begin"), row.pop("time"), row.pop("total")
        assert abs(math.fsum(row.values()) - profit) <= 1e-12 * scale
        assert abs(marks[time] - marks[begin] - profit) <= 1e-11 * scale
        explained = sum(abs(amount) for name, amount in row.items() if name != "residual")
        assert abs(row["residual"]) <= 0.05 * explained


@pytest.fixture(scope="module")
def spx() -> SessionResult:
    return Session(RecordedFeed(recorded(SPX)), spx_rules()).run(steps=1)


def test_two_spx_days_add_up(spx):
    assert spx.opened.n_options > 12_000
    assert spx.fills.height > 0
    assert spx.hedges.height > 0
    check_account(spx)
    assert (spx.limits["contracts"].to_numpy() <= 1.0).all()


def test_own_quotes_are_hit_only_where_the_recorded_market_went_through_them(spx):
    first, second = _chains()
    keys = ["expiry", "strike", "is_call"]
    after = spx.fills.join(second.quotes.select(*keys, "bid", "ask"), on=keys, how="left")
    bought, sold = after.filter(after["quantity"] > 0.0), after.filter(after["quantity"] < 0.0)
    assert (bought["ask"] < bought["price"]).all()
    assert (sold["bid"] > sold["price"]).all()
    before = spx.fills.join(first.quotes.select(*keys, "bid", "ask"), on=keys, how="left")
    assert ((before["price"] < before["ask"]) | (before["quantity"] < 0.0)).all()
    assert ((before["price"] > before["bid"]) | (before["quantity"] > 0.0)).all()


def _chains():
    chains = iter_chains(recorded(SPX))
    return next(chains), next(chains)


def test_twenty_goog_minutes_are_the_same_bits_and_resume(tmp_path):
    feed = RecordedFeed(
        recorded(GOOG),
        start="09:45",
        underlying="GOOG",
        spot_file=recorded(GOOG_SPOT),
        exercise="american",
    )
    rules = SessionSettings(
        rules=ChainRules(size=5.0, vol_uncertainty=0.002),
        filter=FilterSettings(rhythm_seconds=1800.0),
        limits=Limits(contracts=100.0),
    )
    whole, parts = tmp_path / "whole.log", tmp_path / "parts.log"
    found = Session(feed, rules, log=whole).run(steps=20)
    check_account(found)
    assert found.n_steps == 20
    assert found.fills.height > 0
    assert not found.halts
    parts.write_bytes(whole.read_bytes()[:5000])
    part = Session(feed, rules, log=parts).run(steps=4)
    assert whole.read_bytes().startswith(parts.read_bytes())
    assert len(read_session(parts).events) == len(part.events)
