"""What every layout has in common: columns, moments, and how a snapshot becomes a chain."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

import polars as pl

from axiom.core.errors import DataError, LayoutError
from axiom.market.chain import Chain, Exercise
from axiom.market.clock import NEW_YORK, Settlement, closing_time
from axiom.market.dividends import DividendSchedule
from axiom.market.readers.columns import to_date, to_float
from axiom.market.readers.source import Source

__all__ = ["DailyLayout", "Layout", "Moment", "Request", "tick_of"]

Forwards = float | Mapping[dt.date, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the caller asked for, checked; see `axiom.market.read_chain`."""

    date: dt.date | None = None
    time: dt.time | None = None
    underlying: str | None = None
    columns: Mapping[str, str] | None = None
    forward: Forwards | None = None
    rate: float | None = None
    spot: float | None = None
    spot_file: str | None = None
    settlement: Settlement | None = None
    exercise: Exercise | None = None
    dividends: DividendSchedule | Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One snapshot of a file: the value that marks its rows, and its instant."""

    stamp: object
    valuation_time: dt.datetime


class Layout(ABC):
    """One vendor's way to write option quotes.

    A subclass names its columns (in plain form: lower case, no brackets, underscores) and turns the
    rows of one moment into a chain. `stamp` is the column whose value marks the rows of a moment,
    `carries` says that rows are changes, to be carried forward.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    required: ClassVar[frozenset[str]]
    optional: ClassVar[tuple[str, ...]] = ()
    stamp: ClassVar[str]
    symbol: ClassVar[str | None] = None
    expiry: ClassVar[str]
    spot: ClassVar[str | None] = None
    keeps_spot_apart: ClassVar[bool] = False
    quotes_a_row: ClassVar[int] = 1
    zone: ClassVar[str] = NEW_YORK.key
    kind: ClassVar[Literal["daily", "snapshots", "changes"]] = "snapshots"

    @abstractmethod
    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return the valuation times of distinct stamps as Datetime("us", "UTC")."""

    @abstractmethod
    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain that the rows of one moment and one underlying make."""

    def fits(self, source: Source) -> bool:
        """Tell whether a file has the required columns."""
        return self.required <= source.columns.keys()

    def bound(self, source: Source, columns: Mapping[str, str] | None) -> Layout:
        """Return the layout for one file; only the generic one differs from file to file."""
        return self

    def table(self, source: Source, request: Request) -> pl.LazyFrame:
        """Return the columns of the file that this layout uses, under their plain names."""
        return source.frame(self.columns(source))

    def columns(self, source: Source) -> list[str]:
        """Return the plain names of the columns to read; raise when one is missing."""
        missing = sorted(self.required - source.columns.keys())
        if missing:
            found = ", ".join(source.columns)
            raise LayoutError(
                f"{source.name}: layout {self.name} needs the columns {', '.join(missing)}, "
                f"which are not among those found ({found}); give layout='generic' and columns="
            )
        wanted = [*sorted(self.required), *self.optional]
        return [name for name in wanted if name in source.columns]

    def rows(self, lazy: pl.LazyFrame, moment: Moment) -> pl.DataFrame:
        """Return the rows of one moment."""
        return lazy.filter(pl.col(self.stamp) == moment.stamp).collect()

    def listing(self, lazy: pl.LazyFrame) -> pl.DataFrame:
        """Return one row a stamp (and underlying): `n_expiry_dates`, `n_quotes`, `spot`."""
        names = lazy.collect_schema().names()
        keys = [self.stamp, *([self.symbol] if self.symbol in names else [])]
        spot = pl.col(self.spot).first() if self.spot in names else pl.lit(None)
        return (
            lazy.group_by(keys)
            .agg(
                n_expiry_dates=pl.col(self.expiry).n_unique(),
                n_quotes=pl.len() * self.quotes_a_row,
                spot=spot.cast(pl.Float64, strict=False),
            )
            .collect()
        )

    def source_text(self, source: Source) -> str:
        """Return file name and layout, for `Chain.source`."""
        return f"{source.name} ({self.name})"


class DailyLayout(Layout):
    """A layout with one snapshot a day, whose rows hold the date and not the time."""

    kind = "daily"

    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return the close in New York of each date, or `time` where it is given."""
        dates = to_date(stamps, source.name)
        instants = [
            dt.datetime.combine(day, request.time or closing_time(day), tzinfo=NEW_YORK)
            for day in dates
        ]
        return pl.Series(instants, dtype=pl.Datetime("us", "UTC"))


def first_number(rows: pl.DataFrame, name: str, file: str) -> float | None:
    """Return the first positive number of a column, or None (also when there is no column)."""
    if name not in rows.columns:
        return None
    numbers = to_float(rows[name], file)
    usable = numbers.filter(numbers.is_finite() & (numbers > 0.0))
    return float(usable[0]) if len(usable) else None


def tick_of(quotes: pl.DataFrame) -> float | None:
    """Return the price increment that all bids and asks are multiples of: 0.05, 0.01 or None."""
    prices = pl.concat([quotes["bid"], quotes["ask"]]).drop_nulls()
    prices = prices.filter(prices.is_finite())
    for tick in (0.05, 0.01):
        steps = prices / tick
        if len(steps) and bool(((steps - steps.round()).abs() < 1e-6 * steps.abs() + 1e-9).all()):
            return tick
    return None


def no_rows(source: Source) -> DataError:
    """Return the error for a file that has a header and nothing else."""
    return DataError(f"{source.name} holds a header and no rows")
