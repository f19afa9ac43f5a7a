"""Four cash dividends in a year, fifty strikes, beside QuantLib's finite differences."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import axiom
from benchmarks.american_options import strikes_of_one_expiry, terms, truth_with_dividends
from benchmarks.harness import Job, Timings, take_turns
from benchmarks.options import Floats, Options
from benchmarks.rows import Report, Row
from benchmarks.suites.american.price import MICRO, largest_error

STRIKES = 50
SCHEDULE = [(days / 365.0, 1.0) for days in (45, 137, 228, 319)]
OUTPUTS = ("price", "delta", "gamma", "theta")
ERROR_LIMIT, TIME_LIMIT, FASTER = 1e-3, 100.0, 20.0
# QuantLib's grids from the cheapest on: steps in time, nodes in the spot.
GRIDS = ((100, 200), (200, 200), (400, 400), (800, 400), (800, 800), (1600, 800), (1600, 1600))


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time every preset; judge the cheapest whose error stays below the limit."""
    options = strikes_of_one_expiry(STRIKES)
    expected = truth_with_dividends(options, SCHEDULE)
    presets = {preset: _own(options, preset) for preset in ("fast", "accurate", "reference")}
    errors = {name: largest_error(np.array(job()), expected) for name, job in presets.items()}
    times = take_turns(presets)
    for preset in presets:
        report.add(_time_row(preset, times, errors[preset]))
    if "quantlib_american" in rivals:
        cheapest = min(
            (name for name in presets if errors[name] <= ERROR_LIMIT),
            key=times.seconds,
            default=None,
        )
        if cheapest is None:
            report.skip("dividends beside QuantLib", f"no preset reaches {ERROR_LIMIT:.0e}")
            return
        report.add(
            _beside(rivals["quantlib_american"], options, expected, cheapest, presets[cheapest])
        )


def _own(options: Options, preset: str) -> Job:
    out = {name: np.empty(len(options)) for name in OUTPUTS}
    arguments = {**terms(options), "expiry": 1.0}

    def job() -> Floats:
        axiom.greeks(
            **arguments, exercise="american", dividends=SCHEDULE, accuracy=preset, only=OUTPUTS,
            out=out,
        )  # fmt: skip
        return out["price"]

    return job


def _time_row(preset: str, times: Timings, error: float) -> Row:
    taken = times.seconds(preset) / STRIKES * MICRO
    judged = preset == "fast"
    return Row(
        job=f"four cash dividends, {STRIKES} strikes: price, delta, gamma, theta, {preset}",
        measured=taken,
        unit="µs an option",
        target=f"≤ {TIME_LIMIT:.0f} µs, error ≤ {ERROR_LIMIT:.0e}" if judged else None,
        met=taken <= TIME_LIMIT and error <= ERROR_LIMIT if judged else None,
        error=error,
    )


def _beside(quantlib: ModuleType, options: Options, expected: Floats, preset: str, own: Job) -> Row:
    """Take the cheapest of QuantLib's grids that is as exact as asked for."""
    for steps, nodes in GRIDS:
        peer = quantlib.dividends_batch(options, SCHEDULE, quantlib.Grid(steps, nodes))
        peer_error = largest_error(np.array(peer())[:, 0], expected)
        if peer_error <= ERROR_LIMIT:
            break
    times = take_turns({"own": own, "peer": peer}, rounds=3)
    ratio = times.ratio("own", "peer")
    return Row(
        job=f"the same, {preset}, beside QuantLib at equal error",
        measured=times.seconds("own") / STRIKES * MICRO,
        unit="µs an option",
        target=f"≥ {FASTER:.0f} × QuantLib's finite differences",
        peer=f"QuantLib FD, {steps} steps, {nodes} nodes",
        peer_measured=times.seconds("peer") / STRIKES * MICRO,
        ratio=ratio,
        met=ratio <= 1.0 / FASTER,
        error=largest_error(np.array(own()), expected),
        peer_error=peer_error,
        note=f"the cheapest of {len(GRIDS)} grids whose error stays below {ERROR_LIMIT:.0e}",
    )
