"""Heston's model simulated by the quadratic-exponential scheme: time a path step."""

from __future__ import annotations

from types import ModuleType

from axiom.engines import Valuation, value
from axiom.instruments import Asian, European
from axiom.market import Market
from axiom.models import Heston
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row

MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.5, long_variance=0.05, vol_of_vol=0.6, correlation=-0.7
)
STEPS, PATHS, FASTER = 100, 1 << 15, 15.0


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Fix an average at every step, so that both sides make the same steps; prices alone."""
    last = 365.0 / 365.0
    fixings = tuple(last * (i + 1) / STEPS for i in range(STEPS))
    option = Asian(strike=100.0, expiry=last, fixings=fixings)

    def own() -> Valuation:
        return value(
            option, model=HESTON, market=MARKET, engine="montecarlo", threads=1, greeks=False,
            max_paths=PATHS, tolerance=1e-12,
        )  # fmt: skip

    work = own().work
    # the scheme's error is stated from the same paths in half as many steps
    steps = work["paths"] * work["steps"] * 1.5
    jobs = {"own": own}
    peer = rivals.get("quantlib_exotics")
    if peer is not None:
        vanilla = European(strike=100.0, expiry=last)
        jobs["peer"] = peer.heston_paths(vanilla, HESTON, MARKET, steps=STEPS, paths=PATHS // 8)
    times = take_turns(jobs, rounds=5)
    nano = 1e9 * times.seconds("own") / steps
    theirs = 1e9 * times.seconds("peer") / (STEPS * (PATHS // 8)) if peer is not None else None
    ratio = None if theirs is None else times.ratio("own", "peer") * STEPS * (PATHS // 8) / steps
    report.add(
        Row(
            job="Heston, quadratic-exponential scheme, one thread",
            measured=nano,
            unit="ns a path step",
            target=f"≥ {FASTER:.0f} × QuantLib",
            peer=None if peer is None else f"QuantLib, European, {PATHS // 8} paths",
            peer_measured=theirs,
            ratio=ratio,
            met=ratio is None or ratio <= 1.0 / FASTER,
            note=f"{work['paths']:.0f} paths of {work['steps']:.0f} steps and again of half as "
            "many, which the stated error needs; random numbers and payoff included",
        )
    )
