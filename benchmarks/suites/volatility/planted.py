"""Planted truths: how often the 90 % bars of the spline hold the true vol."""

from __future__ import annotations

from benchmarks.rows import Report, Row
from tests.planted.quotes import World
from tests.planted.shapes import EventMixture, Ssvi
from tests.planted.study import study
from tests.planted.truths import Bates, Heston

JOB = "planted truths"
TRUTHS = {
    "Heston": Heston(),
    "Bates": Bates(),
    "SSVI": Ssvi(),
    "event mixture": EventMixture(),
}
SPOILT = World(outliers=0.02, gaps=0.1, cut=True)
SEEDS = range(20)
LEAST, MOST = 85.0, 95.0


def run(report: Report) -> None:
    """Plant chains with noise, gaps, missing wings and 2 % outliers; fit each the whole way."""
    for name, truth in TRUTHS.items():
        found = study(truth, SPOILT, curve="spline", seeds=SEEDS)
        coverage = 100.0 * found.coverage
        report.add(
            Row(
                job=f"planted {name}, {found.n_fits} chains: 90 % bars that hold the truth",
                measured=coverage, unit="%", target=f"{LEAST:.0f} to {MOST:.0f} %",
                met=LEAST <= coverage <= MOST,
                note=f"{found.n_points:,} points; RMSE {found.rmse:.3f} and largest error"
                f" {found.largest:.2f} vol points",
            ),
            Row(
                job=f"planted {name}, {found.n_fits} chains: violations",
                measured=found.violations, unit="", target="none", met=found.violations == 0,
            ),
        )  # fmt: skip
