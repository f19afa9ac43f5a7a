"""Choosing a snapshot of a file by date and time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.readers.layout import Layout, Moment, Request

__all__ = ["between", "choose", "parse_date", "parse_time", "within"]


def parse_date(date: str | dt.date | None) -> dt.date | None:
    """Return a date, from a date or ISO text.

    Raises
    ------
    InvalidArgumentError
        When the text is not a date.
    """
    if date is None or (isinstance(date, dt.date) and not isinstance(date, dt.datetime)):
        return date
    try:
        return date.date() if isinstance(date, dt.datetime) else dt.date.fromisoformat(date)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"date={date!r}: give a date such as '2019-05-24'") from error


def parse_time(time: str | dt.time | None, argument: str = "time") -> dt.time | None:
    """Return a time of day, from a time or text such as "15:45"; errors name the argument.

    Raises
    ------
    InvalidArgumentError
        When the text is not a time, or the time has a zone (the exchange's own is meant).
    """
    if time is None:
        return None
    try:
        parsed = time if isinstance(time, dt.time) else dt.time.fromisoformat(time)
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"{argument}={time!r}: give a time such as '15:45'") from error
    if parsed.tzinfo is not None:
        raise InvalidArgumentError(
            f"{argument}={time!r}: give the exchange's local time, without zone"
        )
    return parsed


def within(moments: pl.DataFrame, layout: Layout, request: Request, file: str) -> pl.DataFrame:
    """Return the moments (`stamp`, `valuation_time`) on the date that is asked for, or all.

    Raises
    ------
    DataError
        When there is none; the message says what the file holds.
    """
    if request.date is None:
        return moments
    local = moments["valuation_time"].dt.convert_time_zone(layout.zone).dt.date()
    chosen = moments.filter(local == request.date)
    if chosen.is_empty():
        raise DataError(f"{file} has no quotes of {request.date}; it holds {_extent(local)}")
    return chosen


def between(
    moments: pl.DataFrame,
    layout: Layout,
    *,
    start: str | dt.time | None,
    end: str | dt.time | None,
    file: str,
) -> pl.DataFrame:
    """Return the moments within a part of the day, all of them for layouts with one a day.

    Raises
    ------
    DataError
        When there is none; the message says what the file holds.
    InvalidArgumentError
        When a time is none.
    """
    earliest, latest = parse_time(start, "start"), parse_time(end, "end")
    if layout.kind == "daily" or (earliest is None and latest is None):
        return moments
    local = moments["valuation_time"].dt.convert_time_zone(layout.zone).dt.time()
    low, high = earliest or dt.time.min, latest or dt.time.max
    chosen = moments.filter((local >= low) & (local <= high))
    if chosen.is_empty():
        held = local.sort()
        raise DataError(
            f"{file} has no quotes from {low:%H:%M} to {high:%H:%M} ({layout.zone}); it holds "
            f"those of {held[0]:%H:%M} to {held[-1]:%H:%M}"
        )
    return chosen


def choose(
    moments: pl.DataFrame, layout: Layout, request: Request, file: str
) -> tuple[Moment, tuple[str, ...]]:
    """Return the moment that a request means, and notes on the choice.

    The last one of the date (of the file where no date is given), or the last at or before `time`.
    """
    chosen = within(moments, layout, request, file)
    if request.time is not None and layout.kind != "daily":
        return _at(chosen, layout, request.time, file), ()
    notes = _which(moments, chosen, layout, request, file)
    last = chosen.row(-1, named=True)
    return Moment(stamp=last["stamp"], valuation_time=last["valuation_time"]), notes


def _at(moments: pl.DataFrame, layout: Layout, time: dt.time, file: str) -> Moment:
    zone = ZoneInfo(layout.zone)
    last: dt.datetime = moments["valuation_time"][-1]
    local = dt.datetime.combine(last.astimezone(zone).date(), time, tzinfo=zone)
    instant = local.astimezone(dt.UTC)
    same_day = pl.col("valuation_time").dt.convert_time_zone(layout.zone).dt.date() == local.date()
    moments = moments.filter(same_day)
    before = moments.filter(pl.col("valuation_time") <= instant)
    if before.is_empty():
        first = moments["valuation_time"][0].astimezone(zone)
        raise DataError(
            f"{file} has no quotes at or before {local:%Y-%m-%d %H:%M} ({layout.zone}); "
            f"the first are of {first:%Y-%m-%d %H:%M}"
        )
    row = before.row(-1, named=True)
    carried = layout.kind == "changes"
    return Moment(stamp=row["stamp"], valuation_time=instant if carried else row["valuation_time"])


def _which(
    moments: pl.DataFrame, chosen: pl.DataFrame, layout: Layout, request: Request, file: str
) -> tuple[str, ...]:
    if chosen.height == 1 and (request.date is not None or moments.height == 1):
        return ()
    what = "days" if layout.kind == "daily" else "snapshots"
    zone = ZoneInfo(layout.zone)
    form = "%Y-%m-%d" if layout.kind == "daily" else "%Y-%m-%d %H:%M"
    first, last = (chosen["valuation_time"][i].astimezone(zone).strftime(form) for i in (0, -1))
    asked = f" of {request.date}" if request.date is not None else ""
    return (f"{file} holds {chosen.height} {what}{asked}, {first} to {last}: the last is used.",)


def _extent(dates: pl.Series) -> str:
    days = dates.unique().sort()
    if len(days) <= 5:
        return ", ".join(str(day) for day in days)
    return f"{len(days)} days from {days[0]} to {days[-1]}"
