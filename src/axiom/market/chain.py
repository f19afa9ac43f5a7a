"""`Chain`: the quotes of one underlying's options at one instant."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Final

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.kernels.dividends import Dividend
from axiom.kernels.exercise import Exercise
from axiom.market.clock import SECONDS_PER_YEAR, years_between
from axiom.market.dividends import DividendSchedule

__all__ = ["EXERCISE", "INSTANT", "QUOTE_SCHEMA", "SETTLEMENT", "Chain", "Exercise", "years_column"]

# The first polars column made from an array imports numpy.ma: done here, not in the first call.
import_module("numpy.ma")

INSTANT: Final = pl.Datetime("us", "UTC")
SETTLEMENT: Final = pl.Enum(["AM", "PM"])
EXERCISE: Final = pl.Enum(["european", "american"])
QUOTE_SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "expiry": INSTANT,
    "expiry_date": pl.Date(),
    "settlement": SETTLEMENT,
    "strike": pl.Float64(),
    "is_call": pl.Boolean(),
    "bid": pl.Float64(),
    "ask": pl.Float64(),
    "bid_size": pl.Float64(),
    "ask_size": pl.Float64(),
    "quote_time": INSTANT,
    "exercise": EXERCISE,
}
"""Columns of `Chain.quotes`, in order. The last four may be null throughout."""

FORWARD_SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "expiry": INSTANT,
    "forward": pl.Float64(),
    "discount_factor": pl.Float64(),
}
_REQUIRED: Final = ("expiry", "expiry_date", "settlement", "strike", "is_call", "bid", "ask")
_KEY: Final = ["expiry", "strike", "is_call"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chain:
    """The quotes of one underlying's options at one instant.

    Parameters
    ----------
    underlying : str
        Symbol of the underlying.
    valuation_time : datetime.datetime
        The instant of the quotes. Aware; kept in UTC.
    quotes : polars.DataFrame
        One row an option: `expiry` (settlement instant, UTC), `expiry_date` (listed date, local),
        `settlement` ("AM" or "PM"), `strike`, `is_call`, `bid`, `ask` (null where there is none),
        and optionally `bid_size`, `ask_size`, `quote_time` (when the quote was last set) and
        `exercise` (null: as the chain). Missing optional columns are added as nulls; rows are
        sorted by expiry, strike, put before call.
        Rows are kept as the source gave them, bad ones too: `screen_quotes` gives each a reason.
    spot : float or None
        Price of the underlying, where the source has one.
    given_forwards : polars.DataFrame or None
        `expiry`, `forward`, `discount_factor`, where the source brings forwards or vols, so that
        put-call parity is not needed or not possible.
    exercise : {"european", "american"}, default "european"
        Whether the options can be exercised before they expire, where the column `exercise` of
        their quotes does not say.
    rate : float or None
        A rate (continuously compounded, per year) that came with the quotes or the caller.
    tick : float or None
        Smallest price increment, where known.
    dividends : DividendSchedule or None
        Dated dividends of the underlying, those before the valuation time and after the last
        expiry too (they do not matter, and `dividend_notes` says so). None: nothing is known of
        dates, and a dividend yield stands for dividends.
    notes : tuple of str
        Sentences that a reader of any result made from this chain has to see.
    source : str
        File name and layout.

    Raises
    ------
    InvalidArgumentError
        When `valuation_time` is not aware, spot or tick is not a positive finite number, or a cash
        dividend to come is no smaller than the spot.
    DataError
        When `quotes` is empty, lacks a column, or a column has an unusable type.

    Verified by ``tests/unit/market/test_chain.py``.
    """

    underlying: str
    valuation_time: dt.datetime
    quotes: pl.DataFrame
    spot: float | None = None
    given_forwards: pl.DataFrame | None = None
    exercise: Exercise = "european"
    rate: float | None = None
    tick: float | None = None
    dividends: DividendSchedule | None = None
    notes: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        """Check the arguments and bring the tables to their schemas."""
        if self.valuation_time.tzinfo is None:
            raise InvalidArgumentError(
                f"valuation_time={self.valuation_time!r} has no time zone: give an aware datetime"
            )
        if self.exercise not in ("european", "american"):
            raise InvalidArgumentError(f"exercise={self.exercise!r}: give 'european' or 'american'")
        if self.rate is not None and not math.isfinite(self.rate):
            raise InvalidArgumentError(f"rate={self.rate!r}: give a finite rate a year, or None")
        for name in ("spot", "tick"):
            _check_positive(name, getattr(self, name))
        object.__setattr__(self, "valuation_time", self.valuation_time.astimezone(dt.UTC))
        object.__setattr__(self, "quotes", _conform_quotes(self.quotes))
        object.__setattr__(self, "notes", tuple(self.notes))
        if self.given_forwards is not None:
            forwards = _conform(self.given_forwards, FORWARD_SCHEMA, "given_forwards")
            object.__setattr__(self, "given_forwards", forwards.sort("expiry"))
        if self.dividends is not None and self.spot is not None:
            self.dividends.check_spot(self.spot, self.valuation_time)

    @property
    def expiries(self) -> pl.DataFrame:
        """One row an expiry: `expiry`, `expiry_date`, `settlement`, `years`, `n_quotes`."""
        instants = self.quotes["expiry"].to_physical().to_numpy()
        first = np.flatnonzero(np.diff(instants, prepend=instants[0] - 1))
        counts = np.diff(first, append=len(instants))
        return self.quotes[first, ["expiry", "expiry_date", "settlement"]].with_columns(
            years_column(self.valuation_time), pl.Series("n_quotes", counts)
        )

    @property
    def has_american(self) -> bool:
        """Whether some options can be exercised before they expire."""
        return bool((self.exercise_styles == "american").any())

    @property
    def exercise_styles(self) -> pl.Series:
        """How each quote's option is exercised, those that do not say as the chain."""
        own = pl.lit(self.exercise, dtype=EXERCISE)
        return self.quotes.select(pl.col("exercise").fill_null(own)).to_series()

    @property
    def payments(self) -> tuple[Dividend, ...]:
        """The dividends between the valuation time and the last expiry, with times in years."""
        if self.dividends is None:
            return ()
        last = self.years(self._last_expiry)
        return tuple(one for one in self.dividends.times(self.valuation_time) if one.time <= last)

    @property
    def dividend_notes(self) -> tuple[str, ...]:
        """Sentences on dividends of the schedule that no option of the chain sees."""
        if self.dividends is None:
            return ()
        return self.dividends.notes(self.valuation_time, self._last_expiry)

    @property
    def _last_expiry(self) -> dt.datetime:
        last: dt.datetime = self.quotes["expiry"][-1]
        return last

    def years(self, expiry: dt.datetime) -> float:
        """Return the years (ACT/365 fixed) from the valuation time to an instant."""
        return years_between(self.valuation_time, expiry)

    def replace(self, **changes: Any) -> Chain:
        """Return a copy with some fields replaced."""
        return replace(self, **changes)


def years_column(valuation_time: dt.datetime) -> pl.Expr:
    """Return the years from an instant to the column `expiry`, named "years"."""
    elapsed = (pl.col("expiry") - pl.lit(valuation_time, dtype=INSTANT)).dt.total_microseconds()
    return (elapsed / (SECONDS_PER_YEAR * 1e6)).alias("years")


def _check_positive(name: str, value: float | None) -> None:
    if value is not None and not 0.0 < value < float("inf"):
        raise InvalidArgumentError(f"{name}={value!r}: give a positive finite number, or None")


def _conform_quotes(quotes: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in _REQUIRED if name not in quotes.columns]
    if missing:
        raise DataError(f"quotes lack the columns {', '.join(missing)}")
    if quotes.is_empty():
        raise DataError("quotes are empty: a chain needs at least one quote")
    absent = [pl.lit(None).alias(name) for name in QUOTE_SCHEMA if name not in quotes.columns]
    table = _conform(quotes.with_columns(absent), QUOTE_SCHEMA, "quotes")
    for name in ("expiry", "expiry_date", "settlement", "is_call"):
        if table[name].null_count():
            raise DataError(f"quotes: {table[name].null_count()} rows have no {name}")
    return table.sort(_KEY, maintain_order=True)


def _conform(table: pl.DataFrame, schema: Mapping[str, pl.DataType], argument: str) -> pl.DataFrame:
    missing = [name for name in schema if name not in table.columns]
    if missing:
        raise DataError(f"{argument} lack the columns {', '.join(missing)}")
    expiry = table.schema["expiry"]
    if isinstance(expiry, pl.Datetime) and expiry.time_zone is None:
        raise DataError(f"{argument}: expiry has no time zone; give instants (UTC)")
    try:
        return table.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{argument}: a column has an unusable type: {error}") from error
