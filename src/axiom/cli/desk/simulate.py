"""`axiom desk simulate`: the desk on a simulated market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.desk import options as own
from axiom.cli.desk.running import run_session
from axiom.cli.options import JsonOption
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import desk
else:
    desk = LazyModule("axiom.desk")

__all__ = ["simulate"]

UpdatesOption = Annotated[int, typer.Option(help="Updates after the opening chain.")]
IntervalOption = Annotated[
    float,
    typer.Option(help="Seconds between updates: the longer, the more orders meet stale quotes."),
]
SpotOption = Annotated[float, typer.Option(help="Spot at the start.")]
MarketVolOption = Annotated[float, typer.Option(help="Vol of the spot, and implied.")]
FillsOption = Annotated[
    float, typer.Option(help="Orders a day at each side of an option quoted at the mid.")
]
DecayOption = Annotated[float, typer.Option(help="How fast they fall with the distance.")]


def simulate(
    *,
    updates: UpdatesOption = 120,
    interval: IntervalOption = 5.0,
    spot: SpotOption = 100.0,
    market_vol: MarketVolOption = 0.2,
    fills_per_day: FillsOption = 50.0,
    flow_decay: DecayOption = 1.5,
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
    protect_fills: own.ProtectOption = 0,
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
    """Run the desk on a simulated market."""
    given = dict(locals())
    market = desk.SimulatedMarket(
        spot=spot, vol=market_vol, interval_seconds=interval, n_updates=updates
    )
    feed = desk.SimulatedFeed(market, seed=seed)
    flow = desk.ExponentialIntensity(scale=fills_per_day, decay=flow_decay)
    settings = own.session_settings(given, desk.PoissonFlow(intensity=flow, seed=seed))
    run_session(feed, settings, given, total=steps or feed.n_updates)
