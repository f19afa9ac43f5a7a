"""A file of chains as a feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from axiom.core.errors import DataError
from axiom.market.chain import Exercise
from axiom.market.clock import Settlement
from axiom.market.dividends import DividendSchedule
from axiom.market.feeds.changes import chain_updates
from axiom.market.readers import iter_chains

if TYPE_CHECKING:
    from axiom.market.chain import Chain
    from axiom.market.feeds.feed import FeedUpdate

__all__ = ["Reading", "RecordedFeed"]


class Reading(TypedDict, total=False):
    """How to read a file: the keyword arguments of `axiom.market.iter_chains`."""

    layout: str
    date: str | dt.date | None
    time: str | dt.time | None
    start: str | dt.time | None
    end: str | dt.time | None
    underlying: str | None
    columns: Mapping[str, str] | None
    forward: float | Mapping[dt.date, float] | None
    rate: float | None
    spot: float | None
    spot_file: str | Path | None
    settlement: Settlement | None
    exercise: Exercise | None
    dividends: DividendSchedule | str | Path | None


class RecordedFeed:
    """The chains of a file, in order, as a feed.

    Parameters
    ----------
    path : str or Path
        File of any layout that `axiom.market.iter_chains` reads.
    **reading
        Its arguments: date, start, end, underlying, spot_file, exercise, dividends and so on.

    Raises
    ------
    DataError, LayoutError, InvalidArgumentError
        As `iter_chains`.

    Notes
    -----
    Each chain becomes one `FeedUpdate` with what it changes in the one before (`chain_updates`).
    The feed can be read again from the beginning, as often as wanted, and gives the same updates.

    Verified by tests/unit/market/feeds/test_recorded.py.
    """

    def __init__(self, path: str | Path, **reading: Unpack[Reading]) -> None:
        self._path, self._reading = Path(path), reading
        self._first = self._read_first()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def opening(self) -> Chain:
        """Return the first chain of the file."""
        return self._first

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield what each later chain changes."""
        chains = iter_chains(self._path, **self._reading)
        next(chains)
        return chain_updates(self._first, chains)

    def close(self) -> None:
        """Do nothing: a file is open only while it is read."""

    def _read_first(self) -> Chain:
        for chain in iter_chains(self._path, **self._reading):
            return chain
        raise DataError(f"{self._path.name} holds no chain; give a file with quotes")
