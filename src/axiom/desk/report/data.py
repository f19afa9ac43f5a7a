"""The data that the page draws, as plain values."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from axiom.core.plain import plain
from axiom.desk.report.book_data import book_data
from axiom.desk.report.early_exercise_data import early_exercise_data
from axiom.desk.report.figures import report_figures
from axiom.desk.report.smile_data import expiry_slices
from axiom.desk.run.business_time import clock_record
from axiom.desk.run.result import RunResult
from axiom.desk.run.summary import expiry_table, reason_table

__all__ = ["report_data"]


def report_data(result: RunResult) -> dict[str, Any]:
    """Collect everything that the page shows.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    dict
        Plain values, ready for JSON; vols, rates and shares in percent where named ``_pct``.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    expiries = expiry_table(result).sort("expiry")
    data: dict[str, Any] = plain(
        {
            "meta": _meta(result),
            "counts": result.counts(),
            "expiries": expiries.to_dicts(),
            "slices": expiry_slices(result, expiries),
            "figures": report_figures(result),
            "early_exercise": early_exercise_data(result, expiries),
            "clock": clock_record(result.clock, result.fitted_events),
            "left_out": reason_table(result).to_dicts(),
            "certificate": result.certificate,
            "book": book_data(result),
            "timings": result.timings,
            "settings": result.settings.to_dict(),
        }
    )
    return data


def _meta(result: RunResult) -> dict[str, Any]:
    """Say what was run, on what, and by which version."""
    chain = result.chain
    return {
        "underlying": chain.underlying,
        "valuation_time": f"{chain.valuation_time:%Y-%m-%d %H:%M} UTC",
        "source": chain.source,
        "spot": result.spot,
        "has_spot": chain.spot is not None,
        "tick": result.tick,
        "tick_source": result.tick_source,
        "notes": result.notes,
        "reference": result.reference,
        "has_book": result.has_book,
        "version": version("axiom-quant"),
        "seconds": result.seconds,
    }
