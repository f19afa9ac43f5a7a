"""Feeds that cannot be read again, recorded as they come, and read again from the recording."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from axiom.core.errors import DataError
from axiom.market.feeds.feed import FeedUpdate
from axiom.market.feeds.recording_lines import (
    as_chain,
    as_update,
    chain_line,
    read_lines,
    update_line,
)

if TYPE_CHECKING:
    from axiom.market.chain import Chain
    from axiom.market.feeds.feed import Feed

__all__ = ["RecordingFeed", "ReplayedFeed"]

_COLUMNS = ("expiry", "strike", "is_call", "bid", "ask", "bid_size", "ask_size")


class ReplayedFeed:
    """What a `RecordingFeed` has written, as a feed.

    Parameters
    ----------
    path : str or Path
        The recording.

    Raises
    ------
    DataError
        If the file cannot be read, is damaged, or holds no chain.

    Notes
    -----
    Gives the same chain and the same updates, to the last bit, as often as wanted.
    Verified by tests/unit/market/feeds/test_recording.py.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        try:
            records, _ = read_lines(self._path)
        except OSError as error:
            raise DataError(f"{path}: {error.strerror or error}") from error
        if not records:
            raise DataError(f"{self._path.name} holds no chain; record a feed first")
        self._first, self._later = as_chain(records[0]), records[1:]

    def opening(self) -> Chain:
        """Return the first whole chain."""
        return self._first

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield the recorded updates."""
        return (as_update(record) for record in self._later)

    def close(self) -> None:
        """Do nothing: the file was read."""


class RecordingFeed:
    """A feed whose chain and updates are written to a file before they are given.

    Parameters
    ----------
    feed : Feed
        What is recorded, such as a live feed.
    path : str or Path
        The recording. One that exists is continued: its chain and its updates are given first, then
        a snapshot of the feed as it is now, then the feed's updates.
    is_durable : bool, default True
        Whether each waits until it is on disk (fsync).

    Raises
    ------
    DataError
        If a recording that exists is damaged, or is of another underlying.

    Notes
    -----
    A session with a log that runs on a recording feed can thus be resumed after a crash: the
    updates that it has seen come again as they were. The file holds one line each, with a checksum;
    a torn last line was never given and is cut off. One pass of `updates` goes over the feed, as
    the feed itself is.
    Verified by tests/unit/market/feeds/test_recording.py.
    """

    def __init__(self, feed: Feed, path: str | Path, *, is_durable: bool = True) -> None:
        self._feed, self._path, self._is_durable = feed, Path(path), is_durable
        self._replayed = self._continued()
        self._file = self._path.open("ab")
        self._first: Chain | None = None
        self._lock = threading.Lock()

    def opening(self) -> Chain:
        """Return the first whole chain: that of the recording where there was one."""
        if self._first is None:
            if self._replayed is not None:
                self._first = self._replayed.opening()
            else:
                first = self._feed.opening()
                self._write(chain_line(first))
                self._first = first
        return self._first

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield what was recorded, then what comes.

        Raises
        ------
        DataError
            As the feed; or if it is on another underlying than the recording.
        """
        first = self.opening()
        last = FeedUpdate(time=first.valuation_time)
        if self._replayed is not None:
            for last in self._replayed.updates():
                yield last
        for update in self._fresh(first):
            kept = replace(update, time=max(update.time, last.time))
            if not self._write(update_line(kept)):
                return
            yield kept

    def close(self) -> None:
        """Close the feed and the file; a second call does nothing."""
        self._feed.close()
        with self._lock:
            self._file.close()

    def _continued(self) -> ReplayedFeed | None:
        """Return the recording that is there, its torn end cut off."""
        if not self._path.exists():
            return None
        records, whole = read_lines(self._path)
        if whole < self._path.stat().st_size:
            with self._path.open("r+b") as file:
                file.truncate(whole)
        return ReplayedFeed(self._path) if records else None

    def _fresh(self, first: Chain) -> Iterator[FeedUpdate]:
        """Yield what the feed gives after the recording."""
        if self._replayed is not None:
            yield _snapshot(self._feed.opening(), first)
        yield from self._feed.updates()

    def _write(self, line: bytes) -> bool:
        """Write a line, unless the recording is closed; tell whether it was written."""
        with self._lock:
            if self._file.closed:
                return False
            self._file.write(line)
            self._file.flush()
            if self._is_durable:
                os.fsync(self._file.fileno())
            return True


def _snapshot(chain: Chain, first: Chain) -> FeedUpdate:
    """Return a chain as a whole update."""
    if chain.underlying != first.underlying:
        raise DataError(
            f"the recording is of {first.underlying}, the feed of {chain.underlying}; give another "
            "file"
        )
    forwards = chain.given_forwards
    return FeedUpdate(
        time=chain.valuation_time,
        quotes=chain.quotes.select(_COLUMNS).filter(
            pl.col("bid").is_not_null() | pl.col("ask").is_not_null()
        ),
        spot=chain.spot,
        forwards=None
        if forwards is None
        else dict(zip(forwards["expiry"], forwards["forward"], strict=True)),
        is_snapshot=True,
    )
