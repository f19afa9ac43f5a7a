"""Positions: the sums of trades, kept in the transaction that stores the trades."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from axiom.core.errors import ConflictError, NotFoundError
from axiom.store import InstrumentRecord, Store, TradeRecord, new_id
from axiom.store.models import Base
from tests.unit.store.samples import OPTION, TRADE

POSITIONS = Base.metadata.tables["positions"]


def _book(store: Store, names: list[str]) -> list[InstrumentRecord]:
    with store.begin() as work:
        return [work.instruments.ensure(InstrumentRecord(underlying=name)) for name in names]


def _trade(instrument: InstrumentRecord, quantity: str, price: str, **more) -> TradeRecord:
    return TradeRecord(
        instrument_id=instrument.id, quantity=Decimal(quantity), price=Decimal(price), **more
    )


def test_a_position_sums_its_trades_exactly(store):
    (stock,) = _book(store, ["SPX"])
    with store.begin() as work:
        work.trades.add(_trade(stock, "10", "0.1", fees=Decimal("0.01")))
        work.trades.add(_trade(stock, "-4", "0.3", fees=Decimal("0.02")))
    with store.begin() as work:
        work.trades.add(_trade(stock, "0.000000001", "0.000000001"))
    with store.begin(read_only=True) as work:
        found = work.positions.get("default", stock.id)
    assert found.quantity == Decimal("6.000000001")
    assert (found.bought, found.sold) == (Decimal("10.000000001"), Decimal(4))
    assert found.bought_amount == Decimal("1.000000000000000001")
    assert found.sold_amount == Decimal("1.2")
    assert found.fees == Decimal("0.03")
    assert found.cash == Decimal("0.169999999999999999")
    assert found.trades == 3


def test_positions_read_within_a_unit_of_work_include_its_trades(store):
    (stock,) = _book(store, ["SPX"])
    with store.begin() as work:
        work.trades.add(_trade(stock, "1", "1"))
        assert work.positions.get("default", stock.id).quantity == 1
        work.trades.add(_trade(stock, "1", "1"))
        assert work.positions.page()[0].quantity == 2


def test_a_refused_trade_changes_nothing(store):
    with pytest.raises(ConflictError), store.begin() as work:
        work.trades.add(TRADE)
    with store.begin(read_only=True) as work:
        assert work.positions.page() == ()
        with pytest.raises(NotFoundError):
            work.positions.get("default", OPTION.id)


def test_the_venues_number_is_taken_once(store):
    with store.begin() as work:
        work.instruments.ensure(OPTION)
        work.trades.add(TRADE)
    with pytest.raises(ConflictError, match="external_id"), store.begin() as work:
        work.trades.add(replace(TRADE, id=new_id()))


def test_many_trades_at_once(store):
    stocks = _book(store, [f"U{i}" for i in range(7)])
    trades = [_trade(stocks[i % 7], str(i - 100 or 1), "1.5") for i in range(200)]
    with store.begin() as work:
        work.trades.add_many(trades)
    with store.begin(read_only=True) as work:
        assert work.trades.page(limit=500) == tuple(sorted(trades, key=lambda one: one.id))
        assert work.positions.check() == ()
        assert sum(one.trades for one in work.positions.page()) == 200


def test_writers_in_opposite_orders_do_not_lock_each_other_out(store):
    stocks = _book(store, ["A", "B", "C", "D"])
    failed: list[BaseException] = []

    def write(order: list[InstrumentRecord]) -> None:
        try:
            for _ in range(10):
                with store.begin() as work:
                    for stock in order:
                        work.trades.add(_trade(stock, "1", "2"))
        except BaseException as error:
            failed.append(error)

    orders = [stocks, stocks[::-1], stocks[1:] + stocks[:1], stocks[::-1]]
    threads = [threading.Thread(target=write, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with store.begin(read_only=True) as work:
        assert [one.quantity for one in work.positions.page()] == [Decimal(40)] * 4
        assert work.positions.check() == ()


def test_open_positions_and_those_of_an_underlying(store):
    one, other = _book(store, ["A", "B"])
    with store.begin() as work:
        work.trades.add_many([_trade(one, "1", "1"), _trade(one, "-1", "1")])
        work.trades.add(_trade(other, "1", "1", strategy="vol"))
    with store.begin(read_only=True) as work:
        assert [p.instrument_id for p in work.positions.page(is_open=True)] == [other.id]
        assert [p.instrument_id for p in work.positions.page(underlying="A")] == [one.id]
        (first,) = work.positions.page(limit=1)
        key = (first.strategy, first.instrument_id)
        assert [p.strategy for p in work.positions.page(after=key)] == ["vol"]


def test_what_is_wrong_is_found_and_mended(store):
    one, other = _book(store, ["A", "B"])
    with store.begin() as work:
        work.trades.add_many([_trade(one, "2", "1"), _trade(other, "3", "1")])
    with store.begin() as work:
        wrong = update(POSITIONS).values(bought=Decimal(9), quantity=Decimal(9))
        work.execute(wrong.where(POSITIONS.c.instrument_id == one.id))
        work.execute(delete(POSITIONS).where(POSITIONS.c.instrument_id == other.id))
    with store.begin(read_only=True) as work:
        found = {one.instrument_id: one for one in work.positions.check()}
    assert found[one.id].stored.quantity == 9
    assert found[one.id].summed.quantity == 2
    assert found[other.id].stored is None
    with store.begin() as work:
        assert len(work.positions.rebuild()) == 2
    with store.begin(read_only=True) as work:
        assert work.positions.check() == ()
        assert work.positions.get("default", other.id).quantity == 3


def test_a_position_whose_sums_disagree_is_refused(store):
    (stock,) = _book(store, ["A"])
    with store.begin() as work:
        work.trades.add(_trade(stock, "2", "1"))
    for change in ({"quantity": Decimal(3)}, {"cash": Decimal(0)}, {"trades": 0}):
        with pytest.raises(ConflictError, match="positions"), store.begin() as work:
            work.execute(update(POSITIONS).values(change))
