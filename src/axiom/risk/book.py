"""The book: a frozen table of positions in options and in the underlying itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.risk.book_csv import read_positions
from axiom.risk.position import Position

__all__ = ["BOOK_SCHEMA", "Book"]

SETTLEMENT = pl.Enum(["AM", "PM"])
BOOK_SCHEMA = pl.Schema(
    {
        "underlying": pl.String(),
        "expiry": pl.Date(),
        "settlement": SETTLEMENT,
        "strike": pl.Float64(),
        "is_call": pl.Boolean(),
        "quantity": pl.Float64(),
        "multiplier": pl.Float64(),
        "exercise": pl.Enum(["european", "american"]),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Positions, frozen; one row a position, in the order they were given.

    Parameters
    ----------
    positions
        Table with the columns of ``BOOK_SCHEMA``: underlying, expiry (Date), settlement,
        strike, is_call, quantity, multiplier, exercise (null: as the chain's options). The
        underlying itself has null in expiry, settlement, strike, is_call and exercise.
    source
        Where the positions came from, for reports.

    Examples
    --------
    >>> from datetime import date
    >>> book = Book.from_rows([
    ...     Position(underlying="SPX", expiry=date(2019, 6, 21), strike=2900.0, is_call=True,
    ...              quantity=-5, multiplier=100),
    ...     Position(underlying="SPX", quantity=250),
    ... ])
    >>> book.underlyings
    ('SPX',)
    >>> len(book)
    2

    Notes
    -----
    Verified by tests/unit/risk/test_book.py.
    """

    positions: pl.DataFrame
    source: str = "rows"

    def __post_init__(self) -> None:
        """Check the schema."""
        if self.positions.schema != BOOK_SCHEMA:
            raise InvalidArgumentError(
                f"positions has the columns {dict(self.positions.schema)}; build a book with "
                "Book.from_rows or Book.read_csv"
            )
        if self.positions.is_empty():
            raise InvalidArgumentError("the book is empty; give at least one position")

    def __len__(self) -> int:
        """Return the number of positions."""
        return self.positions.height

    @property
    def underlyings(self) -> tuple[str, ...]:
        """The underlyings named in the book, sorted."""
        return tuple(sorted(self.positions["underlying"].unique()))

    @classmethod
    def from_rows(
        cls, rows: Iterable[Position | Mapping[str, Any]], *, source: str = "rows"
    ) -> Book:
        """Build a book from positions or from mappings of their fields.

        Parameters
        ----------
        rows
            Positions, or mappings with the fields of `Position`.
        source
            Where the positions came from, for reports.

        Returns
        -------
        Book
            The positions in the order given.

        Raises
        ------
        InvalidArgumentError
            If a row is no valid position, or there is none.

        Notes
        -----
        Verified by tests/unit/risk/test_book.py.
        """
        made = [row if isinstance(row, Position) else Position(**row) for row in rows]
        return cls(
            positions=pl.DataFrame([asdict(p) for p in made], schema=BOOK_SCHEMA), source=source
        )

    @classmethod
    def read_csv(cls, path: str | Path) -> Book:
        """Read a book from a CSV file.

        Parameters
        ----------
        path
            File with a header naming underlying, expiry, strike, is_call, quantity, multiplier
            and, where a date lists two settlements, settlement; exercise (european or american)
            where it is not that of the chain. A row with expiry, strike and is_call empty is the
            underlying itself.

        Returns
        -------
        Book
            The positions in the order of the file.

        Raises
        ------
        DataError
            If the file cannot be read, naming file, line, column, value and remedy.

        Notes
        -----
        Verified by tests/unit/risk/test_book_csv.py.
        """
        return cls.from_rows(read_positions(Path(path)), source=Path(path).name)
