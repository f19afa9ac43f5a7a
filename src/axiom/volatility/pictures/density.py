"""The risk-neutral densities of the log-return at several expiries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.plain import rounded
from axiom.volatility.pictures.grid import drawn_expiry
from axiom.volatility.pictures.theme import PALETTE, Figure, axis, new_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from axiom.volatility.surface import Surface

__all__ = ["plot_density"]

_POINTS = 401
_DEVIATIONS = 5.0


def plot_density(surface: Surface, *, expiries: Sequence[float] | None = None) -> Figure:
    """Draw risk-neutral densities, each on the scale of its own standard deviation.

    Parameters
    ----------
    surface : Surface
    expiries : sequence of float, optional
        Years; by default up to six fitted ones, spread evenly from the first to the last.

    Returns
    -------
    plotly.graph_objects.Figure
        x is log(price / forward) in deviations (vol at the forward times sqrt(years)), y the
        density of x; a standard normal is drawn beside them.

    Raises
    ------
    InvalidArgumentError
        When an expiry is not a number of years above 0, or there is none.
    MissingDependencyError
        When plotly is not installed.

    Notes
    -----
    The density of x is the surface's, f, times the slope of the price: f(S) S deviation. Verified
    by tests/unit/volatility/pictures/test_pictures.py.
    """
    chosen = _chosen(surface) if expiries is None else [drawn_expiry(surface, t) for t in expiries]
    if not chosen:
        raise InvalidArgumentError("expiries is empty; give at least one number of years")
    z = np.linspace(-_DEVIATIONS, _DEVIATIONS, _POINTS)
    normal = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": "normal", "x": rounded(z, 4),
            "y": rounded(normal, 4), "line": {"color": "#9aa7b3", "width": 1.2, "dash": "dot"},
            "hoverinfo": "skip",
        }
    ]  # fmt: skip
    for i, years in enumerate(chosen):
        deviation = float(surface.vol(log_moneyness=0.0, expiry=years)) * np.sqrt(years)
        k = deviation * z
        price = float(surface.forward(years)) * np.exp(k)
        density = np.asarray(surface.density(log_moneyness=k, expiry=np.full_like(k, years)))
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": f"{365.0 * years:.3g} d",
                "x": rounded(z, 4), "y": rounded(density * price * deviation, 4),
                "line": {"color": PALETTE[i % len(PALETTE)], "width": 1.8},
                "customdata": rounded(price, 6),
                "hovertemplate": "price %{customdata:.6g}: %{y:.4f}<extra></extra>",
            }
        )  # fmt: skip
    return new_figure(
        traces,
        title="Risk-neutral density of the log-return",
        xaxis=axis("ln(price / forward) in deviations"),
        yaxis=axis("Density", rangemode="tozero"),
    )


def _chosen(surface: Surface) -> list[float]:
    fitted = surface.fitted_expiries
    at = np.unique(np.linspace(0, len(fitted) - 1, min(6, len(fitted))).round().astype(int))
    return [fitted[i] for i in at.tolist()]
