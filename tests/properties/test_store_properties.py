"""Positions equal the sum of trades after any sequence of trades, savepoints and failures."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from axiom.core.errors import ConflictError
from axiom.store import InstrumentRecord, Store, TradeRecord, new_id

QUANTITIES = st.decimals(-1000, 1000, places=6).filter(bool)
PRICES = st.decimals(-5, 5000, places=9)
TRADES = st.tuples(st.sampled_from("ABC"), st.sampled_from(["x", "y"]), QUANTITIES, PRICES)
STEPS = st.lists(
    st.tuples(st.sampled_from(["keep", "undo", "fail"]), st.lists(TRADES, max_size=4)), max_size=6
)


@pytest.mark.parametrize("ends", ["well", "badly"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_positions_are_sums_of_trades(store, ends, steps):
    prefix = new_id()
    with store.begin() as work:
        stocks = {
            name: work.instruments.ensure(InstrumentRecord(underlying=f"{name}{prefix}")).id
            for name in "ABC"
        }
    expected = _write(store, stocks, prefix, steps, ends)
    with store.begin(read_only=True) as work:
        assert work.positions.check() == ()
        for (strategy, instrument), (quantity, cash) in expected.items():
            found = work.positions.get(strategy, instrument)
            assert (found.quantity, found.cash) == (quantity, cash)


def _write(store: Store, stocks, prefix, steps, ends):
    """Do the steps in one unit of work, and give what positions should be."""
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    try:
        with store.begin() as work:
            for outcome, trades in steps:
                _step(work, (outcome, _records(stocks, prefix, trades)), sums)
            if ends == "badly":
                raise ConflictError
    except ConflictError:
        return {}
    return sums


def _records(stocks, prefix, trades) -> list[TradeRecord]:
    return [
        TradeRecord(
            instrument_id=stocks[name], strategy=strategy + prefix, quantity=quantity, price=price
        )
        for name, strategy, quantity, price in trades
    ]


def _step(work, step, sums) -> None:
    outcome, records = step
    try:
        with work.savepoint():
            work.trades.add_many(records)
            if outcome == "fail" and records:
                work.trades.add(records[0])
            if outcome != "keep":
                raise ConflictError
    except ConflictError:
        return
    for record in records:
        total = sums[record.strategy, record.instrument_id]
        total[0] += record.quantity
        total[1] -= record.quantity * record.price
