"""Records: what they refuse, what they fill in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.store import InstrumentRecord
from tests.unit.store.samples import OPTION, STORED, TRADE

NAIVE = dt.datetime(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("instruments", {"underlying": " "}, "underlying"),
        ("instruments", {"underlying": "a\0b"}, "underlying"),
        ("instruments", {"expiry": NAIVE}, "aware"),
        ("instruments", {"strike": None}, "strike is None"),
        ("instruments", {"strike": Decimal(0)}, "above 0"),
        ("instruments", {"strike": 5000.5}, "floats are rounded"),
        ("instruments", {"multiplier": Decimal(0)}, "multiplier"),
        ("instruments", {"kind": "underlying"}, "kind"),
        ("instruments", {"kind": "barrier", "symbol": ""}, "give a barrier a symbol"),
        ("trades", {"quantity": Decimal(0)}, "quantity=0"),
        ("trades", {"price": Decimal("NaN")}, "finite"),
        ("trades", {"multiplier": Decimal(-1)}, "multiplier"),
        ("trades", {"venue": None}, "without a venue"),
        ("trades", {"strategy": ""}, "strategy"),
        ("trades", {"traded_at": NAIVE}, "aware"),
        ("hedges", {"status": "lost"}, "status"),
        ("blobs", {"hash": "00"}, "content's is"),
        ("chains", {"options": 0}, "at least one quote"),
        ("quotes", {"strike": None}, "strike is None"),
        ("greeks", {"time": NAIVE}, "aware"),
        ("surfaces", {"parameters": ""}, "parameters"),
        ("limits", {"strategy": ""}, "strategy"),
        ("breaches", {"name": ""}, "name"),
        ("runs", {"output_hash": ""}, "output_hash"),
        ("metrics", {"name": "\t"}, "name"),
        ("keys", {"prefix": ""}, "prefix"),
        ("clients", {"expires_at": NAIVE}, "aware"),
        ("tokens", {"signs_until": NAIVE}, "aware"),
        ("audit", {"principal": ""}, "principal"),
        ("jobs", {"status": "stuck"}, "status"),
        ("jobs", {"share": 1.5}, "share"),
        ("sessions", {"status": "lost"}, "status"),
    ],
)
def test_a_bad_field_is_refused(name, changes, said):
    with pytest.raises(InvalidArgumentError, match=said):
        replace(STORED[name], **changes)


def test_an_instrument_is_named_by_its_terms():
    assert OPTION.symbol == "SPX 2026-12-18 PM C 5000.5 EU x100"
    assert OPTION.expiry_date == dt.date(2026, 12, 18)
    assert InstrumentRecord(underlying="BTC", currency="BTC").symbol == "BTC BTC"
    assert InstrumentRecord(underlying="BTC").kind == "underlying"


def test_cash_is_exact():
    assert TRADE.amount == Decimal("-3") * Decimal("12.345678901234") * 100
    assert TRADE.cash == Decimal("3703.7036703702") - Decimal("1.95")


def test_secrets_are_not_shown():
    assert "private_key" not in repr(STORED["tokens"])
