"""Cboe's delayed quotes as a feed."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.feeds.cboe_wire import chain_of, document_name
from axiom.market.feeds.changes import chain_updates
from axiom.market.feeds.connection import (
    Backoff,
    BrokenFeedError,
    ConnectionRules,
    FeedStatus,
    require,
)
from axiom.market.feeds.feed import FeedUpdate

if TYPE_CHECKING:
    from axiom.market.chain import Chain, Exercise
    from axiom.market.dividends import DividendSchedule

__all__ = ["CBOE_URL", "CboeDelayedFeed"]

CBOE_URL: Final = "https://cdn.cboe.com/api/global/delayed_quotes/options"

_COLUMNS: Final = ("expiry", "strike", "is_call", "bid", "ask", "bid_size", "ask_size")
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_LONGEST_ASKED_WAIT: Final = 600.0


class CboeDelayedFeed:
    """Options of one US underlying from Cboe's delayed quotes, polled.

    Parameters
    ----------
    symbol : str
        Such as SPX, SPY or AAPL.
    poll_seconds : float, default 60
        Time between two questions, above 0.
    delay_seconds : float, default 900
        By how much quotes are older than the document's time stamp, 0 or more.
    exercise : {"european", "american"}, optional
        How options are exercised; by the underlying when None.
    dividends : DividendSchedule, optional
        Dated dividends of the underlying.
    url : str
        Address of the folder of documents.
    rules : ConnectionRules, optional
        Silence, waits and attempts.
    now : callable, optional
        The time by the clock, for updates that the source does not date; that of the machine.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.
    MissingDependencyError
        If httpx is not installed.

    Notes
    -----
    Each question says which document is known (``If-None-Match``, ``If-Modified-Since``), so an
    unchanged one costs nothing; of a new one the quotes that changed make the update. Documents
    that are no newer than the one known are passed over. Errors, HTTP 429 and 5xx among them, are
    tried again after a wait, no sooner than ``Retry-After`` asks; when they go on for
    ``silence_seconds`` an empty snapshot withdraws every quote, and the next good document comes
    as a whole one.

    References
    ----------
    .. [1] Cboe, delayed quotes of options, one JSON document a symbol; there is no published
       specification, and fields that are not there end in an error.

    Verified by tests/unit/market/feeds/test_cboe_live.py, against a server on the same machine.
    """

    def __init__(
        self,
        symbol: str,
        *,
        poll_seconds: float = 60.0,
        delay_seconds: float = 900.0,
        exercise: Exercise | None = None,
        dividends: DividendSchedule | None = None,
        url: str = CBOE_URL,
        rules: ConnectionRules | None = None,
        now: Callable[[], dt.datetime] | None = None,
    ) -> None:
        if not symbol.strip("_^$ ").isalnum():
            raise InvalidArgumentError(f"symbol={symbol!r}: give one such as SPX or AAPL")
        if not 0.0 < poll_seconds <= 86_400.0:
            raise InvalidArgumentError(f"poll_seconds={poll_seconds}: give a number above 0")
        if not 0.0 <= delay_seconds <= 86_400.0:
            raise InvalidArgumentError(f"delay_seconds={delay_seconds}: give 0 or more")
        self._url = f"{url}/{document_name(symbol)}.json"
        self._poll, self._rules = poll_seconds, rules or ConnectionRules()
        self._reading: Any = {
            "delay": dt.timedelta(seconds=delay_seconds),
            "exercise": exercise,
            "dividends": dividends,
        }
        self._now = now or (lambda: dt.datetime.now(dt.UTC))
        self._httpx = require("httpx")
        self._client = self._httpx.Client(timeout=self._rules.silence_seconds)
        self._known: dict[str, str] = {}
        self._status, self._closed = FeedStatus(), threading.Event()
        self._backoff = Backoff(self._rules)
        self._opening: Chain | None = None
        self._asked_wait = 0.0

    @property
    def status(self) -> FeedStatus:
        """What the feed has been through."""
        return self._status

    def opening(self) -> Chain:
        """Ask for the document, where that is not done, and return it as a chain.

        Raises
        ------
        DataError
            If no attempt succeeds, or the feed is closed before one does.
        """
        while self._opening is None:
            if self._closed.is_set():
                raise DataError(f"the feed {self._url} was closed before its first document")
            try:
                first = self._ask()
                if first is None:
                    raise BrokenFeedError("HTTP 304 in answer to a first question")
                self._opening = first
                self._found()
            except BrokenFeedError as error:
                self._wait_after(error)
        return self._opening

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield what each new document changes, until the feed is closed.

        Raises
        ------
        DataError
            When no attempt is left.
        """
        before, sequence = self.opening(), 0
        last, heard, is_withdrawn = before.valuation_time, time.monotonic(), False
        self._closed.wait(self._poll)
        while not self._closed.is_set():
            update: FeedUpdate | None = None
            try:
                after = self._ask()
                self._found()
                heard = time.monotonic()
                if after is not None and not self._is_newer(after, before):
                    after = None
                if is_withdrawn:
                    update, is_withdrawn = _whole(after or before), False
                elif after is not None:
                    update = next(chain_updates(before, [after]))
                before = after or before
            except BrokenFeedError as error:
                self._wait_after(error)
                if not is_withdrawn and time.monotonic() - heard > self._rules.silence_seconds:
                    update, is_withdrawn = self._withdrawal(before), True
            if update is not None:
                last, sequence = max(last, update.time), sequence + 1
                yield replace(update, time=last, sequence=sequence)
            if self._status.state == "live":
                self._closed.wait(self._poll)

    def close(self) -> None:
        """Ask no more; a second call does nothing."""
        if not self._closed.is_set():
            self._closed.set()
            self._client.close()
            self._status = replace(self._status, state="closed")

    def _ask(self) -> Chain | None:
        """Ask for the document; return its chain, or None where it is the known one."""
        self._asked_wait = 0.0
        try:
            answer = self._client.get(self._url, headers=self._known)
        except (self._httpx.HTTPError, RuntimeError) as error:
            raise BrokenFeedError(f"{type(error).__name__}: {error}") from error
        if answer.status_code == _NOT_MODIFIED:
            return None
        if answer.status_code != _OK:
            self._asked_wait = _seconds(answer.headers.get("Retry-After"))
            raise BrokenFeedError(f"HTTP {answer.status_code}")
        try:
            chain = chain_of(answer.content, **self._reading)
        except BrokenFeedError:
            self._status = replace(self._status, malformed=self._status.malformed + 1)
            raise
        headers = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
        found = {name: answer.headers.get(source) for name, source in headers.items()}
        self._known = {name: value for name, value in found.items() if value}
        return chain

    def _found(self) -> None:
        """Note that the source is there."""
        self._backoff.succeeded()
        if self._status.state != "live":
            connections = self._status.connections + 1
            self._status = replace(self._status, state="live", connections=connections)

    def _wait_after(self, error: BrokenFeedError) -> None:
        """Wait after a failure, or raise when no attempt is left."""
        if self._closed.is_set():
            return
        self._status = replace(self._status, state="lost", last_error=str(error))
        wait = self._backoff.failed()
        if wait is None:
            self._status = replace(self._status, state="failed")
            raise DataError(
                f"the feed {self._url} has ended: {error}; check the address and network"
            ) from error
        self._closed.wait(max(wait, min(self._asked_wait, _LONGEST_ASKED_WAIT)))

    def _is_newer(self, after: Chain, before: Chain) -> bool:
        if after.valuation_time > before.valuation_time:
            return True
        self._status = replace(self._status, duplicates=self._status.duplicates + 1)
        return False

    def _withdrawal(self, known: Chain) -> FeedUpdate:
        return FeedUpdate(
            time=self._now() - self._reading["delay"],
            quotes=known.quotes.select(_COLUMNS).clear(),
            is_snapshot=True,
        )


def _whole(chain: Chain) -> FeedUpdate:
    """Return a chain as a snapshot."""
    return FeedUpdate(
        time=chain.valuation_time,
        quotes=chain.quotes.select(_COLUMNS).filter(
            pl.col("bid").is_not_null() | pl.col("ask").is_not_null()
        ),
        spot=chain.spot,
        is_snapshot=True,
    )


def _seconds(text: str | None) -> float:
    """Return the seconds of a Retry-After header; 0 where it has none."""
    return float(text) if text is not None and text.isdigit() else 0.0
