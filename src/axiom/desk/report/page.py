"""Putting the page together: one file that needs nothing else."""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files
from typing import Any

from axiom.desk.report.data import report_data
from axiom.desk.report.plotlyjs import plotly_js
from axiom.desk.run.result import RunResult

__all__ = ["SCRIPTS", "render_report"]

SCRIPTS = (
    *("base", "summary", "smiles", "surface", "forwards", "exercise", "time"),
    *("fit", "greeks", "book", "main"),
)


def render_report(result: RunResult) -> str:
    """Render the report of a run.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    str
        HTML that carries its styles, scripts, chart library and data; it loads nothing.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    chain = result.chain
    parts = {
        "title": escape(f"{chain.underlying} {chain.valuation_time:%Y-%m-%d %H:%M} UTC"),
        "style": _asset("report.css"),
        "plotly": plotly_js(),
        "data": embedded_json(report_data(result)),
        "script": "\n".join(_asset(f"{name}.js") for name in SCRIPTS),
    }
    pieces = re.split(r"\{\{(\w+)\}\}", _asset("page.html"))
    pieces[1::2] = [parts[name] for name in pieces[1::2]]
    return "".join(pieces)


def embedded_json(value: Any) -> str:
    """Write JSON that may stand inside a script element.

    Parameters
    ----------
    value
        Plain values.

    Returns
    -------
    str
        JSON without any ``</`` or ``<!--`` that would end or change the element.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _asset(name: str) -> str:
    """Read a file that is packaged with the report."""
    return (files("axiom.desk.report") / "assets" / name).read_text(encoding="utf-8")
