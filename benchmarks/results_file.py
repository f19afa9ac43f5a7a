"""Results on disk: `benchmarks/results/<suite>.json`, the one source of the README's figures."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.rows import Report, Row, Skipped

FOLDER = Path(__file__).parent / "results"


def _plain(value: float | None) -> float | None:
    """Round to the digits that a timing has."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _plain_row(row: Row) -> dict[str, Any]:
    plain = {key: _plain(value) for key, value in asdict(row).items()}
    if row.digits is not None:
        for key in ("measured", "peer_measured"):
            value = getattr(row, key)
            plain[key] = value if value is None else round(value, row.digits)
    return plain


def write(suite: str, report: Report, folder: Path = FOLDER, *, load: float | None = None) -> Path:
    """Write the rows of one suite with the machine and the versions they belong to.

    `load` is the machine's load average before the run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{suite}.json"
    content = {
        "suite": suite,
        "machine": {**machine(), "load_average_before": load},
        "versions": versions(),
        "rows": [_plain_row(row) for row in report.rows],
        "skipped": [asdict(skipped) for skipped in report.skipped],
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> tuple[Report, dict[str, Any]]:
    """Read what `write` wrote: the report, and the whole content."""
    content = json.loads(path.read_text(encoding="utf-8"))
    report = Report(
        rows=[Row(**row) for row in content["rows"]],
        skipped=[Skipped(**skipped) for skipped in content["skipped"]],
    )
    return report, content
