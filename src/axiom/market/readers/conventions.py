"""What a file leaves unsaid: its underlying's name, how options settle, how they are exercised."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.market.chain import SETTLEMENT, Exercise
from axiom.market.clock import (
    AM_SETTLED_ROOTS,
    NEW_YORK,
    is_standard_expiration,
    settlement_instants,
)
from axiom.market.readers.layout import Request
from axiom.market.readers.source import Source

__all__ = [
    "EUROPEAN_ROOTS",
    "exercise_of",
    "refuse_american",
    "settle_by_date",
    "settle_by_instant",
    "underlying_name",
]

EUROPEAN_ROOTS: Final = AM_SETTLED_ROOTS | frozenset(
    ("BTC", "ETH", "MRUT", "NDXP", "RUTW", "SPXW", "XEO", "XSP")
)
"""Roots whose options cannot be exercised before they expire."""


def exercise_of(underlying: str, request: Request) -> Exercise:
    """Return how the options of an underlying are exercised; ``request.exercise`` overrides.

    Options on indices in `EUROPEAN_ROOTS` are European, those on shares and funds American.
    """
    if request.exercise is not None:
        return request.exercise
    is_european = underlying.strip().lstrip("^$.").upper() in EUROPEAN_ROOTS
    return "european" if is_european else "american"


def refuse_american(layout: str, request: Request) -> None:
    """Refuse American exercise for a layout whose prices are made from vols by Black's formula.

    Raises
    ------
    InvalidArgumentError
        When ``request.exercise`` is "american".
    """
    if request.exercise == "american":
        raise InvalidArgumentError(
            f"exercise='american' does not go with layout {layout}: its file holds vols, whose "
            "prices are those of European options; leave exercise= out"
        )


def underlying_name(source: Source, request: Request) -> str:
    """Return the underlying that was asked for, else the letters that the file's name begins with.

    These are at most six letters, upper case; "unknown" where the name begins otherwise.
    """
    if request.underlying is not None:
        return request.underlying
    found = re.match(r"[A-Za-z]{1,6}(?![A-Za-z])", source.name)
    return found.group().upper() if found else "unknown"


def settle_by_date(
    dates: pl.Series, underlying: str, request: Request
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return expiry, date and settlement of listed dates in a file that names no option root.

    Options settle at the close, but those of an index with morning settlement (SPX, NDX, RUT, ...)
    on standard monthly dates, of which a note tells. ``request.settlement`` overrides both.
    """
    root = underlying.strip().lstrip("^$.").upper()
    is_am = pl.Series([False]).new_from_index(0, len(dates))
    notes: tuple[str, ...] = ()
    if request.settlement is not None:
        is_am = pl.Series([request.settlement == "AM"]).new_from_index(0, len(dates))
    elif root in AM_SETTLED_ROOTS:
        standard = [day for day in dates.unique().drop_nulls() if is_standard_expiration(day)]
        is_am = dates.is_in(standard)
        notes = (
            f"The file does not say how {root} options settle: standard monthly expirations are "
            "taken as settled in the morning, others at the close; settlement= overrides.",
        )
    settlement = is_am.replace_strict({True: "AM", False: "PM"}, return_dtype=SETTLEMENT)
    table = pl.DataFrame(
        {
            "expiry": settlement_instants(dates, settlement),
            "expiry_date": dates,
            "settlement": settlement,
        }
    )
    return table, notes


def settle_by_instant(expiry: pl.Series, request: Request) -> pl.DataFrame:
    """Return expiry, date and settlement of expirations that a file gives as instants.

    Vendors write one hour of UTC the year round (20:00 for the close in New York, which is 21:00 in
    winter). An instant at either of those hours therefore means the close of its day, one at 13:30
    or 14:30 the morning; any other is taken as it stands.
    """
    local = expiry.dt.convert_time_zone(NEW_YORK.key)
    minute = expiry.dt.hour().cast(pl.Int32) * 60 + expiry.dt.minute().cast(pl.Int32)
    is_close = minute.is_in([20 * 60, 21 * 60])
    is_open = minute.is_in([13 * 60 + 30, 14 * 60 + 30])
    is_am = is_open | (~is_close & (local.dt.hour() < 12))
    if request.settlement is not None:
        is_am = pl.Series([request.settlement == "AM"]).new_from_index(0, len(expiry))
    dates = local.dt.date()
    settlement = is_am.replace_strict({True: "AM", False: "PM"}, return_dtype=SETTLEMENT)
    by_clock = settlement_instants(dates, settlement)
    known = is_close | is_open
    return pl.DataFrame(
        {
            "expiry": by_clock.zip_with(known, expiry),
            "expiry_date": dates,
            "settlement": settlement,
        }
    )
