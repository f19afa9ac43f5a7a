"""`DividendSchedule`: the dividends of one underlying by ex-date."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.market.clock import settlement_instant, years_between
from axiom.market.dividends_csv import read_dividends

__all__ = ["DIVIDEND_SCHEMA", "DividendSchedule"]

DIVIDEND_SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "ex_date": pl.Date(),
    "amount": pl.Float64(),
    "proportion": pl.Float64(),
}
"""Columns of `DividendSchedule.table`, in order."""

_SHOWN: Final = 4

Row = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DividendSchedule:
    """The dividends of one underlying, one row an ex-date, in order of date.

    Parameters
    ----------
    table : polars.DataFrame
        `ex_date` (Date: the first day on which the buyer of a share does not get the dividend),
        `amount` (cash a share, in the currency of the quotes, 0 or more) and `proportion` (share
        of the price that is paid, in [0, 1]); a missing amount or proportion is 0. Sorted by date
        whatever the order given.
    source : str
        Where the rows came from, for reports.

    Raises
    ------
    DataError
        When a column is missing or of an unusable type.
    InvalidArgumentError
        When an ex-date is missing or named twice, an amount is negative or not finite, a proportion
        lies outside [0, 1], or a row pays nothing.

    Notes
    -----
    At the ex-instant the price drops from S to max(S (1 - proportion) - amount, 0). That instant is
    the market's opening in New York (09:30) on the ex-date; an option that expires at it settles on
    the price after the drop.

    Verified by ``tests/unit/market/test_dividends.py``.

    Examples
    --------
    >>> import datetime as dt
    >>> from axiom.market import DividendSchedule
    >>> schedule = DividendSchedule.from_rows([(dt.date(2016, 2, 4), 0.52)])
    >>> valuation_time = dt.datetime(2016, 1, 29, 21, 0, tzinfo=dt.UTC)
    >>> [(round(payment.time, 5), payment.cash) for payment in schedule.times(valuation_time)]
    [(0.0157, 0.52)]
    """

    table: pl.DataFrame
    source: str = "rows"

    def __post_init__(self) -> None:
        """Bring the table to its schema and check every row."""
        table = _conform(self.table)
        for row in table.iter_rows(named=True):
            _check_row(row)
        twice = table.filter(pl.col("ex_date").is_duplicated())
        if not twice.is_empty():
            raise InvalidArgumentError(
                f"ex_date {twice['ex_date'][0]} is named twice: give one row a date, with cash in "
                "amount and a share of the price in proportion"
            )
        object.__setattr__(self, "table", table.sort("ex_date"))

    def __len__(self) -> int:
        """Return the number of dividends."""
        return self.table.height

    @classmethod
    def from_rows(cls, rows: Iterable[Row], *, source: str = "rows") -> DividendSchedule:
        """Build a schedule from rows.

        Parameters
        ----------
        rows : iterable of mapping or sequence
            Mappings with `ex_date` and `amount` or `proportion` (or both), or sequences of them in
            that order. No row at all is a schedule without dividends.
        source : str
            Where the rows came from, for reports.

        Returns
        -------
        DividendSchedule

        Raises
        ------
        InvalidArgumentError
            When a row names something else, or breaks a rule of the class.

        Verified by ``tests/unit/market/test_dividends.py``.
        """
        named = [_named(row) for row in rows]
        try:
            table = pl.DataFrame(named, schema=DIVIDEND_SCHEMA)
        except (pl.exceptions.PolarsError, TypeError) as error:
            raise InvalidArgumentError(
                f"a dividend row has an unusable value: {error}; give a date and numbers"
            ) from error
        return cls(table=table, source=source)

    @classmethod
    def read_csv(cls, path: str | Path, *, underlying: str | None = None) -> DividendSchedule:
        """Read a schedule from a CSV file.

        Parameters
        ----------
        path : str or Path
            With a header that names `ex_date` (2024-06-21), `amount`, and optionally `proportion`,
            `kind` ("cash", or "proportional": then `amount` is the share of the price) and
            `underlying`. Lines that begin with ``#`` are passed over.
        underlying : str, optional
            Whose dividends to take, where the file has a column `underlying`; compared without
            regard to case.

        Returns
        -------
        DividendSchedule

        Raises
        ------
        DataError
            When the file cannot be read or holds dividends of several underlyings and none is
            named; it names file, line, column, value and remedy.
        LayoutError
            When a column is missing or unknown.

        Verified by ``tests/unit/market/test_dividends.py``.
        """
        file = Path(path)
        lines = read_dividends(file, underlying=underlying)
        seen: dict[dt.date, str] = {}
        for where, row in lines:
            try:
                _check_row(row)
            except InvalidArgumentError as error:
                raise DataError(f"{where}: {error}") from None
            if row["ex_date"] in seen:
                raise DataError(
                    f"{where}: ex_date {row['ex_date']} is named before in {seen[row['ex_date']]}; "
                    "keep one line a date, with cash in amount and a share in proportion"
                )
            seen[row["ex_date"]] = where
        return cls.from_rows((row for _, row in lines), source=file.name)

    def times(self, valuation_time: dt.datetime) -> tuple[Dividend, ...]:
        """Return the dividends still to come, with their times in years.

        Parameters
        ----------
        valuation_time : datetime.datetime
            Aware. Dividends whose ex-instant is at or before it are left out: the price is ex.

        Returns
        -------
        tuple of Dividend
            In order of time (ACT/365 fixed from the valuation time to the ex-instant).

        Verified by ``tests/unit/market/test_dividends.py``.
        """
        payments = (
            (years_between(valuation_time, ex_instant(day)), amount, proportion)
            for day, amount, proportion in self.table.iter_rows()
        )
        return tuple(
            Dividend(time=years, cash=amount, proportion=proportion)
            for years, amount, proportion in payments
            if years > 0.0
        )

    def notes(self, valuation_time: dt.datetime, last_expiry: dt.datetime) -> tuple[str, ...]:
        """Say which dividends do not matter for options that live between two instants.

        Parameters
        ----------
        valuation_time, last_expiry : datetime.datetime
            Aware instants.

        Returns
        -------
        tuple of str
            No sentence, or one on dividends gone ex and one on those after the last expiry.

        Verified by ``tests/unit/market/test_dividends.py``.
        """
        days = self.table["ex_date"].to_list()
        gone = [day for day in days if ex_instant(day) <= valuation_time]
        late = [day for day in days if ex_instant(day) > max(last_expiry, valuation_time)]
        sentences = (
            (gone, "at or before the valuation time: the price is ex already"),
            (late, "after the last expiry: no option of the chain sees it"),
        )
        return tuple(
            f"Of the dividends ({self.source}), {_listed(some)} {_is(some)} left out, {why}."
            for some, why in sentences
            if some
        )

    def check_spot(self, spot: float, valuation_time: dt.datetime) -> None:
        """Refuse a cash dividend still to come that is no smaller than the price.

        Parameters
        ----------
        spot : float
            Price of the underlying.
        valuation_time : datetime.datetime
            Aware.

        Raises
        ------
        InvalidArgumentError
            Naming date, amount and spot.

        Verified by ``tests/unit/market/test_dividends.py``.
        """
        for day, amount, _ in self.table.iter_rows():
            if amount >= spot and ex_instant(day) > valuation_time:
                raise InvalidArgumentError(
                    f"the dividend of {day} pays {amount!r}, not less than the spot {spot!r}: "
                    "correct the amount, or its currency unit"
                )


def ex_instant(day: dt.date) -> dt.datetime:
    """Return the instant (UTC) from which the price is ex: the opening in New York, 09:30."""
    return settlement_instant(day, "AM")


def _conform(table: pl.DataFrame) -> pl.DataFrame:
    if "ex_date" not in table.columns or not {"amount", "proportion"} & set(table.columns):
        found = ", ".join(table.columns)
        raise DataError(f"dividends need ex_date and amount or proportion; found {found}")
    absent = [pl.lit(0.0).alias(name) for name in DIVIDEND_SCHEMA if name not in table.columns]
    try:
        whole = table.with_columns(absent).select(
            pl.col(name).cast(dtype) for name, dtype in DIVIDEND_SCHEMA.items()
        )
    except pl.exceptions.PolarsError as error:
        raise DataError(f"dividends: a column has an unusable type: {error}") from error
    return whole.with_columns(pl.col("amount", "proportion").fill_null(0.0))


def _check_row(row: Mapping[str, Any]) -> None:
    day, amount, proportion = row["ex_date"], row["amount"] or 0.0, row["proportion"] or 0.0
    if day is None:
        raise InvalidArgumentError("ex_date is missing: give a date such as 2024-06-21")
    if not (math.isfinite(amount) and amount >= 0.0):
        raise InvalidArgumentError(
            f"the dividend of {day}: amount {amount!r} must be finite and not negative"
        )
    if not 0.0 <= proportion <= 1.0:
        raise InvalidArgumentError(
            f"the dividend of {day}: proportion {proportion!r} must lie between 0 and 1 "
            "(0.01 is 1 % of the price)"
        )
    if amount == 0.0 and proportion == 0.0:
        raise InvalidArgumentError(
            f"the dividend of {day} pays nothing: give an amount or a proportion, or leave it out"
        )


def _named(row: Row) -> dict[str, Any]:
    names = tuple(DIVIDEND_SCHEMA)
    if not isinstance(row, Mapping):
        if not 2 <= len(row) <= len(names):
            raise InvalidArgumentError(f"dividend row {row!r}: give {', '.join(names)}")
        row = dict(zip(names, row, strict=False))
    unknown = [name for name in row if name not in names]
    if unknown:
        raise InvalidArgumentError(
            f"a dividend row has {unknown[0]!r}: it may have {', '.join(names)}"
        )
    return {name: row.get(name) for name in names}


def _listed(days: Sequence[dt.date]) -> str:
    shown = ", ".join(str(day) for day in days[:_SHOWN])
    return shown if len(days) <= _SHOWN else f"{shown} and {len(days) - _SHOWN} more"


def _is(days: Sequence[dt.date]) -> str:
    return "is" if len(days) == 1 else "are"
