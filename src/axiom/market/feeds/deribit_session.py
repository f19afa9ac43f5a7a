"""One connection to Deribit: its requests, its subscriptions, and what it then sends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from axiom.market.feeds.connection import BrokenFeedError
from axiom.market.feeds.deribit_wire import (
    Listed,
    OrderBook,
    instant,
    listed,
    message_of,
    positive,
    request_text,
)
from axiom.market.feeds.live_market import LiveMarket, Top

__all__ = ["DeribitSession", "Socket"]

CHANNELS_A_REQUEST: Final = 400
HEARTBEAT_SECONDS: Final = 10
INTERVAL: Final = "100ms"


class Socket(Protocol):
    """What of a WebSocket a session needs."""

    def send(self, message: str) -> None:
        """Send a text."""
        ...

    def recv(self, timeout: float | None = None) -> str | bytes:
        """Return the next message; raise TimeoutError when none comes in time."""
        ...


class DeribitSession:
    """One connection, from its first request to its end.

    Parameters
    ----------
    socket
        An open WebSocket.
    market
        Where quotes go.
    currency
        The coin, such as BTC.
    n_expiries
        Nearest expiries to follow; None for all.
    silence_seconds
        Time without any message after which the source is taken to be gone.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_deribit_live.py.
    """

    def __init__(
        self,
        socket: Socket,
        market: LiveMarket,
        *,
        currency: str,
        n_expiries: int | None,
        silence_seconds: float,
    ) -> None:
        self._socket, self._market = socket, market
        self._currency, self._n_expiries = currency, n_expiries
        self._silence = silence_seconds
        self._number = 0
        self._books: dict[str, OrderBook] = {}
        self._expiries: dict[str, dt.datetime] = {}

    def synchronise(self) -> None:
        """Take the whole market over and subscribe to its changes.

        Raises
        ------
        BrokenFeedError
            If an answer is an error or cannot be read.
        TimeoutError
            If the source falls silent.
        """
        self._request("public/set_heartbeat", {"interval": HEARTBEAT_SECONDS})
        kind = {"currency": self._currency, "kind": "option"}
        options = self._nearest(
            [
                listed(row)
                for row in self._rows("public/get_instruments", {**kind, "expired": False})
            ]
        )
        self._expiries = {option.name: option.expiry for option in options}
        index = f"{self._currency.lower()}_usd"
        answer = self._request("public/get_index_price", {"index_name": index})
        spot = positive(answer.get("index_price")) if isinstance(answer, Mapping) else None
        tops, forwards, time = self._summaries(
            self._rows("public/get_book_summary_by_currency", kind)
        )
        if not forwards:
            raise BrokenFeedError("no summary of an option tells its underlying price")
        self._books = {option.name: OrderBook() for option in options}
        self._market.begin(options, tops, forwards, spot, time)
        first = {option.expiry: option.name for option in reversed(options)}
        channels = [f"deribit_price_index.{index}"]
        channels += [f"ticker.{name}.{INTERVAL}" for name in first.values()]
        channels += [f"book.{option.name}.{INTERVAL}" for option in options]
        for some in _parts(channels, CHANNELS_A_REQUEST):
            self._request("public/subscribe", {"channels": some})

    def read(self, is_closed: Callable[[], bool]) -> None:
        """Hear messages until the feed is closed.

        Raises
        ------
        BrokenFeedError
            If a message cannot be read.
        TimeoutError
            If the source falls silent.
        """
        while not is_closed():
            self._hear(self._receive())

    def _nearest(self, options: list[Listed]) -> list[Listed]:
        """Keep the options of the nearest expiries, sorted."""
        expiries = sorted({option.expiry for option in options})[: self._n_expiries]
        if not expiries:
            raise BrokenFeedError(f"there are no options of {self._currency}")
        kept = [option for option in options if option.expiry in set(expiries)]
        return sorted(kept, key=lambda one: (one.expiry, one.strike, one.is_call))

    def _summaries(
        self, rows: list[Mapping[str, Any]]
    ) -> tuple[dict[str, Top], dict[dt.datetime, float], dt.datetime]:
        """Return best quotes, forwards and the time of the latest summary."""
        tops: dict[str, Top] = {}
        forwards: dict[dt.datetime, float] = {}
        time = dt.datetime.min.replace(tzinfo=dt.UTC)
        for row in rows:
            name = row.get("instrument_name")
            if name not in self._expiries:
                continue
            tops[name] = (
                positive(row.get("bid_price")),
                None,
                positive(row.get("ask_price")),
                None,
            )
            forward = positive(row.get("underlying_price"))
            if forward is not None:
                forwards[self._expiries[name]] = forward
            time = max(time, _time_of(row, "creation_timestamp"))
        return tops, forwards, time

    def _rows(self, method: str, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found = self._request(method, params)
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            raise BrokenFeedError(f"{method} answered with no list of objects")
        return found

    def _request(self, method: str, params: Mapping[str, Any]) -> Any:
        """Send a request and return its result; what comes in between is heard."""
        self._number += 1
        number = self._number
        self._socket.send(request_text(number, method, params))
        while True:
            message = self._receive()
            if message.get("id") != number:
                self._hear(message)
            elif "error" in message:
                raise BrokenFeedError(f"{method} was answered with the error {message['error']}")
            else:
                return message.get("result")

    def _receive(self) -> dict[str, Any]:
        return message_of(self._socket.recv(timeout=self._silence))

    def _hear(self, message: Mapping[str, Any]) -> None:
        """Act on a notification; of answers that nobody waits for, errors alone count."""
        if "error" in message:
            raise BrokenFeedError(f"a request was answered with the error {message['error']}")
        method, params = message.get("method"), message.get("params")
        if method == "heartbeat" and isinstance(params, Mapping):
            if params.get("type") == "test_request":
                self._send("public/test", {})
            return
        if method != "subscription":
            return
        if not isinstance(params, Mapping) or not isinstance(params.get("data"), Mapping):
            raise BrokenFeedError("a notification has no data")
        channel, data = str(params.get("channel", "")), params["data"]
        kind = channel.split(".", 1)[0]
        if kind == "book":
            self._hear_book(channel, data)
        elif kind == "ticker":
            self._hear_ticker(data)
        elif kind == "deribit_price_index":
            spot = positive(data.get("price"))
            if spot is not None:
                self._market.hear_spot(spot, _time_of(data, "timestamp"))

    def _hear_book(self, channel: str, data: Mapping[str, Any]) -> None:
        name = str(data.get("instrument_name", ""))
        book = self._books.get(name)
        if book is None:
            return
        time, applied = _time_of(data, "timestamp"), book.apply(data)
        if applied == "duplicate":
            self._market.count(duplicates=1)
            return
        if applied == "gap":
            self._market.count(gaps=1)
            self._send("public/unsubscribe", {"channels": [channel]})
            self._send("public/subscribe", {"channels": [channel]})
        if self._market.hear(name, book.top, time):
            self._market.count(conflated=1)

    def _hear_ticker(self, data: Mapping[str, Any]) -> None:
        expiry = self._expiries.get(str(data.get("instrument_name", "")))
        forward = positive(data.get("underlying_price"))
        if expiry is not None and forward is not None:
            self._market.hear_forward(expiry, forward, _time_of(data, "timestamp"))

    def _send(self, method: str, params: Mapping[str, Any]) -> None:
        self._number += 1
        self._socket.send(request_text(self._number, method, params))


def _time_of(data: Mapping[str, Any], name: str) -> dt.datetime:
    try:
        return instant(data[name])
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise BrokenFeedError(f"a message has no {name}: {error!r}") from error


def _parts(channels: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(channels), size):
        yield list(channels[start : start + size])
