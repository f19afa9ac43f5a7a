"""Any table with one row an option, its columns named by common names or by the caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

import polars as pl

from axiom.core.errors import InvalidArgumentError, LayoutError
from axiom.market.chain import SETTLEMENT, Chain
from axiom.market.clock import NEW_YORK, closing_time, settlement_instants, settlement_of_root
from axiom.market.readers.columns import (
    to_date,
    to_exercise,
    to_float,
    to_instant,
    to_is_call,
    to_price,
)
from axiom.market.readers.conventions import (
    exercise_of,
    settle_by_date,
    settle_by_instant,
    underlying_name,
)
from axiom.market.readers.layout import Layout, Moment, Request, first_number, tick_of
from axiom.market.readers.source import Source

__all__ = ["GENERIC_COLUMNS", "Generic"]

GENERIC_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "expiry": ("expiry", "expiration", "expiry_date", "expiration_date", "exdate", "expire_date"),
    "strike": ("strike", "strike_price"),
    "is_call": ("is_call", "type", "option_type", "optiontype", "right", "cp_flag", "call_put"),
    "bid": ("bid", "bid_price", "best_bid", "bid_eod"),
    "ask": ("ask", "ask_price", "best_ask", "best_offer", "offer", "ask_eod"),
    "valuation_time": (
        "valuation_time",
        "quote_date",
        "quotedate",
        "date",
        "timestamp",
        "datetime",
    ),
    "underlying": ("underlying", "underlying_symbol", "symbol", "ticker"),
    "spot": ("spot", "spot_price", "underlying_price", "underlying_last"),
    "bid_size": ("bid_size", "bidsize", "bidsz", "bid_size_eod"),
    "ask_size": ("ask_size", "asksize", "asksz", "ask_size_eod"),
    "root": ("root", "option_root", "optionroot"),
    "settlement": ("settlement",),
    "quote_time": ("quote_time", "last_quote_time"),
    "exercise": ("exercise", "exercise_style"),
}
"""Columns of the generic layout, with the names that are recognised without a mapping."""

_REQUIRED: Final = ("expiry", "strike", "is_call", "bid", "ask")
_TIME_OF_DAY: Final = r"\d[T ]\d?\d:\d\d"


class Generic(Layout):
    """A table with one row an option.

    Columns are named by `columns` (from `GENERIC_COLUMNS` to the file's names) or recognised by
    common names. Expirations are dates (settled by root, or by `settle_by_date`) or instants. A
    file without `valuation_time` needs `date`; one whose `valuation_time` is a date is taken as of
    the close; times without zone are New York's.
    """

    name = "generic"
    description = "one row an option, columns by common names or columns="
    required = frozenset(_REQUIRED)
    stamp = "valuation_time"
    symbol = "underlying"
    expiry = "expiry"
    spot = "spot"

    def __init__(
        self,
        names: Mapping[str, str] | None = None,
        kind: Literal["daily", "snapshots"] = "snapshots",
    ) -> None:
        self._names = dict(names or {})
        self.kind = kind  # type: ignore[misc]

    def fits(self, source: Source) -> bool:
        """Tell whether the required columns are there under common names."""
        return set(_REQUIRED) <= _common_names(source).keys()

    def bound(self, source: Source, columns: Mapping[str, str] | None) -> Generic:
        """Return the layout for one file: its names for the columns, and whether it is daily."""
        names = _common_names(source) | _mapped(columns or {}, source)
        missing = [name for name in _REQUIRED if name not in names]
        if missing:
            found = ", ".join(source.columns)
            raise LayoutError(
                f"{source.name}: no column for {', '.join(missing)} among {found}; name them with "
                f"columns={{{missing[0]!r}: ...}} (on the command line --column {missing[0]}=NAME)"
            )
        if "valuation_time" not in names:
            return Generic(names, "daily")
        stamps = source.frame([names["valuation_time"]]).head(1000).collect().to_series()
        return Generic(names, "daily" if _all_dates(stamps) else "snapshots")

    def table(self, source: Source, request: Request) -> pl.LazyFrame:
        """Return the columns used under the names of `GENERIC_COLUMNS`."""
        lazy = source.frame(self._names.values())
        lazy = lazy.select(pl.col(plain).alias(name) for name, plain in self._names.items())
        if "valuation_time" in self._names:
            return lazy
        if request.date is None:
            raise InvalidArgumentError(
                f"{source.name} has no column for valuation_time: give date=, or name the column "
                "with columns={'valuation_time': ...} (on the command line --date, --column)"
            )
        return lazy.with_columns(valuation_time=pl.lit(request.date))

    def instants(self, stamps: pl.Series, source: Source, request: Request) -> pl.Series:
        """Return times as they stand, dates at the close (or `time`) in New York."""
        if self.kind == "snapshots":
            return to_instant(stamps, source.name, NEW_YORK.key)
        instants = [
            dt.datetime.combine(day, request.time or closing_time(day), tzinfo=NEW_YORK)
            for day in to_date(stamps, source.name)
        ]
        return pl.Series(instants, dtype=pl.Datetime("us", "UTC"))

    def build(self, rows: pl.DataFrame, moment: Moment, source: Source, request: Request) -> Chain:
        """Return the chain of one moment."""
        file = source.name
        underlying = (
            str(rows["underlying"][0])
            if "underlying" in rows.columns
            else underlying_name(source, request)
        )
        settled, notes = _settled(rows, underlying, file, request)
        optional = [
            to_float(rows[name], file) for name in ("bid_size", "ask_size") if name in rows.columns
        ]
        if "quote_time" in rows.columns:
            optional.append(to_instant(rows["quote_time"], file, NEW_YORK.key))
        if "exercise" in rows.columns and request.exercise is None:
            optional.append(to_exercise(rows["exercise"], file))
        quotes = settled.with_columns(
            to_float(rows["strike"], file),
            to_is_call(rows["is_call"], file),
            to_price(rows["bid"], file),
            to_price(rows["ask"], file),
            *optional,
        )
        return Chain(
            underlying=underlying,
            valuation_time=moment.valuation_time,
            spot=request.spot or first_number(rows, "spot", file),
            quotes=quotes,
            exercise=exercise_of(underlying, request),
            rate=request.rate,
            tick=tick_of(quotes),
            notes=notes,
            source=self.source_text(source),
        )


def _settled(
    rows: pl.DataFrame, underlying: str, file: str, request: Request
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return expiry, date and settlement, by the best that the file has to say on it."""
    if not _all_dates(rows["expiry"]):
        return settle_by_instant(to_instant(rows["expiry"], file, NEW_YORK.key), request), ()
    dates = to_date(rows["expiry"], file)
    said = [name for name in ("settlement", "root") if name in rows.columns]
    if not said or request.settlement is not None:
        return settle_by_date(dates, underlying, request)
    text = rows[said[0]].cast(pl.String).str.strip_chars().str.to_uppercase()
    if said[0] == "settlement":
        wrong = text.filter(~text.is_in(["AM", "PM"]).fill_null(value=False))
        if len(wrong):
            raise LayoutError(f"{file}: column settlement holds {wrong[0]!r}: AM or PM is needed")
        settlement = text.cast(SETTLEMENT)
    else:
        roots = text.unique().drop_nulls()
        settles = pl.Series([settlement_of_root(root) for root in roots], dtype=SETTLEMENT)
        settlement = text.replace_strict(roots, settles, default="PM", return_dtype=SETTLEMENT)
    expiry = settlement_instants(dates, settlement)
    named = {"expiry": expiry, "expiry_date": dates, "settlement": settlement}
    return pl.DataFrame(named), ()


def _common_names(source: Source) -> dict[str, str]:
    """Return, for each generic column that is there under a common name, that name."""
    found: dict[str, str] = {}
    for name, candidates in GENERIC_COLUMNS.items():
        there = [plain for plain in candidates if plain in source.columns]
        if there:
            found[name] = there[0]
    return found


def _mapped(columns: Mapping[str, str], source: Source) -> dict[str, str]:
    """Return the caller's mapping, checked, to plain names."""
    unknown = [name for name in columns if name not in GENERIC_COLUMNS]
    if unknown:
        raise InvalidArgumentError(
            f"columns= names {unknown[0]!r}, which is none of {', '.join(GENERIC_COLUMNS)}"
        )
    plain_of = {raw: plain for plain, raw in source.columns.items()}
    mapped: dict[str, str] = {}
    for name, raw in columns.items():
        plain = plain_of.get(raw, raw if raw in source.columns else None)
        if plain is None:
            found = ", ".join(source.columns)
            raise LayoutError(f"{source.name} has no column {raw!r} (columns=); it has {found}")
        mapped[name] = plain
    return mapped


def _all_dates(column: pl.Series) -> bool:
    """Tell whether a column holds dates without a time of day."""
    if column.dtype == pl.Date:
        return True
    if isinstance(column.dtype, pl.Datetime):
        return bool((column.drop_nulls().dt.time() == dt.time(0)).all())
    return not column.cast(pl.String).str.contains(_TIME_OF_DAY).any()
