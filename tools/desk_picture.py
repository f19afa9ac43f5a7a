"""Draw the P&L of one market under two rules of matching, for docs/tutorials/desk.md.

Run it with ``.venv/bin/python -m tools.desk_picture``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from axiom.desk import (
    ChainRules,
    DeltaBand,
    ExponentialIntensity,
    Fees,
    InventorySkew,
    PoissonFlow,
    Session,
    SessionResult,
    SessionSettings,
    SimulatedFeed,
    SimulatedMarket,
    TradeThrough,
)
from axiom.risk import Limits
from tools.american_pictures import ASSETS, COLOURS, Line, Panel, draw

MARKET = SimulatedMarket(days=(7.0, 28.0), n_strikes=9, n_updates=40, interval_seconds=60.0)
FLOW = SessionSettings(
    rules=ChainRules(
        size=5.0,
        vol_uncertainty=0.006,
        skew=InventorySkew(risk_aversion=1e-5),
        max_spot_age_seconds=900.0,
        max_surface_age_seconds=900.0,
    ),
    limits=Limits(delta=30_000.0, vega=400.0, loss=5_000.0),
    matching=PoissonFlow(intensity=ExponentialIntensity(scale=150.0, decay=0.4), seed=0),
    hedging=DeltaBand(width=100.0),
    fees=Fees(per_contract=0.3, half_spread_bp=0.5),
)


def session(settings: SessionSettings) -> SessionResult:
    """Run the tutorial's minutes under some rules."""
    return Session(SimulatedFeed(MARKET, seed=0), settings).run()


def _minutes(result: SessionResult) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    times = result.pnl["time"]
    return (times - times[0]).dt.total_seconds().to_numpy() / 60.0


def _pnl(sessions: dict[str, SessionResult]) -> Panel:
    lines = [
        Line(x=_minutes(one), y=one.pnl["pnl"].to_numpy(), label=name, colour=colour)
        for (name, one), colour in zip(sessions.items(), COLOURS, strict=False)
    ]
    return Panel(
        title="P&amp;L of the same minutes, two rules of matching", x_label="minutes",
        x_ticks=(0, 10, 20, 30, 40), y_ticks=(-200, -100, 0, 100, 200, 300, 400), lines=lines,
    )  # fmt: skip


def _explain(result: SessionResult) -> Panel:
    table, minutes = result.explain, _minutes(result)
    lines = [
        Line(
            x=minutes[-table.height :], y=table[name].cum_sum().to_numpy(), label=name,
            colour=colour,
        )
        for name, colour in zip(("trades", "delta", "fees", "hedges"), COLOURS, strict=True)
    ]  # fmt: skip
    return Panel(
        title="Terms of the explain under random orders", x_label="minutes",
        x_ticks=(0, 10, 20, 30, 40), y_ticks=(-400, -200, 0, 200, 400, 600), lines=lines,
    )  # fmt: skip


def main() -> None:
    """Draw the picture."""
    sessions = {
        "random orders": session(FLOW),
        "trades through": session(replace(FLOW, matching=TradeThrough())),
    }
    draw((_pnl(sessions), _explain(sessions["random orders"])), ASSETS / "desk-session.svg")


if __name__ == "__main__":
    main()
