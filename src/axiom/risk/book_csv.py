"""Reading a book from CSV, with errors that name file, line, column, value and remedy."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from axiom.core.errors import DataError, InvalidArgumentError, LayoutError
from axiom.risk.position import Position

__all__ = ["BOOK_COLUMNS", "read_positions"]

BOOK_COLUMNS = ("underlying", "expiry", "strike", "is_call", "quantity", "multiplier")
OPTIONAL_COLUMNS = ("settlement", "exercise")
CALL_WORDS = {"true": True, "call": True, "c": True, "1": True}
PUT_WORDS = {"false": False, "put": False, "p": False, "0": False}


def read_positions(path: Path) -> list[Position]:
    """Read the positions of a CSV book.

    Parameters
    ----------
    path
        A CSV file; see `Book.read_csv` for its columns. Blank lines and lines that begin with
        ``#`` are passed over.

    Returns
    -------
    list of Position
        In the order of the file.

    Raises
    ------
    DataError
        If the file is missing, empty or holds a value that cannot be read.
    LayoutError
        If a column is missing or unknown.

    Notes
    -----
    Verified by tests/unit/risk/test_book_csv.py.
    """
    positions = [_position(cells, where=f"{path.name}, line {line}") for line, cells in _rows(path)]
    if not positions:
        raise DataError(f"{path.name}: it holds no position; write one a line below the header")
    return positions


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, cells by column) of every position."""
    header: list[str] | None = None
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            for row in reader:
                cells = [cell.strip() for cell in row]
                if not any(cells) or cells[0].startswith("#"):
                    continue
                if header is None:
                    header = _checked_header([cell.lower() for cell in cells], path)
                else:
                    yield reader.line_num, _cells(header, cells, path, reader.line_num)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"the book {path} cannot be read: {reason}; give a CSV file") from error
    if header is None:
        raise DataError(f"{path.name}: it is empty; begin with the header {','.join(BOOK_COLUMNS)}")


def _checked_header(header: list[str], path: Path) -> list[str]:
    """Refuse missing, unknown and repeated columns."""
    missing = [name for name in BOOK_COLUMNS if name not in header]
    unknown = [name for name in header if name not in BOOK_COLUMNS + OPTIONAL_COLUMNS]
    if missing:
        raise LayoutError(
            f"{path.name}: the column {missing[0]} is missing (found {', '.join(header)}); a book "
            f"needs {', '.join(BOOK_COLUMNS)} and may have {', '.join(OPTIONAL_COLUMNS)}"
        )
    if unknown:
        raise LayoutError(
            f"{path.name}: the column {unknown[0]!r} is unknown; remove it, a book has "
            f"{', '.join(BOOK_COLUMNS + OPTIONAL_COLUMNS)}"
        )
    if len(set(header)) < len(header):
        raise LayoutError(f"{path.name}: a column is named twice in {', '.join(header)}")
    return header


def _cells(header: list[str], cells: list[str], path: Path, line: int) -> dict[str, str]:
    """Pair the cells of a line with the header."""
    if len(cells) != len(header):
        raise DataError(
            f"{path.name}, line {line}: it has {len(cells)} cells, the header {len(header)}; "
            "write one cell a column"
        )
    return dict(zip(header, cells, strict=True))


def _position(cells: Mapping[str, str], *, where: str) -> Position:
    """Turn the cells of a line into a position."""
    fields: dict[str, Any] = {
        name: _parsed(cells.get(name, ""), name, parse, where) for name, parse in PARSERS.items()
    }
    if fields["multiplier"] is None:
        del fields["multiplier"]
    try:
        return Position(**fields)
    except InvalidArgumentError as error:
        raise DataError(f"{where}, column {str(error).removeprefix('position, ')}") from None


def _parsed(cell: str, column: str, parse: Callable[[str], Any], where: str) -> Any:
    """Parse one cell; empty is None."""
    try:
        if not cell and column in ("underlying", "quantity"):
            raise ValueError(f"it is empty; every position needs {column}")
        return parse(cell) if cell else None
    except ValueError as error:
        raise DataError(f"{where}, column {column}: {error}") from None


def _number(cell: str) -> float:
    """Parse a finite number."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{cell!r} is not a number; write one such as 2900 or -5")
    return value


def _date(cell: str) -> date:
    """Parse an ISO date."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not a date; write it as 2019-06-21") from None


def _is_call(cell: str) -> bool:
    """Parse the side of an option."""
    try:
        return (CALL_WORDS | PUT_WORDS)[cell.lower()]
    except KeyError:
        raise ValueError(f"{cell!r} is neither call nor put; write true or false") from None


PARSERS: dict[str, Callable[[str], Any]] = {
    "underlying": str,
    "expiry": _date,
    "settlement": str.upper,
    "strike": _number,
    "is_call": _is_call,
    "quantity": _number,
    "multiplier": _number,
    "exercise": str.lower,
}
