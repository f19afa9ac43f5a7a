"""Reading a fitted surface: a hundred thousand vols anywhere, and a grid of a thousand."""

from __future__ import annotations

import numpy as np

from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row
from benchmarks.volatility_days import CURVES, fit, spx_days

JOB = "look-ups in a fitted SPX day"
LOOKUPS, MOST_MS = 100_000, 3.0
EXPIRIES, STRIKES, MOST_US = 20, 50, 20.0
SEED = 7


def run(report: Report) -> None:
    """Time both on the surface of one day, each vol with its own strike and expiry."""
    day, rng = spx_days()[0], np.random.default_rng(SEED)
    k = rng.uniform(-0.4, 0.3, LOOKUPS)
    t = rng.uniform(0.01, 2.0, LOOKUPS)
    wing = np.linspace(-0.3, 0.2, STRIKES)
    terms = np.linspace(0.05, 1.5, EXPIRIES)[:, None]
    for curve in CURVES:
        surface = fit(day, curve)
        jobs = {
            "lookups": lambda s=surface: s.vol(log_moneyness=k, expiry=t),
            "grid": lambda s=surface: s.vol(log_moneyness=wing, expiry=terms),
        }
        times = take_turns(jobs)
        lookups, grid = 1e3 * times.seconds("lookups"), 1e6 * times.seconds("grid")
        report.add(
            Row(
                job=f"{LOOKUPS:,} vols at random places, {curve}", measured=lookups, unit="ms",
                target=f"≤ {MOST_MS:.0f} ms", met=lookups <= MOST_MS,
            ),
            Row(
                job=f"a surface of {EXPIRIES} × {STRIKES} vols, {curve}", measured=grid, unit="µs",
                target=f"≤ {MOST_US:.0f} µs", met=grid <= MOST_US,
            ),
        )  # fmt: skip
