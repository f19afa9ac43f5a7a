"""`axiom surface replay`: recorded chains through the live surface."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

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
    parse_columns,
)
from axiom.core.errors import DataError
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import market, volatility
    from axiom.cli import progress as progress_bar
    from axiom.cli import terminal
else:
    terminal = LazyModule("axiom.cli.terminal")
    market = LazyModule("axiom.market")
    progress_bar = LazyModule("axiom.cli.progress")
    volatility = LazyModule("axiom.volatility")

__all__ = ["replay"]

DynamicsOption = Annotated[
    str,
    typer.Option(
        metavar="NAME|RATIO",
        help="sticky_strike, sticky_moneyness or a skew-stickiness ratio, between fits.",
    ),
]
RhythmOption = Annotated[
    float, typer.Option(help="Seconds between updates of an option, assumed at first.")
]
UnderlyingOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Underlying, where the file does not name it.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="JSON", help="Where to store the last surface.")
]
_HEADINGS = ("time", "quotes", "flagged", "refitted", "state", "ms")


def replay(
    file: FileArgument,
    *,
    date: DateOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    underlying: UnderlyingOption = None,
    spot_file: SpotFileOption = None,
    exercise: ExerciseOption = None,
    dividends: DividendsOption = None,
    dynamics: DynamicsOption = "sticky_strike",
    rhythm: RhythmOption = 300.0,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Feed the chains of a file, in order, to a surface that follows them."""
    held = market.list_chains(file, layout=layout, columns=parse_columns(column))
    given: dict[str, Any] = {
        "layout": layout,
        "columns": parse_columns(column),
        "date": date,
        "underlying": underlying,
        "spot_file": spot_file,
        "exercise": exercise,
        "dividends": dividends,
    }
    feed = market.RecordedFeed(file, **{k: v for k, v in given.items() if v is not None})
    with progress_bar.LateProgress(visible=not as_json) as progress:
        progress("fitting", 0, held.height)
        settings = volatility.FilterSettings(rhythm_seconds=rhythm)
        live = volatility.follow_chain(feed.opening(), dynamics=dynamics, settings=settings)
        steps: list[dict[str, Any]] = []
        for change in feed.updates():
            progress(f"{change.time:%m-%d %H:%M}", len(steps) + 1, held.height)
            begun = perf_counter()
            update = live.update(change.quotes, time=change.time, spot=change.spot)
            steps.append(_step(live, update, 1e3 * (perf_counter() - begun)))
    if not steps:
        raise DataError(f"{file.name} holds one chain; a replay needs two or more")
    if out is not None:
        live.surface.save(out)
    _tell(steps, live, file=file, as_json=as_json)


def _step(
    live: volatility.SurfaceFilter, update: volatility.FilterUpdate, milliseconds: float
) -> dict[str, Any]:
    """Describe one update."""
    used = volatility.QuoteFlag.WIDE_SPREAD
    return {
        "time": update.time,
        "quotes": update.n_quotes,
        "flagged": sum(n for flag, n in update.flags.items() if flag > used),
        "refitted": len(update.refitted),
        "state": live.state.name,
        "ms": milliseconds,
    }


def _tell(
    steps: list[dict[str, Any]], live: volatility.SurfaceFilter, *, file: Path, as_json: bool
) -> None:
    """Print every update, and the expiries at the end."""
    counts = {flag.name: n for flag, n in live.counts.items()}
    statuses: list[dict[str, Any]] = [
        {"expiry": one.expiry, "state": one.state.name, "reason": one.reason}
        for one in live.statuses
    ]
    if as_json:
        terminal.print_json(plain({"updates": steps, "flags": counts, "expiries": statuses}))
        return
    console = terminal.stdout()
    table = terminal.plain_table(f"{file.name}: {len(steps)} updates", _HEADINGS, left=1)
    for step in steps:
        cells = (f"{step['time']:%m-%d %H:%M:%S}", *(str(step[name]) for name in _HEADINGS[1:5]))
        table.add_row(*cells, f"{step['ms']:.1f}")
    console.print(table)
    expiries = terminal.plain_table("Expiries at the end", ("expiry", "state", "reason"), left=3)
    for one in statuses:
        expiries.add_row(f"{one['expiry']:%Y-%m-%d %H:%M} UTC", one["state"], one["reason"])
    console.print(expiries)
    console.print("quotes by flag: " + ", ".join(f"{name} {n:,}" for name, n in counts.items()))
