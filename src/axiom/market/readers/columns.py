"""Columns as they come, to columns of one type, with an error that says which cell is wrong."""

from __future__ import annotations

from typing import Final

import polars as pl

from axiom.core.errors import DataError
from axiom.market.chain import EXERCISE, INSTANT

__all__ = ["to_date", "to_exercise", "to_float", "to_instant", "to_is_call", "to_price"]

_MISSING: Final = ("", "na", "n/a", "nan", "null", "none", "-", "--")
_DATE_FORMATS: Final = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%d%b%y", "%d-%b-%y", "%d-%b-%Y")
_CALLS: Final = ("c", "call", "true", "1")
_PUTS: Final = ("p", "put", "false", "0", "-1")
_EXERCISES: Final = {"a": "american", "american": "american", "e": "european"} | {
    "european": "european"
}


def to_float(column: pl.Series, file: str) -> pl.Series:
    """Return a column as Float64; blanks and words for a missing value become null.

    Raises
    ------
    DataError
        Naming the first row whose text is not a number.
    """
    if column.dtype.is_numeric():
        return column.cast(pl.Float64)
    text = _text(column)
    numbers = text.cast(pl.Float64, strict=False)
    _refuse(text, numbers, column.name, file, "is not a number")
    return numbers


def to_price(column: pl.Series, file: str) -> pl.Series:
    """Return a column of prices as Float64, where 0 stands for "no quote" and becomes null."""
    return to_float(column, file).replace(0.0, None)


def to_date(column: pl.Series, file: str) -> pl.Series:
    """Return a column of dates (or of timestamps, whose date is taken) as Date.

    Raises
    ------
    DataError
        Naming the first row whose text is not a date.
    """
    if column.dtype == pl.Date or isinstance(column.dtype, pl.Datetime):
        return column.cast(pl.Date)
    text = _text(column)
    unique = text.unique().drop_nulls()
    day = unique.str.extract(r"^([^ T]+)", 1)
    parsed = pl.Series(unique.name, [None] * len(unique), dtype=pl.Date)
    for form in _DATE_FORMATS:
        parsed = parsed.fill_null(day.str.to_date(form, strict=False))
    _refuse(unique, parsed, column.name, file, "is not a date such as 2024-06-21")
    return text.replace_strict(unique, parsed, default=None, return_dtype=pl.Date)


def to_instant(column: pl.Series, file: str, zone: str) -> pl.Series:
    """Return a column of timestamps as Datetime("us", "UTC").

    Parameters
    ----------
    column : polars.Series
        Timestamps, or ISO 8601 text with or without an offset.
    file : str
        Name of the file, for the message.
    zone : str
        Time zone of timestamps that name none.

    Raises
    ------
    DataError
        Naming the first row whose text is not a timestamp.
    """
    if isinstance(column.dtype, pl.Datetime):
        return _in_utc(column.cast(pl.Datetime("us", column.dtype.time_zone)), zone)
    text = _text(column)
    unique = text.unique().drop_nulls()
    iso = unique.str.replace(" ", "T", literal=True)
    has_offset = iso.str.contains(r"T.*(?:Z|[+-]\d\d:?\d\d)$")
    aware = iso.set(~has_offset, None).str.to_datetime(
        "%+", time_unit="us", time_zone="UTC", strict=False
    )
    naive = iso.set(has_offset, None).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False)
    parsed = aware.fill_null(_in_utc(naive.cast(pl.Datetime("us")), zone))
    _refuse(unique, parsed, column.name, file, "is not a time such as 2024-06-14 15:28:47")
    return text.replace_strict(unique, parsed, default=None, return_dtype=INSTANT)


def to_is_call(column: pl.Series, file: str) -> pl.Series:
    """Return a column that says call or put as Boolean.

    Raises
    ------
    DataError
        Naming the first row that says neither.
    """
    if column.dtype == pl.Boolean:
        return column
    text = _text(column).str.to_lowercase()
    calls, puts = text.is_in(_CALLS), text.is_in(_PUTS)
    known = calls.set(~(calls | puts), None)
    _refuse(text.fill_null("(blank)"), known, column.name, file, "is neither call nor put (C or P)")
    return known


def to_exercise(column: pl.Series, file: str) -> pl.Series:
    """Return a column that says European or American (or E, A); blanks stay null.

    Raises
    ------
    DataError
        Naming the first row that says neither.
    """
    text = _text(column).str.to_lowercase()
    known = text.replace_strict(_EXERCISES, default=None, return_dtype=EXERCISE)
    _refuse(text, known, column.name, file, "is neither american nor european (A or E)")
    return known


def _text(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String).str.strip_chars(" \t\r\"'")
    return text.set(text.str.to_lowercase().is_in(_MISSING), None)


def _in_utc(column: pl.Series, zone: str) -> pl.Series:
    if column.dtype.time_zone is None:  # type: ignore[attr-defined]
        column = column.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return column.dt.convert_time_zone("UTC")


def _refuse(text: pl.Series, parsed: pl.Series, name: str, file: str, what: str) -> None:
    wrong = parsed.is_null() & text.is_not_null()
    if wrong.any():
        row = int(wrong.arg_true()[0])
        count = f" ({wrong.sum()} such values)" if wrong.sum() > 1 else ""
        raise DataError(f"{file}: column {name}: {text[row]!r} {what}{count}; correct the file")
