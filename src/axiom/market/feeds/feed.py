"""What every feed offers: a first whole chain, then updates in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    import polars as pl

    from axiom.market.chain import Chain

__all__ = ["Feed", "FeedUpdate"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FeedUpdate:
    """What has changed in a market by an instant: the arguments of `SurfaceFilter.update`.

    Parameters
    ----------
    time : datetime
        When it was observed. Aware; kept in UTC.
    quotes : polars.DataFrame or None
        Quotes that changed, one row an option: `expiry` (settlement instant, UTC), `strike`,
        `is_call`, `bid`, `ask` (null: no price on that side), and optionally `bid_size`,
        `ask_size`, `quote_time`, `volume` (contracts traded since the update before). None: no
        quote has changed.
    spot : float or None
        The new spot. None: it has not changed, or the feed has none.
    forwards : mapping of datetime to float, optional
        Forwards that the feed publishes, by expiry.
    is_snapshot : bool, default False
        Whether `quotes` holds the whole market: an option that is not in it is no longer quoted.
    sequence : int, optional
        The feed's own number of the update, where it has one.

    Raises
    ------
    InvalidArgumentError
        When `time` is naive.

    Notes
    -----
    Prices are as they were received, bad ones too: the filter flags them.
    Verified by tests/unit/market/feeds/test_feed.py.
    """

    time: datetime
    quotes: pl.DataFrame | None = None
    spot: float | None = None
    forwards: Mapping[datetime, float] | None = None
    is_snapshot: bool = False
    sequence: int | None = None

    def __post_init__(self) -> None:
        """Check the time."""
        if self.time.tzinfo is None:
            raise InvalidArgumentError(f"time={self.time!r} has no time zone: give an aware time")
        object.__setattr__(self, "time", self.time.astimezone(UTC))

    @property
    def has_quotes(self) -> bool:
        """Whether some quote has changed."""
        return self.quotes is not None and not self.quotes.is_empty()


@runtime_checkable
class Feed(Protocol):
    """Quotes of one underlying's options as they come in, recorded, simulated or live."""

    def opening(self) -> Chain:
        """Return the first whole chain; the same one at every call."""
        ...

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield what changes after the opening chain, in order of time."""
        ...

    def close(self) -> None:
        """Let go of what the feed holds; a second call does nothing."""
        ...
