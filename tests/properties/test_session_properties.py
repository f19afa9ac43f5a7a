"""What a desk's account and its sessions keep true whatever is traded."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.desk import (
    ChainRules,
    ExponentialIntensity,
    Fees,
    Marked,
    PoissonFlow,
    Session,
    SessionSettings,
    SimulatedFeed,
    SimulatedMarket,
)
from axiom.desk.replay.ledger import Ledger
from axiom.risk import Limits

N = 4
prices = st.floats(0.0, 500.0)
quantities = st.integers(-50, 50).filter(bool)
option_trades = st.tuples(st.integers(0, N - 1), quantities, prices)
hedges = st.tuples(quantities, st.floats(1.0, 5000.0))
marks = st.lists(prices, min_size=N, max_size=N)


@given(trades=st.lists(option_trades), shares=st.lists(hedges), values=marks, spot=prices)
def test_cash_and_marks_are_the_sum_of_every_trade_marked_by_itself(trades, shares, values, spot):
    rates, mark = Fees(per_contract=0.65, per_unit=0.01), np.array(values)
    book = Ledger(positions=np.zeros(N), multiplier=100.0, rates=rates)
    expected = 0.0
    for row, quantity, price in trades:
        expected += 100.0 * quantity * (mark[row] - price) - book.fill(row, quantity, price)
    for quantity, price in shares:
        expected += quantity * (spot - price) - book.hedge(quantity, price)
    found = book.cash + book.options_value(mark) + book.underlying * spot
    scale = 1.0 + sum(100.0 * abs(q) * (p + mark[r]) for r, q, p in trades)
    scale += sum(abs(q) * (p + spot) for q, p in shares)
    assert abs(found - expected) <= 1e-12 * scale


@given(trades=st.lists(option_trades), value=prices)
def test_settling_at_a_value_is_being_marked_at_it(trades, value):
    book = Ledger(positions=np.zeros(N), multiplier=10.0)
    for row, quantity, price in trades:
        book.fill(row, quantity, price)
    worth = book.cash + book.options_value(np.full(N, value))
    for row in range(N):
        book.settle(row, value)
    assert abs(book.cash - worth) <= 1e-12 * (
        1.0 + sum(10.0 * abs(q) * 500.0 for _, q, _ in trades)
    )
    assert not book.positions.any()


@settings(max_examples=12)
@given(
    seed=st.integers(0, 2**32),
    flow=st.floats(1.0, 1e4),
    contracts=st.integers(0, 30),
    size=st.integers(1, 10),
    latency=st.sampled_from([0.0, 500.0, 2000.0]),
)
def test_limits_and_the_account_hold_under_any_flow(seed, flow, contracts, size, latency):
    market = SimulatedMarket(days=(3.0, 20.0), n_strikes=5, n_updates=5, interval_seconds=1200.0)
    rules = SessionSettings(
        rules=ChainRules(
            size=float(size), vol_uncertainty=0.001, max_surface_age_seconds=None,
            max_spot_age_seconds=None,
        ),
        limits=Limits(contracts=float(contracts)),
        matching=PoissonFlow(
            intensity=ExponentialIntensity(scale=flow, decay=1.0), trade_size=3.0, seed=seed
        ),
        latency_seconds=latency,
    )  # fmt: skip
    found = Session(SimulatedFeed(market, seed=seed), rules).run()
    assert found.n_steps == 5
    for mark in found.of_kind(Marked):
        assert np.isfinite(mark.pnl)
        assert mark.pnl == mark.cash + mark.options + mark.underlying_value
        if latency == 0.0:
            assert mark.exposures["contracts"] <= contracts
