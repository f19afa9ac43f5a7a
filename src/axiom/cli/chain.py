"""`axiom chain`: what a file of quotes holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from axiom.cli.options import ColumnOption, FileArgument, JsonOption, LayoutOption, parse_columns
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    import polars as pl

    from axiom import market
    from axiom.cli import terminal
else:
    terminal = LazyModule("axiom.cli.terminal")
    market = LazyModule("axiom.market")

__all__ = ["chain"]


def chain(
    file: FileArgument,
    *,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the chains that a file holds, one a valuation time."""
    held = market.list_chains(Path(file), layout=layout, columns=parse_columns(column))
    if as_json:
        terminal.print_json(plain(held))
    else:
        _show(held, file)


def _show(held: pl.DataFrame, file: Path) -> None:
    """Print one row a chain, and how to run one of them."""
    number = "1 chain" if held.height == 1 else f"{held.height} chains"
    title = f"{file.name}: {number}, layout {held['layout'][0]}"
    shown = held.drop("layout")
    table = terminal.plain_table(title, tuple(shown.columns), left=2)
    for row in shown.iter_rows():
        table.add_row(*("" if value is None else _shown(value) for value in row))
    console = terminal.stdout()
    console.print(table)
    if held.height > 1:
        console.print("Choose one with --date and --time: axiom run FILE --date YYYY-MM-DD")


def _shown(value: object) -> str:
    """Show numbers with thousands and times to the minute."""
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return str(value)
