"""What a book holds and what the market is at one instant, as an explain sees them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.market.chain import EXERCISE, INSTANT
from axiom.risk.book import Book
from axiom.risk.contracts import resolve_contracts
from axiom.risk.moves.carried import SurfaceMarket
from axiom.volatility import ExerciseTerms, Surface

__all__ = ["CONTRACT", "HELD_SCHEMA", "BookState"]

CONTRACT: Final = ("expiry", "strike", "is_call", "exercise", "multiplier")
"""Columns that say which contract a row is of; all but the last are null for the underlying."""

HELD_SCHEMA: Final = pl.Schema(
    {
        "expiry": INSTANT,
        "strike": pl.Float64(),
        "is_call": pl.Boolean(),
        "exercise": EXERCISE,
        "multiplier": pl.Float64(),
        "quantity": pl.Float64(),
        "mark": pl.Float64(),
    }
)
_REQUIRED: Final = ("expiry", "strike", "is_call", "quantity")
_DEFAULTS: Final = {"exercise": None, "multiplier": 1.0, "mark": None}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BookState:
    """A book and its market at one instant.

    Parameters
    ----------
    surface : Surface
        Vols, forwards and discount factors; its valuation time is the instant.
    spot : float
        Spot of the underlying, finite and > 0.
    positions : polars.DataFrame, optional
        One row a position: ``expiry`` (the instant, with a time zone), ``strike``, ``is_call``
        (null in all three for the underlying itself), ``quantity`` (negative is short) and
        optionally ``multiplier`` (1 without), ``exercise`` (null: as the terms) and ``mark``, a
        price per unit at which the position is carried instead of the surface's (null: the
        surface's). Without it: nothing is held before; after, what the positions before and the
        trades make.
    terms : ExerciseTerms
        Style of options that do not say their own, and the dated dividends to come, in years from
        this instant; European options without dated dividends by default.
    cash : float, optional
        Cash of the book, in the currency of the quotes.

    Raises
    ------
    InvalidArgumentError
        If a column is missing, a value lies outside its domain, or the spot is not positive.

    Notes
    -----
    Rows of one contract are added up when they are explained; their marks have to agree.
    Verified by tests/unit/risk/explain/test_state.py.
    """

    surface: Surface
    spot: float
    positions: pl.DataFrame | None = None
    terms: ExerciseTerms = field(default_factory=ExerciseTerms)
    cash: float | None = None

    def __post_init__(self) -> None:
        """Check the fields and bring the positions to their schema."""
        number(self, "spot", above=0.0)
        if self.cash is not None:
            number(self, "cash")
        if self.positions is not None:
            object.__setattr__(self, "positions", _held(self.positions))

    @property
    def time(self) -> datetime:
        """The instant, aware."""
        return self.surface.valuation_time

    @property
    def market(self) -> SurfaceMarket:
        """The surface, the spot and the terms."""
        return SurfaceMarket(surface=self.surface, spot=self.spot, terms=self.terms)

    @classmethod
    def of_book(
        cls,
        book: Book,
        *,
        surface: Surface,
        spot: float,
        underlying: str,
        listed: pl.DataFrame | None = None,
        terms: ExerciseTerms | None = None,
        cash: float | None = None,
    ) -> BookState:
        """Build the state of a book, whose dates of expiry become instants.

        Parameters
        ----------
        book, surface, spot, underlying, listed, terms
            As in `value_book`; positions that have expired are left out.
        cash
            Cash of the book.

        Returns
        -------
        BookState

        Raises
        ------
        InvalidArgumentError
            As `value_book`.
        """
        contracts = resolve_contracts(
            book, underlying=underlying, valuation_time=surface.valuation_time, listed=listed
        )
        columns = ("strike", "is_call", "exercise", "multiplier", "quantity")
        options = contracts.options.select(pl.col("expiry_instant").alias("expiry"), *columns)
        shares = contracts.underlying.select(pl.lit(None, dtype=INSTANT).alias("expiry"), *columns)
        return cls(
            surface=surface,
            spot=spot,
            positions=pl.concat([options, shares]),
            terms=terms or ExerciseTerms(),
            cash=cash,
        )


def _held(positions: pl.DataFrame) -> pl.DataFrame:
    """Bring a table of positions to `HELD_SCHEMA`, or raise."""
    missing = [name for name in _REQUIRED if name not in positions.columns]
    if missing:
        raise InvalidArgumentError(
            f"positions lack the column {missing[0]}; give {', '.join(_REQUIRED)}"
        )
    expiry = positions.schema["expiry"]
    if isinstance(expiry, pl.Datetime) and expiry.time_zone is None:
        raise InvalidArgumentError("positions: expiry has no time zone; give instants (UTC)")
    absent = [pl.lit(v).alias(n) for n, v in _DEFAULTS.items() if n not in positions.columns]
    try:
        table = positions.with_columns(absent).select(
            pl.col(name).cast(kind) for name, kind in HELD_SCHEMA.items()
        )
    except pl.exceptions.PolarsError as error:
        raise InvalidArgumentError(f"positions: a column has an unusable type: {error}") from error
    for column, is_bad, wanted in _rules():
        bad = table.filter(is_bad)
        if not bad.is_empty():
            value = bad[column][0]
            raise InvalidArgumentError(f"positions: {column} is {value}; {wanted}")
    return table


def _rules() -> Iterator[tuple[str, pl.Expr, str]]:
    """Yield column, when it is wrong, and what is wanted."""
    is_share = pl.col("expiry").is_null()
    whole = "give all of expiry, strike and is_call, or none for the underlying itself"
    for name in ("strike", "is_call"):
        yield name, pl.col(name).is_null() != is_share, whole
    for name, least in (("strike", 0.0), ("multiplier", 0.0), ("quantity", -math.inf)):
        value = pl.col(name)
        empty = value.is_null() & (pl.lit(name != "strike") | ~is_share)
        wanted = "give a finite number" + (" above 0" if least == 0.0 else "")
        yield name, empty | ~(value.is_finite() & (value > least)), wanted
    yield "mark", ~pl.col("mark").is_finite(), "give a finite price, or null for the surface's"
