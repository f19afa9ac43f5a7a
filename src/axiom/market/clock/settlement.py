"""When options settle, and how many years away that is.

Times are instants: a listed date becomes one through the exchange's own clock. US options settle in
New York, on the morning's opening prices (`AM`, 09:30) or at the close (`PM`, 16:00, or 13:00 on a
day when the exchange closes early); Deribit settles at 08:00 UTC. Years are ACT/365 fixed, counted
in seconds.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal
from zoneinfo import ZoneInfo

import polars as pl

from axiom.core.errors import InvalidArgumentError

__all__ = [
    "AM_SETTLED_ROOTS",
    "NEW_YORK",
    "SECONDS_PER_YEAR",
    "Settlement",
    "closing_time",
    "deribit_settlement",
    "is_standard_expiration",
    "settlement_instant",
    "settlement_instants",
    "settlement_of_root",
    "years_between",
]

Settlement = Literal["AM", "PM"]

NEW_YORK: Final = ZoneInfo("America/New_York")
SECONDS_PER_YEAR: Final = 365.0 * 86_400.0
OPENING_TIME: Final = dt.time(9, 30)
REGULAR_CLOSE: Final = dt.time(16, 0)
EARLY_CLOSE: Final = dt.time(13, 0)
DERIBIT_TIME: Final = dt.time(8, 0)

AM_SETTLED_ROOTS: Final = frozenset({"DJX", "MNX", "NDX", "RUT", "SPX", "VIX", "VIXW"})
"""Option roots that settle on opening prices on the morning of the expiration date."""


def closing_time(date: dt.date) -> dt.time:
    """Return the time, in New York, at which US options stop trading on a date.

    Parameters
    ----------
    date : datetime.date
        A trading day.

    Returns
    -------
    datetime.time
        16:00, or 13:00 on a day of early close.

    Notes
    -----
    Early closes: the day after Thanksgiving, 24 December from Monday to Thursday, and 3 July from
    Monday to Thursday. These are the exchanges' standing rules; a close moved for one day only
    (a storm, a day of mourning) is not known here.

    References
    ----------
    New York Stock Exchange, Rule 7.2 and the yearly list of holidays and trading hours.

    Verified by ``tests/unit/market/clock/test_settlement.py``.
    """
    eve = (date.month, date.day) in {(7, 3), (12, 24)} and date.weekday() <= 3
    thanksgiving_friday = date.month == 11 and date.weekday() == 4 and 23 <= date.day <= 29
    return EARLY_CLOSE if eve or thanksgiving_friday else REGULAR_CLOSE


def settlement_instant(date: dt.date, settlement: Settlement = "PM") -> dt.datetime:
    """Return the instant at which a US option listed for a date settles.

    Parameters
    ----------
    date : datetime.date
        Listed expiration date, local to New York.
    settlement : {"AM", "PM"}, default "PM"
        On opening prices (09:30) or at the close (16:00, or 13:00 when the exchange closes early).

    Returns
    -------
    datetime.datetime
        Aware, in UTC.

    Raises
    ------
    InvalidArgumentError
        When `settlement` is neither "AM" nor "PM".

    Verified by ``tests/unit/market/clock/test_settlement.py``.
    """
    if settlement not in ("AM", "PM"):
        raise InvalidArgumentError(f"settlement={settlement!r}: give 'AM' or 'PM'")
    local = OPENING_TIME if settlement == "AM" else closing_time(date)
    return dt.datetime.combine(date, local, tzinfo=NEW_YORK).astimezone(dt.UTC)


def deribit_settlement(date: dt.date) -> dt.datetime:
    """Return the instant at which a Deribit option settles: 08:00 UTC on its date."""
    return dt.datetime.combine(date, DERIBIT_TIME, tzinfo=dt.UTC)


def settlement_of_root(root: str) -> Settlement:
    """Return how the options of a root settle: SPX in the morning, SPXW and stocks at the close.

    Parameters
    ----------
    root : str
        Option root as listed, without date or strike: "SPX", "SPXW", "AAPL".

    Returns
    -------
    {"AM", "PM"}
    """
    return "AM" if root.strip().lstrip("^$.").upper() in AM_SETTLED_ROOTS else "PM"


def is_standard_expiration(date: dt.date) -> bool:
    """Tell whether a date is a monthly expiration.

    That is a third Friday, the Thursday before when it is Good Friday, or the Saturday after it,
    which contracts were listed for until 2015.

    Parameters
    ----------
    date : datetime.date
        Listed expiration date.

    Returns
    -------
    bool
    """
    friday = date + dt.timedelta(days=4 - date.weekday())
    if not 15 <= friday.day <= 21:
        return False
    return date.weekday() in (4, 5) or (date.weekday() == 3 and friday == _good_friday(date.year))


def years_between(start: dt.datetime, end: dt.datetime) -> float:
    """Return the years from one instant to another, ACT/365 fixed, counted in seconds.

    Parameters
    ----------
    start, end : datetime.datetime
        Aware instants.

    Returns
    -------
    float
        Negative when `end` lies before `start`.

    Raises
    ------
    InvalidArgumentError
        When an instant has no time zone.

    Verified by ``tests/unit/market/clock/test_settlement.py``.
    """
    for name, value in (("start", start), ("end", end)):
        if value.tzinfo is None:
            raise InvalidArgumentError(f"{name}={value!r} has no time zone: give an aware datetime")
    return (end.astimezone(dt.UTC) - start.astimezone(dt.UTC)).total_seconds() / SECONDS_PER_YEAR


def settlement_instants(dates: pl.Series, settlement: pl.Series) -> pl.Series:
    """Return the settlement instants of a column of listed dates.

    Parameters
    ----------
    dates : polars.Series of Date
        Listed expiration dates, local to New York.
    settlement : polars.Series
        "AM" or "PM" for each date.

    Returns
    -------
    polars.Series
        Datetime("us", "UTC"), named "expiry", of the same length; null where the date is.
    """
    listed = pl.DataFrame({"date": dates, "settlement": settlement.cast(pl.String)})
    unique = listed.unique().drop_nulls()
    instants = [settlement_instant(*row) for row in unique.iter_rows()]
    expiry = pl.Series("expiry", instants, dtype=pl.Datetime("us", "UTC"))
    return listed.join(
        unique.with_columns(expiry), on=["date", "settlement"], how="left", maintain_order="left"
    )["expiry"]


def _good_friday(year: int) -> dt.date:
    """Good Friday by the Gregorian computus (Meeus, Astronomical Algorithms, 1991, p. 67)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    (i, k), m = divmod(c, 4), (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    day = (h - m + r + month + 19) % 32
    return dt.date(year, month, day) - dt.timedelta(days=2)
