"""Command-line options that several commands share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import market
else:
    market = LazyModule("axiom.market")

__all__ = [
    "CalendarOption",
    "ColumnOption",
    "DateOption",
    "DividendsOption",
    "EventOption",
    "ExerciseOption",
    "HolidayWeightOption",
    "JsonOption",
    "LayoutOption",
    "OvernightWeightOption",
    "SpotFileOption",
    "TimeOption",
    "WeekendWeightOption",
    "parse_clock",
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
CalendarOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Let variance pass by the sessions of an exchange (XNYS, XEUR, CMES, ...) or by 24/7.",
    ),
]
WeekendWeightOption = Annotated[
    float | None,
    typer.Option(help="Variance of a Saturday or Sunday, in ordinary trading days."),
]
HolidayWeightOption = Annotated[
    float | None,
    typer.Option(help="Variance of another day without a session, in ordinary trading days."),
]
OvernightWeightOption = Annotated[
    float | None,
    typer.Option(help="Share of an ordinary trading day from close to opening, below 1."),
]
EventOption = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="'WHEN=DAYS LABEL'",
        help="A scheduled event and its variance in ordinary trading days, or fit to take it from "
        "the term structure: '2016-01-26T21:00Z=fit earnings'; repeat for each.",
    ),
]
ExerciseOption = Annotated[
    Literal["european", "american"] | None,
    typer.Option(
        help="How all options are exercised. Left out: as the file says; else options on indices "
        "are european, those on shares and funds american."
    ),
]
DividendsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="CSV", help="Dated dividends of the underlying: columns ex_date and amount."
    ),
]
SpotFileOption = Annotated[
    Path | None, typer.Option(help="File of the underlying's quotes, where kept apart.")
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


def parse_clock(
    calendar: str | None, weights: dict[str, float | None], events: list[str] | None
) -> tuple[market.Clock, tuple[market.Event, ...]]:
    """Read the clock of a run.

    Parameters
    ----------
    calendar
        Name of a calendar; None for calendar time.
    weights
        Fields of `axiom.market.DayWeights`; None where the default holds.
    events
        What the option collected.

    Returns
    -------
    clock : Clock
        With the events whose days are given.
    candidates : tuple of Event
        Those to fit.

    Raises
    ------
    typer.BadParameter
        If a weight is given without a calendar.
    InvalidArgumentError
        If an event or a weight is none.

    Notes
    -----
    Verified by tests/unit/cli/test_options.py.
    """
    given = {name: weight for name, weight in weights.items() if weight is not None}
    if given and calendar is None:
        raise typer.BadParameter(f"--{next(iter(given))}-weight needs --calendar")
    chosen = _weights(calendar, given) if given else None
    known: list[market.Event] = []
    candidates: list[market.Event] = []
    for text in events or ():
        when, _, rest = text.partition("=")
        fitted = rest.split(maxsplit=1)[:1] == ["fit"]
        event = market.Event.parse(f"{when}=0{rest.strip()[3:]}" if fitted else text)
        (candidates if fitted else known).append(event)
    clock = market.Clock(calendar=calendar, weights=chosen, events=tuple(known))
    return clock, tuple(candidates)


def _weights(calendar: str | None, given: dict[str, Any]) -> market.DayWeights:
    """Put the weights given in place of the calendar's defaults."""
    defaults = market.Clock(calendar=calendar).day_weights
    return replace(defaults or market.DayWeights(), **given)
