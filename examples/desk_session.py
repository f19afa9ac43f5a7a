"""A morning at a simulated desk: quotes, fills, hedges, explained P&L, and a page of it all."""

from __future__ import annotations

from pathlib import Path

from axiom.desk import (
    ChainRules,
    DeltaBand,
    ExponentialIntensity,
    Fees,
    InventorySkew,
    PoissonFlow,
    Session,
    SessionSettings,
    SimulatedFeed,
    SimulatedMarket,
    render_session,
)
from axiom.risk import Limits

market = SimulatedMarket(days=(7.0, 28.0), n_strikes=9, n_updates=40, interval_seconds=60.0)
settings = SessionSettings(
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
    markout_seconds=(60.0, 300.0),
)
result = Session(SimulatedFeed(market, seed=0), settings, log="session.log").run()

found = result.summary()
print(f"{found['underlying']}: {found['steps']} updates, {found['fills']} fills, "
      f"{found['hedges']} hedges")  # fmt: skip
for name in ("edge", "hedge_cost", "fees", "pnl", "market_pnl", "drawdown"):
    print(f"  {name:<12} {found[name]:>10,.2f}")
print("P&L explained")
for name, amount in found["explain"].items():
    if abs(amount) >= 0.005:
        print(f"  {name:<12} {amount:>10,.2f}")

page = Path("session.html")
page.write_text(render_session(result), encoding="utf-8")
print(f"wrote {page} and session.log; fills against simulated quotes are an assumption")
