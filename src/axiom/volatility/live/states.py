"""What a live surface says of itself: states of expiries, flags of quotes, results of updates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

__all__ = ["ExpiryStatus", "FilterState", "FilterUpdate", "QuoteFlag"]


class FilterState(IntEnum):
    """How far a curve can be relied on, from best to worst.

    `LIVE`: fitted to fresh quotes. `WIDE`: fitted, but to few or doubtful quotes, or after a jump:
    its errors are widened. `LAST_GOOD`: no usable quotes; the last good curve is carried on and
    its errors grow. `REFUSED`: not to be used; the reason says why.
    """

    LIVE = 0
    WIDE = 1
    LAST_GOOD = 2
    REFUSED = 3


class QuoteFlag(IntEnum):
    """What is the matter with a quote; those up to `WIDE_SPREAD` are used.

    `OK`; `NO_BID`: the ask is a bound alone; `LOCKED`: the bid equals the ask; `WIDE_SPREAD`: the
    spread exceeds the mid. Not used: `MISSING`, never quoted or withdrawn; `NO_ASK`; `CROSSED`;
    `INVALID`: a price or strike that is not finite or is negative; `BOUNDS`: outside the bounds
    that no arbitrage sets, or without an implied vol; `OUTLIER`: far outside the predicted
    interval; `STALE`: much older than its own rhythm of updates; `LATE`: stamped before the quote
    that is held; `EXPIRED`: its expiry has passed.
    """

    OK = 0
    NO_BID = 1
    LOCKED = 2
    WIDE_SPREAD = 3
    MISSING = 4
    NO_ASK = 5
    CROSSED = 6
    INVALID = 7
    BOUNDS = 8
    OUTLIER = 9
    STALE = 10
    LATE = 11
    EXPIRED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryStatus:
    """The state of one expiry.

    Attributes
    ----------
    expiry : datetime
        The settlement instant.
    state : FilterState
    reason : str
        Why it is not `LIVE`; empty where it is.
    n_used, n_flagged : int
        Quotes that its curve uses, and held ones that it leaves out.
    updated : datetime
        When quotes last moved its curve.
    """

    expiry: datetime
    state: FilterState
    reason: str
    n_used: int
    n_flagged: int
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterUpdate:
    """What one update did.

    Attributes
    ----------
    time : datetime
        The filter's time after it.
    n_quotes : int
        Quotes taken in.
    flags : dict of QuoteFlag to int
        How many of them were flagged, by flag, as they stood after the update.
    refitted : tuple of datetime
        Expiries whose curves were fitted again.
    kept : tuple of datetime
        Expiries with new quotes whose curve stayed: nothing usable, or no curve that certifies.
    opened, removed : tuple of datetime
        Expiries that joined the surface, and those that have passed.
    forwards : tuple of datetime
        Expiries whose forward was implied again.
    travelled : float
        Share of the dynamics' translation of the smiles that a spot move kept free of arbitrage;
        1 where nothing moved.
    """

    time: datetime
    n_quotes: int = 0
    flags: dict[QuoteFlag, int] = field(default_factory=dict)
    refitted: tuple[datetime, ...] = ()
    kept: tuple[datetime, ...] = ()
    opened: tuple[datetime, ...] = ()
    removed: tuple[datetime, ...] = ()
    forwards: tuple[datetime, ...] = ()
    travelled: float = 1.0
