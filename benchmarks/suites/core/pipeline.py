"""A whole SPX day through the main job, stage by stage, and the surface that comes of it."""

from __future__ import annotations

import statistics
from types import ModuleType

import numpy as np

from axiom.desk import RunResult, RunSettings, run_chain
from axiom.market import Chain, read_chain
from axiom.volatility.curves.fit import Curve
from benchmarks.data import SPX_DAY, DataAbsentError, recorded
from benchmarks.harness import take_turns
from benchmarks.rows import Report, Row

ROUNDS = 9
MILLI, MICRO = 1e3, 1e6
# Steps of the job up to the Greeks; quotes, book and scenarios come on top and have rows too.
JUDGED = ("hygiene", "forwards", "implied vols", "surface", "certificate", "Greeks")
DAY_LIMIT, POINTS_LIMIT = 100.0, 50.0
# The curves of a run, the default first, and how long their fits may take.
FIT_LIMITS: dict[Curve, float] = {"spline": 150.0, "essvi": 30.0}
N_POINTS = 1_000


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time the day; leave it out with the reason where its data are absent."""
    try:
        path = recorded(SPX_DAY)
    except DataAbsentError as error:
        report.skip("a whole SPX day, surface.vol", str(error))
        return
    chain = read_chain(path)
    by_curve = {curve: _runs(chain, curve) for curve in FIT_LIMITS}
    for curve, results in by_curve.items():
        _day(report, chain, results, curve)
    results = by_curve["spline"]
    _stages(report, chain, results)
    reading = take_turns({"read": lambda: read_chain(path)}, rounds=5)
    report.add(
        Row(
            job="SPX day: read the gzipped CSV", measured=reading.seconds("read") * MILLI, unit="ms"
        )
    )
    _points(report, results[-1])


def _milliseconds(results: list[RunResult], steps: tuple[str, ...]) -> float:
    """Median over the runs of the time of some steps together."""
    totals = [
        sum(timing.seconds for timing in result.timings if timing.step in steps)
        for result in results
    ]
    return statistics.median(totals) * MILLI


def _runs(chain: Chain, curve: Curve) -> list[RunResult]:
    settings = RunSettings(curve=curve)
    return [run_chain(chain, settings=settings) for _ in range(ROUNDS + 1)][
        1:
    ]  # the first warms up


def _day(report: Report, chain: Chain, results: list[RunResult], curve: str) -> None:
    limit = FIT_LIMITS[curve]
    day = _milliseconds(results, JUDGED)
    fit = _milliseconds(results, ("surface",))
    report.add(
        Row(
            job=f"SPX day, {chain.quotes.height:,} quotes: hygiene, forwards, three implied vols "
            f"a quote, certified {curve} surface, Greeks",
            measured=day, unit="ms", target=f"≤ {DAY_LIMIT:.0f} ms", met=day <= DAY_LIMIT,
        ),
        Row(
            job=f"SPX day: {curve} fit", measured=fit, unit="ms",
            target=f"≤ {limit:.0f} ms", met=fit <= limit,
        ),
    )  # fmt: skip


def _stages(report: Report, chain: Chain, results: list[RunResult]) -> None:
    for timing in results[-1].timings:
        if timing.step != "surface":
            taken = _milliseconds(results, (timing.step,))
            report.add(Row(job=f"SPX day: {timing.step}", measured=taken, unit="ms"))


def _points(report: Report, result: RunResult) -> None:
    rng = np.random.default_rng(11)
    surface = result.surface
    log_moneyness = rng.uniform(-0.3, 0.15, N_POINTS)
    expiry = rng.uniform(0.02, 2.0, N_POINTS)
    times = take_turns({"vol": lambda: surface.vol(log_moneyness=log_moneyness, expiry=expiry)})
    taken = times.seconds("vol") * MICRO
    report.add(
        Row(
            job=f"surface.vol at {N_POINTS:,} points", measured=taken, unit="µs",
            target=f"≤ {POINTS_LIMIT:.0f} µs", met=taken <= POINTS_LIMIT,
        )
    )  # fmt: skip
