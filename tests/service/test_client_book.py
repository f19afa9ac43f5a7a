"""The book through the client: exact, durable, once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

import axiom
from axiom.client.book import exact
from axiom.core.errors import ConflictError, NotFoundError
from axiom.service import local_client

PUT = {
    "underlying": "SPX", "expiry": dt.date(2026, 9, 18), "strike": 5000, "is_call": False,
    "multiplier": 100,
}  # fmt: skip


@pytest.fixture
def book():
    with local_client() as client:
        yield client.book


def test_trades_add_up_to_positions(book):
    first = book.trade(**PUT, quantity=10, price=61.35, fees="1.5", strategy="vol")
    book.trade(**PUT, quantity="-4", price=Decimal("62.1"), strategy="vol")
    assert (first.amount, first.cash) == (Decimal("61350.00"), Decimal("-61351.50"))
    (held,) = book.positions().items
    assert (held.quantity, held.bought, held.sold) == (6, 10, 4)
    assert book.get(first.id) == first
    assert [one.id for one in book.trades(newest_first=True, limit=1).items] != [first.id]
    assert len(book.trades(underlying="SPX", limit=None).items) == 2


def test_the_same_key_books_once(book):
    first = book.trade(**PUT, quantity=1, price=1, idempotency_key="mine")
    assert book.trade(**PUT, quantity=1, price=1, idempotency_key="mine") == first
    with pytest.raises(ConflictError):
        book.trade(**PUT, quantity=2, price=1, idempotency_key="mine")
    assert len(book.trades().items) == 1


def test_trades_go_together_and_are_taken_back_and_corrected(book):
    spx = {"underlying": "SPX", "price": 5000}
    one, other = book.trade_many([{**spx, "quantity": 3}, {**spx, "quantity": -1}]).items
    assert book.cancel(other.id).cancels == other.id
    reverse, right = book.correct(one.id, **spx, quantity=2).items
    assert (reverse.cancels, right.replaces) == (one.id, one.id)
    (held,) = book.positions().items
    assert held.quantity == 2
    with pytest.raises(ConflictError):
        book.cancel(other.id)
    with pytest.raises(NotFoundError):
        book.cancel("0000")


def test_many_trades_are_listed_over_pages(book):
    spx = {"underlying": "SPX", "price": 5000, "quantity": 1}
    for _ in range(2):
        book.trade_many([spx] * 600)
    listed = book.trades(limit=None)
    assert (len(listed.items), listed.next) == (1200, None)
    assert len(book.trades(limit=1100).items) == 1100


def test_profit_and_limits_are_kept(book):
    day = dt.date(2026, 3, 2)
    book.put_pnl(day=day, strategy="vol", underlying="SPX", total="12.5", terms={"vega": 12.5})
    (kept,) = book.pnl(start=day, end=day + dt.timedelta(days=1)).items
    assert (kept.total, kept.terms) == (Decimal("12.5"), {"vega": 12.5})
    book.set_limits("vol", "SPX", vega=1000.0, vega_by_expiry={"2026-09-18": 500.0})
    assert book.current_limits("vol", "SPX").limits.vega == 1000.0
    assert len(book.limits().items) == 1
    assert book.breaches().items == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"quantity": 0}, {"quantity": float("nan")}, {"price": -1}, {"price": "1e400"},
        {"strike": None}, {"traded_at": dt.datetime(1960, 1, 1, tzinfo=dt.UTC)}, {"colour": "red"},
    ],
)  # fmt: skip
def test_what_cannot_be_booked_is_refused(book, changed):
    with pytest.raises(axiom.InvalidArgumentError):
        book.trade(**{**PUT, "quantity": 1, "price": 1, **changed})
    assert book.trades().items == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.1, "12.1"), (1e-7, "0.0000001"), (3, "3"), ("1.50", "1.50"), (Decimal("2.5"), "2.5")],
)
def test_numbers_are_booked_as_they_are_written(value, text):
    assert exact(value) == text
