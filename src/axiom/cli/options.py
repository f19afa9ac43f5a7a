"""Command-line options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "ColumnOption",
    "DateOption",
    "JsonOption",
    "LayoutOption",
    "TimeOption",
    "parse_columns",
]

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
LayoutOption = Annotated[
    str,
    typer.Option(help="Layout of the file: auto, cboe, optionsdx, deribit, … or generic."),
]
DateOption = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Day to read, of many.")
]
TimeOption = Annotated[
    str | None, typer.Option("--time", metavar="HH:MM", help="Time of day to read, of many.")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="NAME=IN_FILE",
        help="Name of a column in the file, for --layout generic; repeat for each.",
    ),
]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Parquet file.")]


def parse_columns(pairs: list[str] | None) -> dict[str, str] | None:
    """Read NAME=IN_FILE pairs.

    Parameters
    ----------
    pairs
        What the option collected.

    Returns
    -------
    dict or None
        Column in the file by name; None where nothing was given.

    Raises
    ------
    typer.BadParameter
        If a pair has no equals sign.

    Notes
    -----
    Verified by tests/unit/cli/test_options.py.
    """
    columns = {}
    for pair in pairs or ():
        name, equals, in_file = pair.partition("=")
        if not (name and equals and in_file):
            raise typer.BadParameter(f"--column is {pair!r}; write it as bid=BestBid")
        columns[name] = in_file
    return columns or None
