"""The pictures of the surface that the page shows."""

from __future__ import annotations

from typing import Any

from axiom.desk.run.result import RunResult
from axiom.volatility import pictures

__all__ = ["report_figures"]


def report_figures(result: RunResult) -> dict[str, dict[str, Any]]:
    """Draw a run's surface, as the page's chart library takes figures.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    dict
        By the place on the page: ``data`` and ``layout`` of a figure. The page writes the titles
        and chooses the colours of text and axes, for light and dark screens.

    Raises
    ------
    MissingDependencyError
        If plotly is not installed.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    surface, certificate = result.surface, result.certificate
    figures = {
        "surface3d": pictures.plot_surface(surface, options=result.options),
        "residual_map": pictures.plot_residuals(surface, options=result.options),
        "density": pictures.plot_density(surface),
        "butterfly_map": pictures.plot_arbitrage(surface, certificate=certificate),
        "calendar_map": pictures.plot_arbitrage(
            surface, certificate=certificate, condition="calendar"
        ),
    }
    return {place: _parts(figure) for place, figure in figures.items()}


def _parts(figure: Any) -> dict[str, Any]:
    """Give what differs from figure to figure; the page has its own template and title."""
    document = figure.to_plotly_json()
    dropped = {"template", "title", "font", "paper_bgcolor", "plot_bgcolor"}
    layout = {name: value for name, value in document["layout"].items() if name not in dropped}
    return {"data": document["data"], "layout": layout}
