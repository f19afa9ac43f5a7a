"""Prices of a grid of options without discrete dividends, beside QuantLib's QdFp schemes."""

from __future__ import annotations

import time
from types import ModuleType

import numpy as np

import axiom
from benchmarks.american_options import american_grid, has_two_boundaries, terms, truth
from benchmarks.harness import Job, take_turns
from benchmarks.options import Floats, Options
from benchmarks.rows import Report, Row

SIZE, SEED, N_SLOW = 512, 7, 32
MICRO = 1e6
# Preset: QuantLib's scheme, the error to stay below, how many times faster.
GOALS = {"fast": ("fast", 1e-3, 15.0), "accurate": ("accurate", 1e-5, 15.0)}
REFERENCE_LIMIT = 1e-9


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time the presets in turns with QuantLib's schemes, all on the same options."""
    options = american_grid(SIZE, seed=SEED)
    expected = truth(options)
    quantlib = rivals.get("quantlib_american")
    for preset, (scheme, limit, faster) in GOALS.items():
        jobs = {"own": own(options, preset)}
        if quantlib is not None:
            jobs["peer"] = quantlib.price_batch(options, scheme)
        report.add(_row(jobs, expected, preset, limit, faster))
    report.add(_reference(options, expected, quantlib))


def own(options: Options, preset: str) -> Job:
    """Price the batch into one reused array."""
    out = np.empty(len(options))
    arguments = terms(options)
    return lambda: axiom.price(**arguments, exercise="american", accuracy=preset, out=out)


def largest_error(found: Floats, expected: Floats) -> float:
    """Take the largest absolute error, NaN (where a rival refuses) left out."""
    return float(np.nanmax(np.abs(found - expected)))


def _row(jobs: dict[str, Job], expected: Floats, preset: str, limit: float, faster: float) -> Row:
    errors = {name: largest_error(np.array(job()), expected) for name, job in jobs.items()}
    times = take_turns(jobs)
    ratio = times.ratio("own", "peer") if "peer" in jobs else None
    met = errors["own"] <= limit and (ratio is None or ratio <= 1.0 / faster)
    return Row(
        job=f"batch price, accuracy {preset}",
        measured=times.seconds("own") / SIZE * MICRO,
        unit="µs an option",
        target=f"≥ {faster:.0f} × QdFp {preset}, error ≤ {limit:.0e}",
        peer=None if ratio is None else f"QuantLib QdFp {preset}",
        peer_measured=None if ratio is None else times.seconds("peer") / SIZE * MICRO,
        ratio=ratio,
        met=met,
        error=errors["own"],
        peer_error=errors.get("peer"),
        note=f"{SIZE} options; errors are absolute, at a spot of 100",
    )


def _reference(options: Options, expected: Floats, quantlib: ModuleType | None) -> Row:
    """Judge where the yardstick is the integral equation, which is good to 1e-10."""
    single = ~has_two_boundaries(options)
    job = own(options, "reference")
    error = largest_error(np.array(job())[single], expected[single])
    times = take_turns({"own": job}, rounds=5)
    few, slow = options.head(N_SLOW), None
    if quantlib is not None:
        slow = _once(quantlib.price_batch(few, "high precision"))
    return Row(
        job="batch price, accuracy reference",
        measured=times.seconds("own") / SIZE * MICRO,
        unit="µs an option",
        target=f"error ≤ {REFERENCE_LIMIT:.0e} against an independent method",
        peer=None if slow is None else f"QuantLib QdFp high precision, {N_SLOW} of them",
        peer_measured=None if slow is None else slow[0] / N_SLOW * MICRO,
        ratio=None if slow is None else times.seconds("own") / SIZE / slow[0] * N_SLOW,
        met=error <= REFERENCE_LIMIT,
        error=error,
        peer_error=None
        if slow is None
        else largest_error(slow[1][single[:N_SLOW]], expected[:N_SLOW][single[:N_SLOW]]),
        note=f"the {int(single.sum())} of {SIZE} options that have one boundary or none",
    )


def _once(job: Job) -> tuple[float, Floats]:
    """Run a job that takes seconds a single time."""
    start = time.perf_counter()
    found = np.array(job())
    return time.perf_counter() - start, found
