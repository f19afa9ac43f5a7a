"""The record of a run: what went in, how it was done, what came out."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from axiom.core.plain import plain
from axiom.desk.run.business_time import clock_record
from axiom.desk.run.early_exercise import early_exercise_record
from axiom.desk.run.result import RunResult

__all__ = ["run_record", "sha256_of", "write_json"]

HASHED = ("surface.json", "certificate.json", "options.parquet")


def run_record(
    result: RunResult, *, folder: Path | None = None, source: Path | None = None
) -> dict[str, Any]:
    """Describe a run in plain values.

    Parameters
    ----------
    result
        The run.
    folder
        Folder of the files written so far, to record their SHA-256.
    source
        The file the chain was read from, to record its SHA-256.

    Returns
    -------
    dict
        Input, versions, settings, counts, forwards, fit, certificate, book figures, timings
        in seconds, notes and the hashes of the outputs; ready for JSON.

    Notes
    -----
    Verified by tests/unit/desk/test_record.py.
    """
    chain = result.chain
    record = {
        "axiom_version": version("axiom-quant"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "polars": pl.__version__,
        "input": _input(result, source),
        "underlying": chain.underlying,
        "valuation_time": chain.valuation_time,
        "spot": result.spot,
        "tick": {"value": result.tick, "source": result.tick_source},
        "settings": result.settings.to_dict(),
        "counts": result.counts(),
        "forwards": result.forwards.table.to_dicts(),
        "clock": clock_record(result.clock, result.fitted_events),
        "early_exercise": early_exercise_record(result),
        "certificate": certificate_record(result),
        "book": book_record(result),
        "timings": {timing.step: timing.seconds for timing in result.timings},
        "seconds": result.seconds,
        "notes": result.notes,
    }
    if folder is not None:
        record["outputs"] = {
            name: sha256_of(folder / name) for name in HASHED if (folder / name).exists()
        }
    converted: dict[str, Any] = plain(record)
    return converted


def _input(result: RunResult, source: Path | None) -> dict[str, Any]:
    """Say where the quotes came from, and which bytes and quotes they were."""
    quotes = result.chain.quotes.write_csv().encode()
    described: dict[str, Any] = {
        "source": result.chain.source,
        "quotes_sha256": hashlib.sha256(quotes).hexdigest(),
    }
    if source is not None:
        described |= {
            "file": source.name,
            "bytes": source.stat().st_size,
            "sha256": sha256_of(source),
        }
    return described


def certificate_record(result: RunResult) -> dict[str, Any]:
    """Give the certificate in plain values."""
    return asdict(result.certificate)


def book_record(result: RunResult) -> dict[str, Any]:
    """Give totals, ladder and stresses of the book, or of the reference position."""
    ladder = result.ladder
    return {
        "given": result.has_book,
        "reference": result.reference or None,
        "positions": result.valuation.positions.height,
        "expired": result.valuation.expired.height,
        "totals": result.valuation.totals,
        "ladder": {
            "dynamics": ladder.dynamics.name,
            "spot_shocks": ladder.spot_shocks,
            "vol_shocks": ladder.vol_shocks,
            "profit": ladder.profit,
        },
        "stresses": result.stresses.table.to_dicts(),
    }


def sha256_of(path: Path) -> str:
    """Hash a file.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Notes
    -----
    Verified by tests/unit/desk/test_record.py.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, record: dict[str, Any]) -> None:
    """Write a record as indented JSON with a final newline.

    Parameters
    ----------
    path
        File to write.
    record
        Plain values.

    Notes
    -----
    Verified by tests/unit/desk/test_record.py.
    """
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
