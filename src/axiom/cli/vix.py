"""`axiom vix`: the volatility index of a chain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from axiom.cli.options import (
    ColumnOption,
    DateOption,
    FileArgument,
    JsonOption,
    LayoutOption,
    TimeOption,
    parse_columns,
)
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import market
    from axiom.cli import terminal
    from axiom.volatility import analytics
else:
    terminal = LazyModule("axiom.cli.terminal")
    market = LazyModule("axiom.market")
    analytics = LazyModule("axiom.volatility.analytics")

__all__ = ["vix"]

RateOption = Annotated[
    float | None, typer.Option(help="Interest rate, decimal, continuously compounded.")
]
DaysOption = Annotated[int, typer.Option(help="Days whose volatility the index gives.")]
WindowOption = Annotated[
    tuple[int, int],
    typer.Option(
        "--window", help="The terms lie more than the first, at most the second days off."
    ),
]
EveryOption = Annotated[
    bool, typer.Option("--every-expiry", help="Take every expiry, not one a week.")
]


def vix(
    file: FileArgument,
    *,
    date: DateOption = None,
    time: TimeOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    rate: RateOption = None,
    days: DaysOption = 30,
    window: WindowOption = (23, 37),
    every_expiry: EveryOption = False,
    as_json: JsonOption = False,
) -> None:
    """Compute the volatility index of a chain from its raw quotes."""
    given: dict[str, Any] = {"date": date, "time": time, "columns": parse_columns(column)}
    chosen = {name: value for name, value in given.items() if value is not None}
    chain = market.read_chain(Path(file), layout=layout, **chosen)
    rules = analytics.VixRules(
        days=days, min_days=window[0], max_days=window[1], fridays_only=not every_expiry
    )
    found = analytics.vix(chain, rate=rate, rules=rules)
    if as_json:
        terminal.print_json(plain(found))
    else:
        _show(found, chain)


def _show(found: analytics.Vix, chain: market.Chain) -> None:
    """Print the index and its two terms."""
    columns = (
        "term", "expires", "minutes", "rate", "forward", "K0", "strikes", "vol", "weight",
    )  # fmt: skip
    title = f"{chain.underlying}, {found.valuation_time:%Y-%m-%d %H:%M} UTC: {found.value:.2f}"
    table = terminal.plain_table(title, columns, left=2)
    weights = (found.near_weight, 1.0 - found.near_weight)
    for name, term, weight in zip(("near", "next"), (found.near, found.next), weights, strict=True):
        table.add_row(
            name,
            f"{term.expiry_date} {term.settlement}",
            f"{term.minutes:,}",
            f"{term.rate:.4%}",
            f"{term.forward:,.2f}",
            f"{term.reference_strike:,.6g}",
            str(term.strikes.height),
            f"{100.0 * term.vol:.2f}",
            f"{weight:.3f}",
        )
    console = terminal.stdout()
    console.print(table)
    for note in chain.notes:
        console.print(note)
