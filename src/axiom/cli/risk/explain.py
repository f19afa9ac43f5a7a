"""`axiom risk explain`: the P&L of a book over the chains of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli.options import (
    ColumnOption,
    DividendsOption,
    ExerciseOption,
    FileArgument,
    JsonOption,
    LayoutOption,
    SpotFileOption,
    parse_columns,
)
from axiom.cli.risk import tables
from axiom.cli.risk.states import BookOption, DynamicsOption, UnderlyingOption, book_states
from axiom.core.errors import DataError, InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import market, risk
    from axiom.cli import progress as progress_bar
    from axiom.cli import terminal
else:
    market = LazyModule("axiom.market")
    risk = LazyModule("axiom.risk")
    progress_bar = LazyModule("axiom.cli.progress")
    terminal = LazyModule("axiom.cli.terminal")

__all__ = ["explain"]

FromOption = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day; the file's first.")
]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day; the file's last.")
]
GreeksOption = Annotated[
    Literal["start", "ends", "path"],
    typer.Option(help="Where the second-order Greeks are taken: before a move, at both ends of it, "
                 "or along the way."),
]  # fmt: skip


def explain(
    file: FileArgument,
    *,
    book: BookOption,
    first: FromOption = None,
    last: ToOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    underlying: UnderlyingOption = None,
    spot_file: SpotFileOption = None,
    exercise: ExerciseOption = None,
    dividends: DividendsOption = None,
    dynamics: DynamicsOption = "sticky_strike",
    greeks: GreeksOption = "ends",
    as_json: JsonOption = False,
) -> None:
    """Hold a book over the chains of a file and explain its P&L from each to the next."""
    held = risk.Book.read_csv(book)
    given: dict[str, Any] = {"columns": parse_columns(column), "underlying": underlying}
    given |= {"spot_file": spot_file, "exercise": exercise, "dividends": dividends}
    chosen = {name: value for name, value in given.items() if value is not None}
    chains = _between(market.iter_chains(file, layout=layout, **chosen), first, last)
    states: list[risk.BookState] = []
    with progress_bar.LateProgress(visible=not as_json) as progress:
        total = market.list_chains(file, layout=layout, columns=parse_columns(column)).height
        for state in book_states(chains, held):
            states.append(state)
            progress(f"{state.time:%Y-%m-%d %H:%M}", len(states), total)
    if len(states) < 2:
        raise DataError(
            f"{file.name}: {len(states)} of its chains are in these days; give two or more"
        )
    found = risk.explain_days(states, dynamics=dynamics, greeks=greeks)
    if as_json:
        notes = [list(one.notes) for one in found.intervals]
        rows = found.to_frame().to_dicts()
        terminal.print_json(plain({"intervals": rows, "totals": found.totals, "notes": notes}))
    else:
        _show(found, held.source)


def _between(
    chains: Iterator[market.Chain], first: str | None, last: str | None
) -> Iterator[market.Chain]:
    """Yield the chains of some days, both included."""
    begin, finish = _day(first, "--from"), _day(last, "--to")
    for chain in chains:
        day = chain.valuation_time.date()
        if (begin is None or day >= begin) and (finish is None or day <= finish):
            yield chain


def _day(text: str | None, option: str) -> dt.date | None:
    """Read a day, or raise."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise InvalidArgumentError(f"{option} is {text!r}; write a day as 2019-05-24") from None


def _show(found: risk.ExplainHistory, source: str) -> None:
    """Print one row an interval, without the terms that are nothing throughout."""
    table, totals = found.to_frame(), found.totals
    shown = {name: f"{total:,.0f}" for name, total in totals.items() if table[name].abs().max()}
    rows = {
        name: [*(f"{amount:,.0f}" for amount in table[name]), total]
        for name, total in shown.items()
    }
    rows["share left"] = [*(f"{share:.2%}" for share in table["residual_share"]), ""]
    ends = [f"{end:%m-%d %H:%M}" for end in table["end"]]
    title = f"{source}: P&L explain, {found.intervals[0].dynamics.name}; each column until"
    tables.print_wide(title, "", [*ends, "sum"], rows)
    console = terminal.stdout()
    console.print(f"residual: {found.median_residual_share:.2%} of all terms at the median")
    for note in dict.fromkeys(note for one in found.intervals for note in one.notes):
        console.print(note)
