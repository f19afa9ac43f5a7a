"""The chart library that the page carries inside itself."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from axiom.core.errors import MissingDependencyError

__all__ = ["plotly_js", "require_plotly"]


def require_plotly() -> Any:
    """Import plotly, or say how to get it.

    Returns
    -------
    module
        ``plotly.offline``.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    try:
        return import_module("plotly.offline")
    except ImportError as error:
        raise MissingDependencyError(
            "the report needs plotly, which is not installed: pip install 'axiom-quant[report]', "
            "or go without it (axiom run --no-report, write_outputs(report=False))"
        ) from error


def plotly_js() -> str:
    """Give the JavaScript of the chart library, to embed once in a page.

    Returns
    -------
    str
        Minified JavaScript, about 5 MB.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    script: str = require_plotly().get_plotlyjs()
    return script
