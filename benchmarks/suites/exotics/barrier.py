"""Continuous barriers by finite differences, at equal error."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from axiom.engines import value
from axiom.instruments import Barrier
from axiom.market import Market
from axiom.models import BlackScholes
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row

MODEL = BlackScholes(vol=0.2)
MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
OPTIONS = [
    Barrier(
        strike=strike, barrier=barrier, expiry=days / 365.0, is_call=is_call,
        is_up=barrier > 100.0, is_knock_in=False,
    )
    for strike, barrier, is_call in (
        (100.0, 120.0, True), (95.0, 130.0, True), (105.0, 90.0, True), (100.0, 80.0, False),
        (105.0, 115.0, False), (100.0, 85.0, True),
    )
    for days in (90, 365)
]  # fmt: skip
LIMIT, FASTER = 1e-4, 10.0
GRIDS = ((50, 50), (100, 100), (200, 200), (300, 300), (400, 400), (600, 600), (800, 800))


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Take QuantLib's coarsest grid that reaches the error, or the finest tried."""
    exact = np.array([v.price for v in value(OPTIONS, model=MODEL, market=MARKET, greeks=False)])
    error = float(np.abs(_prices() - exact).max())
    jobs, theirs, grid = {"own": _prices}, None, GRIDS[0]
    peer = rivals.get("quantlib_exotics")
    if peer is not None:
        for grid in GRIDS:
            job = peer.barrier_grids(OPTIONS, MODEL, MARKET, steps=grid[0], nodes=grid[1])
            theirs = float(np.abs(np.array(job()) - exact).max())
            if theirs <= LIMIT:
                break
        jobs["peer"] = job
    times = take_turns(jobs, rounds=5)
    ratio = times.ratio("own", "peer") if peer is not None else None
    report.add(
        Row(
            job="continuous barriers by finite differences, 1e-4",
            measured=1e6 * times.seconds("own") / len(OPTIONS),
            unit="µs an option",
            target=f"≥ {FASTER:.0f} × QuantLib's finite differences at equal error",
            peer=None if peer is None else f"QuantLib FD, {grid[0]} steps, {grid[1]} nodes",
            peer_measured=None if peer is None else 1e6 * times.seconds("peer") / len(OPTIONS),
            ratio=ratio,
            met=error <= LIMIT and (ratio is None or ratio <= 1.0 / FASTER),
            error=error,
            peer_error=theirs,
            note=f"largest error over {len(OPTIONS)} options against the closed form, at a spot of "
            "100; ours states its error by grid doubling, prices only",
        )
    )


def _prices() -> np.ndarray:
    found = value(
        OPTIONS, model=MODEL, market=MARKET, engine="pde", greeks=False, threads=1,
        tolerance=LIMIT / MARKET.spots[0],
    )  # fmt: skip
    return np.array([one.price for one in found])
