"""What the desk must reach: simulated markets, policies, hedges, explained P&L and replays."""

from __future__ import annotations

from types import ModuleType

from benchmarks.data import DataAbsentError
from benchmarks.rows import Report
from benchmarks.suites.desk import explain, hedging, markets, policies, replay, risk_figures, tick

PARTS: tuple[ModuleType, ...] = (
    explain,
    hedging,
    markets,
    policies,
    replay,
    risk_figures,
    tick,
)


def run(report: Report) -> None:
    """Run every part; leave out with the reason those whose data are absent."""
    for part in PARTS:
        try:
            part.run(report)
        except DataAbsentError as error:
            report.skip(part.JOB, str(error))
