"""From the command to a service that is ready, on a new database and on one that is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx

from benchmarks.rows import Report, Row

JOB = "cold start of `axiom serve` to ready"
ROUNDS = 5
MOST_S = 2.0
_ENVIRONMENT = dict(os.environ)
_READY_PUBLIC = {"AXIOM_READY_PUBLIC": "true"}


def run(report: Report) -> None:
    """Start and stop the service, first where there is no database."""
    with tempfile.TemporaryDirectory() as folder:
        first = _seconds(Path(folder))
        again = sorted(_seconds(Path(folder)) for _ in range(ROUNDS))
    typical = median(again)
    note = f"median of {ROUNDS}, least {again[0]:.2f} s; {first:.2f} s with a new database"
    report.add(
        Row(
            job=JOB,
            measured=typical,
            unit="s",
            target=f"<= {MOST_S:g} s",
            met=typical <= MOST_S,
            note=note,
        )
    )


def _seconds(folder: Path) -> float:
    """Start the service, wait until `/ready` says so, stop it."""
    axiom = Path(sys.executable).with_name("axiom")
    begun = time.perf_counter()
    with (
        (folder / "serve.log").open("ab") as log,
        subprocess.Popen(
            [axiom, "serve", "--port", "0"],
            cwd=folder,
            env={**_environment(), **_READY_PUBLIC},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            _wait_until_ready(process)
            return time.perf_counter() - begun
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    """Leave out settings that the caller's shell has; keep bytecode, as an installation does."""
    return {
        name: value
        for name, value in _ENVIRONMENT.items()
        if not name.startswith("AXIOM_") and name != "PYTHONDONTWRITEBYTECODE"
    }


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Read where the service is, and ask it."""
    for line in process.stdout or ():
        if found := re.search(r"https?://[^\s/]+", line):
            if httpx.get(f"{found.group()}/ready").status_code != httpx.codes.OK:
                raise RuntimeError("the service says that it is not ready")
            return
    raise RuntimeError("the service did not start")
