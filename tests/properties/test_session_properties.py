"""What a desk's account keeps true whatever is traded."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from axiom.desk import Fees
from axiom.desk.replay.ledger import Ledger

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
