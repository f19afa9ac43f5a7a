"""Deribit's public WebSocket as a feed."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.feeds.connection import (
    Backoff,
    BrokenFeedError,
    ConnectionRules,
    FeedStatus,
    require,
)
from axiom.market.feeds.deribit_session import DeribitSession
from axiom.market.feeds.live_market import LiveMarket

if TYPE_CHECKING:
    from axiom.market.chain import Chain
    from axiom.market.feeds.feed import FeedUpdate

__all__ = ["DERIBIT_URL", "DeribitFeed"]

DERIBIT_URL: Final = "wss://www.deribit.com/ws/api/v2"

_COINS: Final = ("BTC", "ETH")
_LARGEST_MESSAGE: Final = 2**25
_NOTES: Final = (
    "Prices in the coin are turned into the quote currency by the forward of their expiry.",
    "Forwards are the exchange's underlying prices.",
)


class DeribitFeed:
    """Options of one coin on Deribit, live, from its public WebSocket.

    Parameters
    ----------
    currency : str
        The coin: BTC or ETH.
    expiries : int, optional
        Nearest expiries to follow; all when None.
    interval_seconds : float, default 0.1
        Least time between two updates, 0 or more; what changes in between is in the later one.
    url : str
        Address of the server.
    rules : ConnectionRules, optional
        Silence, waits and attempts.
    now : callable, optional
        The time by the clock, for updates that the source does not date; that of the machine.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.
    MissingDependencyError
        If websockets is not installed.

    Notes
    -----
    No key is needed. The opening chain is made of ``public/get_instruments`` and
    ``public/get_book_summary_by_currency``; changes come by the channels
    ``book.{instrument}.100ms`` of every option, ``ticker.{instrument}.100ms`` of one option an
    expiry, for its forward, and ``deribit_price_index``. A price in the coin times the expiry's
    ``underlying_price`` is the price by Black-76 in the quote currency without discounting, the way
    in which recorded surfaces are read (rate 0), so a new forward changes the prices of its whole
    expiry.

    A thread hears; `updates` takes. Between two takes there is one entry an option, its latest
    quote. A gap in an option's ``change_id`` withdraws its quote and subscribes to it again, which
    brings a snapshot. Silence, a message that cannot be read, an error and a closed connection end
    the connection: an empty snapshot withdraws every quote, and after a wait a new connection
    brings a whole one. Options listed later than that come with the next connection.

    References
    ----------
    .. [1] Deribit, "API v2": JSON-RPC over WebSocket, subscriptions, heartbeats.

    Verified by tests/unit/market/feeds/test_deribit_live.py, against a server on the same machine.
    """

    def __init__(
        self,
        currency: str = "BTC",
        *,
        expiries: int | None = None,
        interval_seconds: float = 0.1,
        url: str = DERIBIT_URL,
        rules: ConnectionRules | None = None,
        now: Callable[[], dt.datetime] | None = None,
    ) -> None:
        if currency.upper() not in _COINS:
            raise InvalidArgumentError(
                f"currency={currency!r}: give one of {', '.join(_COINS)}, whose options are in coin"
            )
        if expiries is not None and expiries < 1:
            raise InvalidArgumentError(f"expiries={expiries}: give 1 or more, or None for all")
        if not 0.0 <= interval_seconds <= 60.0:
            raise InvalidArgumentError(
                f"interval_seconds={interval_seconds}: give a number from 0 to 60"
            )
        self._currency, self._expiries, self._url = currency.upper(), expiries, url
        self._interval, self._rules = interval_seconds, rules or ConnectionRules()
        self._now = now or (lambda: dt.datetime.now(dt.UTC))
        self._client = require("websockets.sync.client")
        self._errors = require("websockets.exceptions")
        self._market = LiveMarket()
        self._closed = threading.Event()
        self._socket: Any = None
        self._thread: threading.Thread | None = None
        self._opening: Chain | None = None

    @property
    def status(self) -> FeedStatus:
        """What the feed has been through."""
        return self._market.status

    def opening(self) -> Chain:
        """Connect, where that is not done, and return the first whole chain.

        Raises
        ------
        DataError
            If no attempt succeeds, or the feed is closed before one does.
        """
        self._start()
        market = self._market
        with market.changed:
            market.changed.wait_for(lambda: self._opening is not None or self._has_ended)
        if self._opening is None:
            raise self._ended()
        return self._opening

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield what changes, until the feed is closed.

        Raises
        ------
        DataError
            When the connection is lost and no attempt is left.
        """
        self.opening()
        market, last = self._market, -1.0
        while not self._closed.is_set():
            with market.changed:
                market.changed.wait_for(lambda: market.is_due or self._has_ended, timeout=0.5)
            wait = last + self._interval - time.monotonic()
            if last >= 0.0 and wait > 0.0:
                self._closed.wait(wait)
            update = market.take()
            if update is not None:
                last = time.monotonic()
                yield update
            elif self.status.state == "failed":
                raise self._ended()

    def close(self) -> None:
        """End the connection; a second call does nothing."""
        if self._closed.is_set():
            return
        self._closed.set()
        socket = self._socket
        if socket is not None:
            socket.close()
        if self._thread is not None:
            self._thread.join(timeout=10.0)
        self._market.count(state="closed")

    @property
    def _has_ended(self) -> bool:
        return self._closed.is_set() or self.status.state == "failed"

    def _ended(self) -> DataError:
        why = self.status.last_error or "it was closed"
        return DataError(f"the feed {self._url} has ended: {why}; check the address and network")

    def _start(self) -> None:
        if self._thread is None and not self._closed.is_set():
            self._thread = threading.Thread(target=self._run, name="deribit-feed", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        """Connect, hear, and connect again, until closed or out of attempts."""
        backoff = Backoff(self._rules)
        broken = (BrokenFeedError, OSError, self._errors.WebSocketException)
        while not self._closed.is_set():
            try:
                self._hear_one_connection(backoff)
            except broken as error:
                if self._closed.is_set():
                    return
                malformed = int(isinstance(error, BrokenFeedError))
                self._lose(f"{type(error).__name__}: {error}", malformed)
                wait = backoff.failed()
                if wait is None:
                    self._market.count(state="failed")
                    return
                self._closed.wait(wait)

    def _hear_one_connection(self, backoff: Backoff) -> None:
        silence = self._rules.silence_seconds
        with self._client.connect(
            self._url, open_timeout=silence, close_timeout=1.0, max_size=_LARGEST_MESSAGE
        ) as socket:
            self._socket = socket
            session = DeribitSession(
                socket, self._market, currency=self._currency, n_expiries=self._expiries,
                silence_seconds=silence,
            )  # fmt: skip
            session.synchronise()
            backoff.succeeded()
            if self._opening is None:
                source = f"Deribit {self._currency}, live"
                self._opening = self._market.chain(self._currency, source, _NOTES)
            self._market.count(state="live", connections=1)
            session.read(self._closed.is_set)

    def _lose(self, error: str, malformed: int) -> None:
        if self.status.connections:
            self._market.withdraw_all(self._now())
        self._market.count(state="lost", malformed=malformed, last_error=error)
