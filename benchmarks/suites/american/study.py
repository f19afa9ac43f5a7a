"""Errors over random options, of the presets' stated domain and of a much wider one."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import axiom
from benchmarks.american_options import (
    SPOT,
    american_grid,
    has_two_boundaries,
    rows_of,
    terms,
)
from benchmarks.options import Floats, Options
from benchmarks.rows import Report, Row
from tests.solvers import american_integral

SIZE, SEED = 1000, 23
STATED = {"fast": 1e-3, "accurate": 1e-5, "reference": 1e-9}
DOMAINS = ("moneyness 0.7–1.4, 7 days–3 years, vol 10–80 %, rates -1…8 %",
           "moneyness 0.2–5, 1 hour–30 years, vol 1–300 %, rates ±50 %")  # fmt: skip


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Report the largest and the typical error of every preset on both domains."""
    for domain, options in zip(
        DOMAINS, (american_grid(SIZE, seed=SEED), wide_grid(SIZE, seed=SEED)), strict=True
    ):
        expected = _expected(options)
        judged = domain == DOMAINS[0]
        for preset, stated in STATED.items():
            report.add(_row(options, expected, domain, preset, stated if judged else None))


def wide_grid(n: int, *, seed: int) -> Options:
    """Draw options far beyond the stated domain."""
    rng = np.random.default_rng(seed)
    return Options(
        spot=np.full(n, SPOT),
        strike=SPOT * np.exp(rng.uniform(np.log(0.2), np.log(5.0), n)),
        expiry=np.exp(rng.uniform(np.log(1 / 8766), np.log(30.0), n)),
        vol=np.exp(rng.uniform(np.log(0.01), np.log(3.0), n)),
        rate=rng.uniform(-0.5, 0.5, n),
        dividend_yield=rng.uniform(-0.5, 0.5, n),
        is_call=rng.random(n) < 0.5,
    )


def _expected(options: Options) -> Floats:
    """Price by the integral equation; NaN where it has two boundaries or is beyond the solver."""
    found = np.full(len(options), np.nan)
    for i, (row, double) in enumerate(
        zip(rows_of(options), has_two_boundaries(options), strict=True)
    ):
        if not double:
            try:
                found[i] = american_integral.price(**row)
            except ArithmeticError:
                continue
    return found


def _row(options: Options, expected: Floats, domain: str, preset: str, stated: float | None) -> Row:
    found = axiom.price(**terms(options), exercise="american", accuracy=preset)
    errors = np.abs(found - expected)[np.isfinite(expected)]
    largest = float(errors.max())
    return Row(
        job=f"largest error over {errors.size} random options, {domain}, {preset}",
        measured=largest,
        unit="at a spot of 100",
        target=None if stated is None else f"≤ {stated:.0e}",
        met=None if stated is None else largest <= stated,
        note=f"median {np.median(errors):.1e}, 99 % below {np.quantile(errors, 0.99):.1e};"
        f" {len(options) - errors.size} options have two boundaries or defeat the yardstick",
    )
