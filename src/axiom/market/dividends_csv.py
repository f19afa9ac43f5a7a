"""Reading dividends from CSV, with errors that name file, line, column, value and remedy."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from axiom.core.errors import DataError, LayoutError

__all__ = ["read_dividends"]

_COLUMNS: Final = ("ex_date", "amount", "proportion", "kind", "underlying")
_KINDS: Final = ("cash", "proportional")


def read_dividends(
    path: Path, *, underlying: str | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """Read the lines of a CSV file of dividends.

    Parameters
    ----------
    path : Path
        The file; see `DividendSchedule.read_csv` for its columns.
    underlying : str, optional
        Whose lines to take, where the file has a column `underlying`.

    Returns
    -------
    list of (str, dict)
        Where each line stands, and its `ex_date`, `amount` and `proportion`.

    Raises
    ------
    DataError
        When the file cannot be read, a value cannot be, or underlyings are mixed.
    LayoutError
        When a column is missing or unknown.

    Verified by ``tests/unit/market/test_dividends.py``.
    """
    lines = [(f"{path.name}, line {number}", cells) for number, cells in _rows(path)]
    names = sorted({cells["underlying"].upper() for _, cells in lines if "underlying" in cells})
    if underlying is None and len(names) > 1:
        raise DataError(
            f"{path.name} holds dividends of {', '.join(names[:5])}: say whose with underlying="
        )
    if underlying is not None and names:
        wanted = underlying.strip().upper()
        lines = [(where, cells) for where, cells in lines if cells["underlying"].upper() == wanted]
        if not lines:
            raise DataError(
                f"{path.name} holds no dividend of {underlying!r}, but of {', '.join(names[:5])}; "
                "name the underlying as the chain does, or leave the column out"
            )
    return [(where, _parsed(cells, where)) for where, cells in lines]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each line and its cells by column."""
    header: list[str] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            for row in reader:
                cells = [cell.strip() for cell in row]
                if not any(cells) or cells[0].startswith("#"):
                    continue
                if header:
                    yield reader.line_num, _cells(header, cells, path, reader.line_num)
                else:
                    header = _checked_header([cell.lower() for cell in cells], path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(
            f"the dividends {path} cannot be read: {reason}; give a CSV file"
        ) from error
    if not header:
        raise DataError(f"{path.name} is empty; begin with the header ex_date,amount")


def _checked_header(header: list[str], path: Path) -> list[str]:
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown:
        raise LayoutError(
            f"{path.name}: the column {unknown[0]!r} is unknown; dividends have ex_date and amount "
            "and may have proportion, kind and underlying"
        )
    if "ex_date" not in header or not {"amount", "proportion"} & set(header):
        raise LayoutError(
            f"{path.name}: dividends need the columns ex_date and amount (or proportion); found "
            f"{', '.join(header)}"
        )
    if len(set(header)) < len(header):
        raise LayoutError(f"{path.name}: a column is named twice in {', '.join(header)}")
    if {"kind", "proportion"} <= set(header):
        raise LayoutError(
            f"{path.name}: the columns kind and proportion say the same; remove one of them"
        )
    return header


def _cells(header: list[str], cells: list[str], path: Path, line: int) -> dict[str, str]:
    if len(cells) != len(header):
        raise DataError(
            f"{path.name}, line {line}: it has {len(cells)} cells, the header {len(header)}; "
            "write one cell a column"
        )
    return dict(zip(header, cells, strict=True))


def _parsed(cells: Mapping[str, str], where: str) -> dict[str, Any]:
    """Return ex_date, amount and proportion of one line."""
    amount = _number(cells, "amount", where)
    proportion = _number(cells, "proportion", where)
    kind = cells.get("kind", "").lower() or "cash"
    if kind not in _KINDS:
        raise DataError(f"{where}, column kind: {cells['kind']!r}; write cash or proportional")
    if kind == "proportional":
        amount, proportion = 0.0, amount
    return {"ex_date": _date(cells, where), "amount": amount, "proportion": proportion}


def _date(cells: Mapping[str, str], where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(cells["ex_date"])
    except ValueError:
        raise DataError(
            f"{where}, column ex_date: {cells['ex_date']!r} is not a date; write it as 2024-06-21"
        ) from None


def _number(cells: Mapping[str, str], column: str, where: str) -> float:
    """Return a number; an empty cell is 0."""
    cell = cells.get(column, "")
    try:
        value = float(cell or 0.0)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{where}, column {column}: {cell!r} is not a number; write one as 0.52")
    return value
