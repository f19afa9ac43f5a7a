"""Trades to book, and who books them."""

from __future__ import annotations

from typing import Any

from axiom.service.access import Principal
from axiom.service.book.booking import Booking
from axiom.service.writes import WriteRequest
from axiom.wire.book import TradeRequest

OPTION = {
    "underlying": "SPX",
    "expiry": "2026-12-18",
    "strike": "5000",
    "is_call": True,
    "multiplier": "100",
}
TRADE: dict[str, Any] = {"instrument": OPTION, "quantity": "-2", "price": "12.5", "fees": "1.3"}


def trade(**changes: Any) -> TradeRequest:
    """Give a trade to book."""
    return TradeRequest.model_validate({**TRADE, **changes})


def asked(key: str | None = None, *, digest: str = "d") -> WriteRequest:
    """Give who asks for a booking, under a key."""
    principal = Principal(name="desk", key_id="1", scopes=frozenset({"trade"}))
    return WriteRequest(route="POST /v1/trades", principal=principal, key=key, digest=digest)


def booking(key: str | None = None, *, digest: str = "d", **changes: Any) -> Booking:
    """Give a booking of one trade."""
    return Booking.of(asked(key, digest=digest), [trade(**changes)])
