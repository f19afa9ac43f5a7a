"""The options of a session by row, and the last quotes that the market has shown for each."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypedDict

import numpy as np
import polars as pl

from axiom.core.errors import DataError
from axiom.market.chain import EXERCISE, INSTANT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.market import Chain, FeedUpdate

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

__all__ = ["Listing", "MarketQuotes", "update_digest", "withdrawn"]

_KEY: Final = ["expiry", "strike", "is_call"]
_PRICES: Final = ("bid", "ask", "bid_size", "ask_size", "volume")


class Option(TypedDict):
    """What says which option a row is of."""

    expiry: datetime
    strike: float
    is_call: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """The options that are quoted, one a row: sorted by expiry, strike, put before call.

    Attributes
    ----------
    table : polars.DataFrame
        Columns `expiry` (instant, UTC), `strike`, `is_call`, `exercise`.
    """

    table: pl.DataFrame

    @classmethod
    def of_chain(cls, chain: Chain) -> Listing:
        """List the options of a chain that have not expired."""
        quotes = chain.quotes.with_columns(chain.exercise_styles.alias("exercise"))
        alive = quotes.filter(pl.col("expiry") > pl.lit(chain.valuation_time, dtype=INSTANT))
        return cls.of_rows(alive.select(*_KEY, "exercise"))

    @classmethod
    def of_rows(cls, rows: pl.DataFrame) -> Listing:
        """Sort rows, keep one of each option and leave out strikes that are no price."""
        usable = rows.filter(pl.col("strike").is_finite() & (pl.col("strike") > 0.0))
        return cls(table=usable.unique(_KEY, keep="last").sort(_KEY))

    @property
    def n_options(self) -> int:
        """How many rows there are."""
        return self.table.height

    @property
    def expiry_seconds(self) -> Floats:
        """Expiry of each row in seconds since 1970."""
        stamps: Floats = self.table["expiry"].to_physical().to_numpy() / 1e6
        return stamps

    @property
    def dates(self) -> tuple[list[str], Rows]:
        """ISO dates (UTC) of the expiries in order, and the place in them of each row."""
        days = self.table["expiry"].dt.date()
        place = days.rank("dense").cast(pl.Int64).to_numpy() - 1
        return [day.isoformat() for day in days.unique().sort()], place

    def option(self, row: int) -> Option:
        """Give the option of a row."""
        expiry, strike, is_call, _ = self.table.row(row)
        return {"expiry": expiry.astimezone(UTC), "strike": strike, "is_call": is_call}

    def rows_of(self, options: pl.DataFrame) -> Rows:
        """Give the row of each option by expiry, strike and is_call; -1 where it is not listed."""
        numbered = self.table.select(_KEY).with_row_index("row")
        keys = options.select(
            pl.col("expiry").cast(INSTANT), pl.col("strike").cast(pl.Float64), "is_call"
        )
        found = keys.join(numbered, on=_KEY, how="left", maintain_order="left")["row"]
        return found.cast(pl.Int64).fill_null(-1).to_numpy()

    def renewed(self, quotes: pl.DataFrame | None, *, time: datetime, exercise: str) -> Listing:
        """Drop options that have expired, and add those that are quoted and new.

        Raises
        ------
        DataError
            If no option is left.
        """
        rows = (
            self.table if quotes is None else pl.concat([self._new(quotes, exercise), self.table])
        )
        alive = rows.filter(pl.col("expiry") > pl.lit(time, dtype=INSTANT))
        if alive.is_empty():
            raise DataError(f"every listed option has expired by {time}; end the feed before that")
        return Listing.of_rows(alive)

    def _new(self, quotes: pl.DataFrame, exercise: str) -> pl.DataFrame:
        quoted = quotes.filter(pl.any_horizontal(pl.col("bid", "ask").is_not_null()))
        return quoted.select(
            pl.col("expiry").cast(INSTANT),
            pl.col("strike").cast(pl.Float64),
            "is_call",
            pl.lit(exercise, dtype=EXERCISE).alias("exercise"),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarketQuotes:
    """The market by row of a listing, at an instant.

    Attributes
    ----------
    time : datetime
    spot : float
    bid, ask, bid_size, ask_size : ndarray, (n,)
        NaN where there is none.
    volume : ndarray, (n,)
        Contracts traded since the update before; NaN where the feed does not say.
    """

    time: datetime
    spot: float
    bid: Floats
    ask: Floats
    bid_size: Floats
    ask_size: Floats
    volume: Floats

    @classmethod
    def empty(cls, n: int, *, time: datetime, spot: float) -> MarketQuotes:
        """Give a market without quotes."""
        return cls(time=time, spot=spot, **{name: np.full(n, np.nan) for name in _PRICES})

    def updated(
        self, quotes: pl.DataFrame | None, rows: Rows, *, time: datetime, spot: float
    ) -> MarketQuotes:
        """Give the market after an update; rows of -1 are left out."""
        columns = {name: getattr(self, name).copy() for name in _PRICES}
        columns["volume"][:] = np.nan
        if quotes is not None:
            known = rows >= 0
            for name in _PRICES:
                if name in quotes.columns:
                    values = quotes[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
                    columns[name][rows[known]] = values[known]
        return MarketQuotes(time=time, spot=spot, **columns)

    def at_rows(self, old_rows: Rows) -> MarketQuotes:
        """Give the market of another listing: the old row of each new one, -1 where it is new."""
        columns = {name: moved(getattr(self, name), old_rows, np.nan) for name in _PRICES}
        return MarketQuotes(time=self.time, spot=self.spot, **columns)

    @property
    def mid(self) -> Floats:
        """Mean of bid and ask where the market is two-sided and not crossed, else NaN."""
        usable = (self.bid >= 0.0) & (self.ask >= self.bid) & (self.ask > 0.0)
        return np.where(usable, 0.5 * (self.bid + self.ask), np.nan)


def moved(values: Floats, old_rows: Rows, missing: float) -> Floats:
    """Bring a column to another listing."""
    if not values.size:
        return np.full(old_rows.size, missing)
    return np.where(old_rows >= 0, values[old_rows], missing)


def withdrawn(update: FeedUpdate, listing: Listing, market: MarketQuotes) -> pl.DataFrame | None:
    """Give the quotes of an update; of a snapshot with options that it leaves out, blank."""
    quotes = update.quotes
    if quotes is None or not update.is_snapshot:
        return quotes
    quoted = ~(np.isnan(market.bid) & np.isnan(market.ask))
    held = listing.table.filter(pl.Series(quoted)).select(_KEY)
    gone = held.join(quotes.with_columns(pl.col("expiry").cast(INSTANT)), on=_KEY, how="anti")
    blank = gone.with_columns(pl.lit(None, dtype=pl.Float64).alias(n) for n in ("bid", "ask"))
    return pl.concat([quotes, blank], how="diagonal_relaxed") if gone.height else quotes


def update_digest(update: FeedUpdate) -> str:
    """Give a checksum of what an update says, in eight hexadecimal digits."""
    found = zlib.crc32(f"{update.time.isoformat()}|{update.spot!r}".encode())
    for expiry, forward in sorted((update.forwards or {}).items()):
        found = zlib.crc32(f"{expiry.isoformat()}|{forward!r}".encode(), found)
    columns = [] if update.quotes is None else update.quotes.get_columns()
    for column in columns:
        if column.name in (*_KEY, *_PRICES):
            found = zlib.crc32(_column_bytes(column), zlib.crc32(column.name.encode(), found))
    return f"{found:08x}"


def _column_bytes(column: pl.Series) -> bytes:
    if column.dtype == pl.Boolean:
        return column.to_numpy().astype(np.uint8).tobytes()
    if isinstance(column.dtype, pl.Datetime):
        return column.to_physical().to_numpy().tobytes()
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy().tobytes()
