"""`axiom desk replay`: recorded chains through the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli.desk import options as own
from axiom.cli.desk.running import run_session
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
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import desk, market
else:
    desk = LazyModule("axiom.desk")
    market = LazyModule("axiom.market")

__all__ = ["replay"]

_READING = (
    "layout", "date", "start", "end", "underlying", "spot_file", "exercise", "dividends", "rate",
)  # fmt: skip

UnderlyingOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Underlying, where the file does not name it.")
]
StartOption = Annotated[
    str | None, typer.Option(metavar="HH:MM", help="Of each day, only from this local time on.")
]
EndOption = Annotated[
    str | None, typer.Option(metavar="HH:MM", help="Of each day, only until this local time.")
]
RateOption = Annotated[float | None, typer.Option(help="Rate where the file cannot give one.")]
MatchingOption = Annotated[
    Literal["through", "touch", "queue"],
    typer.Option(help="When own quotes are hit; see above."),
]
FlowOption = Annotated[
    float, typer.Option(help="Contracts a day that trade at each side, for --matching queue.")
]


def replay(
    file: FileArgument,
    *,
    date: DateOption = None,
    start: StartOption = None,
    end: EndOption = None,
    layout: LayoutOption = "auto",
    column: ColumnOption = None,
    underlying: UnderlyingOption = None,
    spot_file: SpotFileOption = None,
    exercise: ExerciseOption = None,
    dividends: DividendsOption = None,
    rate: RateOption = None,
    matching: MatchingOption = "through",
    flow_per_day: FlowOption = 10.0,
    seed: own.SeedOption = 0,
    rhythm: own.RhythmOption = 300.0,
    dynamics: own.DynamicsOption = "sticky_strike",
    vol_width: own.VolWidthOption = 0.002,
    minimum_edge: own.MinimumEdgeOption = 0.0,
    risk_aversion: own.RiskAversionOption = 0.0,
    size: own.SizeOption = 10.0,
    tick: own.TickOption = None,
    multiplier: own.MultiplierOption = 100.0,
    latency: own.LatencyOption = 0.0,
    max_delta: own.MaxDeltaOption = None,
    max_gamma: own.MaxGammaOption = None,
    max_vega: own.MaxVegaOption = None,
    max_contracts: own.MaxContractsOption = None,
    max_loss: own.MaxLossOption = None,
    protect_fills: own.ProtectOption = 100,
    hedge_band: own.HedgeBandOption = 100.0,
    hedge_risk_aversion: own.HedgeAversionOption = None,
    fee: own.FeeOption = 0.0,
    hedge_fee: own.HedgeFeeOption = 0.0,
    hedge_spread_bp: own.HedgeSpreadOption = 0.0,
    book: own.BookOption = None,
    steps: own.StepsOption = None,
    out: own.OutOption = None,
    resume: own.ResumeOption = False,
    report: own.ReportOption = None,
    live_view: own.LiveViewOption = False,
    threads: own.ThreadsOption = 1,
    as_json: JsonOption = False,
) -> None:
    """Replay recorded chains through the desk."""
    given = dict(locals())
    feed = _feed(file, given)
    total = steps or _updates_in(file, layout, column)
    settings = own.session_settings(given, _matching(given))
    run_session(feed, settings, given, total=total)


def _feed(file: Path, given: dict[str, Any]) -> market.RecordedFeed:
    """Open the file."""
    reading: Any = {name: given[name] for name in _READING if given[name] is not None}
    return market.RecordedFeed(file, columns=parse_columns(given["column"]), **reading)


def _updates_in(file: Path, layout: str, column: list[str] | None) -> int:
    """Give the number of chains in the file, for the progress bar."""
    return market.list_chains(file, layout=layout, columns=parse_columns(column)).height


def _matching(given: dict[str, Any]) -> desk.Matching:
    """Make the rule of matching."""
    if given["matching"] == "queue":
        return desk.QueueModel(flow_per_day=given["flow_per_day"], seed=given["seed"])
    return desk.TradeThrough(is_strict=given["matching"] == "through")
