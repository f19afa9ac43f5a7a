"""`axiom risk stress`: a book under named stresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli.options import (
    ColumnOption,
    DateOption,
    DividendsOption,
    ExerciseOption,
    FileArgument,
    JsonOption,
    LayoutOption,
    SpotFileOption,
    TimeOption,
    parse_columns,
)
from axiom.cli.risk import tables
from axiom.cli.risk.states import BookOption, DynamicsOption, UnderlyingOption, fitted_state
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import market, risk
    from axiom.cli import terminal
else:
    market = LazyModule("axiom.market")
    risk = LazyModule("axiom.risk")
    terminal = LazyModule("axiom.cli.terminal")

__all__ = ["stress"]

ByOption = Annotated[
    Literal["expiry", "strike"] | None,
    typer.Option("--by", help="Show the profit by expiry or by strike over forward too."),
]


def stress(
    file: FileArgument,
    *,
    book: BookOption,
    date: DateOption = None,
    time: TimeOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    underlying: UnderlyingOption = None,
    spot_file: SpotFileOption = None,
    exercise: ExerciseOption = None,
    dividends: DividendsOption = None,
    dynamics: DynamicsOption = "sticky_strike",
    by: ByOption = None,
    threads: Annotated[int, typer.Option(help="Threads; results do not depend on it.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Fit a chain and revalue a book under the named stresses."""
    held = risk.Book.read_csv(book)
    given: dict[str, Any] = {"date": date, "time": time, "columns": parse_columns(column)}
    given |= {"underlying": underlying, "spot_file": spot_file}
    given |= {"exercise": exercise, "dividends": dividends}
    chosen = {name: value for name, value in given.items() if value is not None}
    chain = market.read_chain(file, layout=layout, **chosen)
    state = fitted_state(chain)
    found = risk.stress_book(
        held,
        surface=state.surface,
        spot=state.spot,
        underlying=chain.underlying,
        listed=chain.expiries,
        terms=state.terms,
        dynamics=dynamics,
        threads=threads,
    )
    if as_json:
        terminal.print_json(_record(found, state))
    else:
        _show(found, state, chain, by)


def _record(found: risk.StressTest, state: risk.BookState) -> Any:
    return plain(
        {
            "valuation_time": state.time,
            "spot": state.spot,
            "dynamics": found.dynamics.name,
            "present_value": found.present_value,
            "stresses": found.table.to_dicts(),
            "by_expiry": found.by_expiry().to_dicts(),
            "by_strike": found.by_strike().to_dicts(),
        }
    )


def _show(
    found: risk.StressTest, state: risk.BookState, chain: market.Chain, by: str | None
) -> None:
    """Print the stresses, and the buckets where they are asked for."""
    title = (
        f"{chain.underlying}, {state.time:%Y-%m-%d %H:%M} UTC, spot {state.spot:,.2f}, "
        f"{found.dynamics.name}: the book is worth {found.present_value:,.0f}"
    )
    columns = ("stress", "spot", "vol 30d", "rates", "value", "profit")
    table = terminal.plain_table(title, columns, left=1)
    for row in found.table.iter_rows(named=True):
        table.add_row(
            row["stress"],
            f"{row['spot_move']:+.1%}",
            f"{100.0 * row['vol_move']:+.1f}",
            f"{1e4 * row['rate_move']:+.0f} bp",
            f"{row['present_value']:,.0f}",
            f"{row['profit']:+,.0f}",
        )
    terminal.stdout().print(table)
    if by is not None:
        wide = found.by_expiry() if by == "expiry" else found.by_strike()
        rows = {
            "underlying" if bucket is None else str(bucket): [f"{one:+,.0f}" for one in profits]
            for bucket, *profits in wide.iter_rows()
        }
        tables.print_wide(f"Profit by {by}", by, wide.columns[1:], rows)
