"""What the commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from axiom.core.units import RAW_UNITS

__all__ = ["FULL_WIDTH", "greeks_table", "plain_table", "print_json", "stdout"]


FULL_WIDTH = 150


def stdout() -> Console:
    """Give a console on standard output, as it is now."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else FULL_WIDTH)


def print_json(value: Any) -> None:
    """Print plain values as indented JSON."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def plain_table(title: str, columns: tuple[str, ...], *, left: int = 1) -> Table:
    """Make a table whose first columns are text and whose others are numbers.

    Parameters
    ----------
    title
        Title above the table.
    columns
        Headings.
    left
        How many of them are text, aligned left.

    Returns
    -------
    rich.table.Table
        Without rows.
    """
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < left else "right", no_wrap=True)
    return table


def _meaning_of(name: str) -> str:
    """Say what a figure that is no Greek means."""
    if name.startswith("dividend_"):
        return "dV/d(dividend): currency per 1.00 of its amount, or of its share of the price"
    return "currency per unit"


def greeks_table(values: dict[str, float], *, underlying: float) -> Table:
    """Lay out price and Greeks of one option with their meaning.

    Parameters
    ----------
    values
        Price and Greeks by name.
    underlying
        Spot or forward, named in the title.

    Returns
    -------
    rich.table.Table
        One row a figure.
    """
    meaning = {unit.name: unit.meaning for unit in RAW_UNITS}
    table = plain_table(f"One option, underlying at {underlying:g}", ("", "value", "meaning"))
    table.columns[2].justify, table.columns[2].no_wrap = "left", False
    for name, value in values.items():
        table.add_row(name, f"{value:.9g}", meaning.get(name) or _meaning_of(name))
    return table
