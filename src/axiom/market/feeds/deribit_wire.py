"""What Deribit sends: instruments, summaries, order books and tickers, as plain values."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from axiom.market.feeds.connection import BrokenFeedError

__all__ = ["Applied", "Listed", "OrderBook", "listed", "message_of", "positive", "request_text"]

Applied = str
"""``"applied"``, ``"duplicate"`` or ``"gap"``."""

_GONE: Final = "delete"
_ACTIONS: Final = ("new", "change", _GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One listed option.

    Parameters
    ----------
    name
        The exchange's name of the instrument.
    expiry
        Settlement instant, UTC.
    strike
        In the quote currency of the index, > 0.
    is_call
        Whether it is a call.
    is_in_coin
        Whether its prices are in the coin rather than in the index's quote currency.
    """

    name: str
    expiry: dt.datetime
    strike: float
    is_call: bool
    is_in_coin: bool


@dataclass(slots=True)
class OrderBook:
    """The levels of one instrument, kept by the changes.

    Notes
    -----
    A message is believed when it is a snapshot, or when its ``prev_change_id`` is the
    ``change_id`` that was applied last; one with no later ``change_id`` is a duplicate; any other
    shows a gap, and the book is empty until the next snapshot.
    Verified by tests/unit/market/feeds/test_deribit_wire.py.
    """

    bids: dict[float, float] = field(default_factory=dict)
    asks: dict[float, float] = field(default_factory=dict)
    change_id: int | None = None

    def apply(self, data: Mapping[str, Any]) -> Applied:
        """Apply a notification of the channel ``book.{instrument}.{interval}``.

        Raises
        ------
        BrokenFeedError
            If it lacks a field or a level is malformed.
        """
        try:
            change_id = int(data["change_id"])
            is_snapshot = data.get("type", "change") == "snapshot" or "prev_change_id" not in data
            levels = [(side, *level) for side in ("bids", "asks") for level in data[side]]
            checked = [_level(*level) for level in levels]
            before = None if is_snapshot else int(data["prev_change_id"])
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFeedError(f"a book's message cannot be read: {error!r}") from error
        if is_snapshot:
            self.bids.clear()
            self.asks.clear()
        elif self.change_id is None or change_id <= self.change_id:
            return "duplicate"
        elif before != self.change_id:
            self.forget()
            return "gap"
        for side, action, price, amount in checked:
            own = self.bids if side == "bids" else self.asks
            if action == _GONE:
                own.pop(price, None)
            else:
                own[price] = amount
        self.change_id = change_id
        return "applied"

    def forget(self) -> None:
        """Empty the book until the next snapshot."""
        self.bids.clear()
        self.asks.clear()
        self.change_id = None

    @property
    def top(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Best bid, its amount, best ask, its amount; None where a side is empty."""
        bid = max(self.bids, default=None)
        ask = min(self.asks, default=None)
        return (
            bid,
            None if bid is None else self.bids[bid],
            ask,
            None if ask is None else self.asks[ask],
        )


def _level(side: str, action: Any, price: Any, amount: Any) -> tuple[str, str, float, float]:
    """Return a level as plain values, or raise ValueError."""
    if action not in _ACTIONS:
        raise ValueError(f"the action {action!r} is none of {', '.join(_ACTIONS)}")
    values = float(price), float(amount)
    if not (0.0 < values[0] < math.inf and 0.0 <= values[1] < math.inf):
        raise ValueError(f"the level {price!r} x {amount!r} is no price and amount")
    return side, str(action), *values


def listed(row: Mapping[str, Any]) -> Listed:
    """Return an option from a row of ``public/get_instruments``.

    Raises
    ------
    BrokenFeedError
        If the row lacks a field or one is malformed.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_deribit_wire.py.
    """
    try:
        strike = float(row["strike"])
        kind = row["option_type"]
        if kind not in ("call", "put") or not 0.0 < strike < math.inf:
            raise ValueError(f"option_type {kind!r}, strike {strike!r}")
        return Listed(
            name=str(row["instrument_name"]),
            expiry=instant(row["expiration_timestamp"]),
            strike=strike,
            is_call=kind == "call",
            is_in_coin=row["quote_currency"] == row["base_currency"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFeedError(f"an instrument cannot be read: {error!r}") from error


def instant(milliseconds: Any) -> dt.datetime:
    """Return milliseconds since 1970 as an instant in UTC."""
    return dt.datetime.fromtimestamp(int(milliseconds) / 1000.0, tz=dt.UTC)


def positive(value: Any) -> float | None:
    """Return a number above 0 as a float; None for 0, null and what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0.0 < value < math.inf else None


def request_text(number: int, method: str, params: Mapping[str, Any]) -> str:
    """Return a JSON-RPC request as text."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def message_of(text: str | bytes) -> dict[str, Any]:
    """Return a message as a mapping.

    Raises
    ------
    BrokenFeedError
        If the text is no JSON object.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BrokenFeedError(f"a message is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BrokenFeedError(f"a message is {type(found).__name__}, not an object")
    return found
