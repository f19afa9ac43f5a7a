"""How level, skew and curvature of surfaces moved over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.plain import rounded
from axiom.volatility.pictures.theme import PALETTE, Figure, axis, new_figure

if TYPE_CHECKING:
    from axiom.volatility.analytics.vol_grid import VolHistory

__all__ = ["plot_history"]


def plot_history(history: VolHistory) -> Figure:
    """Draw level and skew over time, one line a tenor.

    Parameters
    ----------
    history : VolHistory
        From `SurfaceHistory.vols`; its grid holds calls of deltas 0.25, 0.5 and 0.75.

    Returns
    -------
    plotly.graph_objects.Figure
        Above the vol of the 50-delta call in percent, below the 25-delta risk reversal (call less
        put) in vol points.

    Raises
    ------
    InvalidArgumentError
        When the grid lacks one of the deltas.
    MissingDependencyError
        When plotly is not installed.

    Notes
    -----
    The 0.75-delta call is the 25-delta put. Verified by
    tests/unit/volatility/pictures/test_pictures.py.
    """
    level, put, call = (100.0 * _at_delta(history, delta) for delta in (0.5, 0.75, 0.25))
    traces: list[dict[str, Any]] = []
    for i, years in enumerate(history.grid.tenors):
        line = {"color": PALETTE[i % len(PALETTE)], "width": 1.6}
        common = {
            "type": "scatter", "mode": "lines+markers", "x": [*history.times], "line": line,
            "marker": {"size": 4}, "name": f"{365.0 * years:.3g} d", "legendgroup": str(i),
        }  # fmt: skip
        unit = "%{x|%Y-%m-%d %H:%M}: %{y:.2f}"
        above = {"y": rounded(level[:, i], 5), "hovertemplate": unit + " %<extra></extra>"}
        below = {
            "y": rounded((call - put)[:, i], 5), "yaxis": "y2", "showlegend": False,
            "hovertemplate": unit + " vol points<extra></extra>",
        }  # fmt: skip
        traces += [{**common, **above}, {**common, **below}]
    return new_figure(
        traces,
        title=f"{history.underlying}: level and skew",
        xaxis=axis("", anchor="y2"),
        yaxis=axis("50-delta vol, %", domain=[0.54, 1.0]),
        yaxis2=axis("25-delta risk reversal, vol pt", domain=[0.0, 0.46]),
    )


def _at_delta(history: VolHistory, delta: float) -> np.ndarray:
    deltas = np.array(history.grid.call_deltas)
    at = np.flatnonzero(np.abs(deltas - delta) < 1e-9)
    if at.size == 0:
        msg = f"history has the call deltas {deltas.tolist()}, not {delta}; sample with it"
        raise InvalidArgumentError(msg)
    return np.asarray(history.vols[:, :, at[0]])
