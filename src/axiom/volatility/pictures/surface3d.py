"""The surface in three dimensions, with the quotes it was fitted to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.plain import rounded
from axiom.volatility.pictures.grid import drawn_grid, used_out_of_the_money
from axiom.volatility.pictures.theme import (
    INK,
    RULE,
    SEQUENTIAL,
    Figure,
    days_ticks,
    new_figure,
)

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility.surface import Surface

__all__ = ["plot_surface"]

_MOST_QUOTES = 4000


def plot_surface(surface: Surface, *, options: pl.DataFrame | None = None) -> Figure:
    """Draw the vols of a surface by strike and time to expiry.

    Parameters
    ----------
    surface : Surface
    options : polars.DataFrame, optional
        As `implied_smiles` returns it; mid vols out of the money are drawn as points, every n-th
        where there are more than 4,000.

    Returns
    -------
    plotly.graph_objects.Figure
        x is strike over forward in percent, y days to expiry (a logarithm), z vol in percent.

    Raises
    ------
    MissingDependencyError
        When plotly is not installed.

    Notes
    -----
    Verified by tests/unit/volatility/pictures/test_pictures.py.
    """
    grid = drawn_grid(surface)
    vol = np.asarray(surface.vol(log_moneyness=grid.log_moneyness, expiry=grid.years[:, None]))
    days = 365.0 * grid.years
    traces = [_sheet(100.0 * np.exp(grid.log_moneyness), days, 100.0 * vol)]
    if options is not None:
        traces.append(_points(surface, options))
    return new_figure(
        traces,
        title=f"Implied vol, {surface.valuation_time:%Y-%m-%d %H:%M}",
        scene=_scene(float(days[0]), float(days[-1])),
        margin={"l": 0, "r": 0, "t": 48, "b": 0},
    )


def _sheet(moneyness: Any, days: Any, vol: Any) -> dict[str, Any]:
    y = np.repeat(np.log10(days)[:, None], vol.shape[1], axis=1)
    return {
        "type": "surface",
        "name": "surface",
        "x": rounded(moneyness, 5),
        "y": rounded(y, 5),
        "z": rounded(vol, 4),
        "customdata": rounded(np.repeat(days[:, None], vol.shape[1], axis=1), 4),
        "colorscale": [list(stop) for stop in SEQUENTIAL],
        "colorbar": {
            "title": {"text": "vol, %", "side": "right"}, "thickness": 12, "len": 0.6,
            "outlinewidth": 0,
        },
        "hovertemplate": "strike %{x:.1f} % of forward<br>%{customdata:.1f} days<br>"
        "vol %{z:.2f} %<extra></extra>",
    }  # fmt: skip


def _points(surface: Surface, options: pl.DataFrame) -> dict[str, Any]:
    used = used_out_of_the_money(options)
    used = used.filter(used["mid_vol"].is_finite(), used["years"] >= surface.fitted_expiries[0])
    grid = drawn_grid(surface)
    k, t = used["log_moneyness"].to_numpy(), used["years"].to_numpy()
    low = np.interp(t, grid.years, grid.log_moneyness[:, 0])
    high = np.interp(t, grid.years, grid.log_moneyness[:, -1])
    at = np.flatnonzero((k >= low) & (k <= high))
    at = at[:: 1 + at.size // _MOST_QUOTES]
    return {
        "type": "scatter3d",
        "name": "mid of bid and ask",
        "mode": "markers",
        "x": rounded(100.0 * np.exp(k[at]), 5),
        "y": rounded(np.log10(365.0 * t[at]), 5),
        "z": rounded(100.0 * used["mid_vol"].to_numpy()[at], 4),
        "marker": {"size": 1.5, "color": INK, "opacity": 0.55},
        "hovertemplate": "quote: strike %{x:.1f} % of forward, vol %{z:.2f} %<extra></extra>",
    }


def _scene(low: float, high: float) -> dict[str, Any]:
    at, text = days_ticks(low * 0.97, high * 1.03)
    side = {"gridcolor": RULE, "showbackground": False, "zerolinecolor": RULE}
    return {
        "xaxis": {"title": {"text": "Strike, % of forward"}, **side},
        "yaxis": {
            "title": {"text": "Time to expiry"}, "tickvals": np.log10(at).tolist(),
            "ticktext": text, **side,
        },
        "zaxis": {"title": {"text": "Vol, %"}, **side},
        "aspectmode": "manual",
        "aspectratio": {"x": 1.6, "y": 1.5, "z": 0.8},
        "camera": {
            "eye": {"x": 1.6, "y": -1.85, "z": 0.9}, "center": {"x": 0.0, "y": 0.0, "z": -0.26},
        },
    }  # fmt: skip
