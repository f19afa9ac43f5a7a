"""The sessions of an exchange: when it opens and closes, day by day."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from axiom.core.errors import InvalidArgumentError, MissingDependencyError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ALWAYS_OPEN", "Sessions", "trading_sessions"]

ALWAYS_OPEN: Final = "24/7"
"""The calendar of a market that never closes; its sessions are the days of UTC."""

DAY_SECONDS: Final = 86_400
SHORT_SHARE: Final = 0.9
BLOCK: Final = 10
"""Years of a calendar that are built at once."""
KNOWN_YEAR: Final = 2020  # within the bounds of every calendar
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sessions:
    """Trading sessions of one exchange, in order.

    Parameters
    ----------
    days : ndarray of int64
        Date of each session, days since 1970-01-01, shape (n,).
    opens, closes : ndarray of int64
        Its first and last instant, seconds since 1970-01-01 UTC, shape (n,); a break in the middle
        of the day counts as part of the session.
    zone : ZoneInfo
        Where the exchange's days begin and end.
    begins : datetime.date
        Since when its holidays are known.

    Notes
    -----
    Verified by ``tests/unit/market/clock/test_calendars.py``.
    """

    days: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    zone: ZoneInfo
    begins: dt.date = dt.date.min

    @property
    def is_short(self) -> NDArray[np.bool_]:
        """Which sessions last less than nine tenths of the usual time: early closes, late opens."""
        length = self.closes - self.opens
        return np.asarray(length < SHORT_SHARE * np.median(length), dtype=np.bool_)

    @property
    def is_weekend(self) -> NDArray[np.bool_]:
        """Which sessions are held on a Saturday or Sunday."""
        return weekend(self.days)


def weekend(days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which days since 1970-01-01, a Thursday, are Saturdays or Sundays."""
    return np.asarray((days + 3) % 7 >= 5, dtype=np.bool_)


def trading_sessions(calendar: str, first: dt.date, last: dt.date) -> Sessions:
    """Return the sessions of an exchange between two dates.

    Parameters
    ----------
    calendar : str
        Name of a calendar of exchange_calendars ("XNYS", "XEUR", "CMES"), or "24/7".
    first, last : datetime.date
        The dates, both included.

    Returns
    -------
    Sessions
        As far as the calendar is known: it ends before `last` where the exchange's holidays are
        not.

    Raises
    ------
    InvalidArgumentError
        When the calendar is unknown, or does not reach `first`.
    MissingDependencyError
        When exchange_calendars is not installed; "24/7" does without it.

    Notes
    -----
    Holidays that are not yet proclaimed (a day of mourning, a storm) are not in it, and a newer
    release of the library may know more of them: store the `TimeTable` where a figure has to be
    computed again.

    Verified by ``tests/unit/market/clock/test_calendars.py``.
    """
    if calendar == ALWAYS_OPEN:
        return _always_open(first, last)
    known = _calendar(calendar, first.year // BLOCK * BLOCK, last.year // BLOCK * BLOCK)
    if first < known.begins:
        raise InvalidArgumentError(
            f"calendar {calendar!r} begins on {known.begins}, after {first}; give another, or a "
            "later valuation time"
        )
    low, high = ((day - _EPOCH).days for day in (first, last))
    kept = (known.days >= low) & (known.days <= high)
    return replace(known, days=known.days[kept], opens=known.opens[kept], closes=known.closes[kept])


def _always_open(first: dt.date, last: dt.date) -> Sessions:
    days = np.arange((first - _EPOCH).days, (last - _EPOCH).days + 1, dtype=np.int64)
    opens = days * DAY_SECONDS
    return Sessions(days=days, opens=opens, closes=opens + DAY_SECONDS, zone=ZoneInfo("UTC"))


@lru_cache(maxsize=32)
def _calendar(name: str, first_year: int, last_year: int) -> Sessions:
    """Build the calendar over whole blocks of years, as far as it is known."""
    library = _library()
    if name not in library.get_calendar_names():
        names = ", ".join(sorted(library.get_calendar_names()))
        raise InvalidArgumentError(f"calendar is {name!r}, which is unknown; give one of {names}")
    begins, ends = _bounds(name)
    low = max(dt.date(first_year, 1, 1), begins)
    high = min(dt.date(last_year + BLOCK - 1, 12, 31), ends)
    if low >= high:
        raise InvalidArgumentError(
            f"calendar {name!r} is known from {begins} to {ends}; give another, or a valuation "
            "time within"
        )
    found = _built(library, name, start=low.isoformat(), end=high.isoformat())
    return Sessions(
        days=np.asarray(found.sessions.to_numpy().astype("datetime64[D]").astype(np.int64)),
        opens=np.asarray(found.opens_nanos, dtype=np.int64) // 1_000_000_000,
        closes=np.asarray(found.closes_nanos, dtype=np.int64) // 1_000_000_000,
        zone=ZoneInfo(str(found.tz)),
        begins=begins,
    )


@lru_cache(maxsize=32)
def _bounds(name: str) -> tuple[dt.date, dt.date]:
    """Give the first and last date for which a calendar's holidays are known."""
    year = _built(_library(), name, start=f"{KNOWN_YEAR}-01-01", end=f"{KNOWN_YEAR}-12-31")
    first, last = year.bound_min(), year.bound_max()
    return (
        dt.date.min if first is None else first.date(),
        dt.date.max if last is None else last.date(),
    )


def _built(library: Any, name: str, **span: str) -> Any:
    with warnings.catch_warnings():
        # What the calendar library says here is for its own maintainers: uses of pandas that a
        # later pandas will refuse.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        return library.get_calendar(name, **span)


def _library() -> Any:
    try:
        return import_module("exchange_calendars")
    except ImportError as error:
        raise MissingDependencyError(
            "the sessions of an exchange need exchange_calendars, which is not installed: "
            "pip install 'axiom-quant[calendars]', or use the calendar '24/7' or calendar time"
        ) from error
