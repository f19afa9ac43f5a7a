"""Wide tables, printed a few columns at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.cli import terminal
else:
    terminal = LazyModule("axiom.cli.terminal")

__all__ = ["print_wide"]

AT_ONCE = 7


def print_wide(
    title: str, label: str, columns: Sequence[str], rows: Mapping[str, Sequence[str]]
) -> None:
    """Print a table of many columns as several of a few.

    Parameters
    ----------
    title
        Title above the first.
    label
        Heading of the names of the rows.
    columns
        Headings of the others.
    rows
        Cells by the name of the row, one a column.

    Notes
    -----
    Verified by tests/unit/cli/test_risk.py.
    """
    console = terminal.stdout()
    for first in range(0, len(columns), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        heading = title if first == 0 else ""
        table = terminal.plain_table(heading, (label, *columns[some]), left=1)
        for name, cells in rows.items():
            table.add_row(name, *cells[some])
        console.print(table)
