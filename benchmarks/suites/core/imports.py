"""How long it takes to import each library, and to show the command's help."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from types import ModuleType

from benchmarks.harness import Job, take_turns
from benchmarks.rows import AXIOM, Report, Row

MODULES = {
    "quantlib": "QuantLib",
    "vollib": "vollib.black_scholes_merton.implied_volatility",
    "fast_vollib": "fast_vollib",
    "pyfeng": "pyfeng",
    "blocked_numpy": "numpy, scipy.special",
}
ROUNDS = 9
IMPORT_LIMIT, HELP_LIMIT = 0.25, 0.5


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time whole interpreters less an empty one."""
    able = {"numpy": "numpy"} | {name: MODULES[name] for name in rivals}
    jobs = {name: _import(modules) for name, modules in able.items()}
    help_job = _process([sys.executable, "-m", "axiom.cli.app", "--help"])
    times = take_turns(
        {"empty": _import("sys"), AXIOM: _import("axiom"), "help": help_job, **jobs},
        rounds=ROUNDS,
        seconds=0.0,
    )
    empty = times.seconds("empty")
    own = times.seconds(AXIOM) - empty
    report.add(_limited("import axiom", own, IMPORT_LIMIT))
    report.add(_limited("axiom --help, whole process", times.seconds("help"), HELP_LIMIT))
    for name, modules in able.items():
        theirs = times.seconds(name) - empty
        report.add(
            Row(
                job="import axiom", measured=own, unit="s", peer=f"import {modules}",
                peer_measured=theirs, ratio=own / theirs,
            )
        )  # fmt: skip


def _limited(job: str, seconds: float, limit: float) -> Row:
    return Row(job=job, measured=seconds, unit="s", target=f"≤ {limit} s", met=seconds <= limit)


def _process(command: Sequence[str]) -> Job:
    def job() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start

    return job


def _import(modules: str) -> Job:
    return _process([sys.executable, "-c", f"import {modules}"])
