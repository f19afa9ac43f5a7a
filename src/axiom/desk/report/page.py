"""Putting the page together: one file that needs nothing else."""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files
from typing import Any

from axiom.desk.report.data import report_data
from axiom.desk.report.plotlyjs import plotly_js, require_plotly
from axiom.desk.run.result import RunResult

__all__ = ["SCRIPTS", "assemble", "embedded_json", "render_report"]

SCRIPTS = (
    *("base", "contents", "summary", "smiles", "surface", "forwards", "exercise", "time"),
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
    require_plotly()
    chain = result.chain
    title = escape(f"{chain.underlying} {chain.valuation_time:%Y-%m-%d %H:%M} UTC")
    data = embedded_json(report_data(result))
    return assemble("page.html", title=title, data=data, scripts=SCRIPTS)


def assemble(shell: str, *, title: str, data: str, scripts: tuple[str, ...]) -> str:
    """Put style, chart library, data and scripts into the shell of a page.

    Parameters
    ----------
    shell
        Name of the packaged HTML with the places ``title``, ``style``, ``plotly``, ``data`` and
        ``script`` in double braces.
    title
        Escaped text.
    data
        What `embedded_json` gave.
    scripts
        Names of packaged scripts, in order.

    Returns
    -------
    str
        The page.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py and tests/unit/desk/report/test_session_page.py.
    """
    parts = {
        "title": title,
        "style": _asset("report.css"),
        "plotly": plotly_js(),
        "data": data,
        "script": "\n".join(_asset(f"{name}.js") for name in scripts),
    }
    pieces = re.split(r"\{\{(\w+)\}\}", _asset(shell))
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
