"""How far a surface is from butterfly and calendar arbitrage, and where it has any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.plain import rounded
from axiom.kernels.essvi import static_conditions
from axiom.volatility.pictures.theme import (
    WARNING,
    Figure,
    axis,
    days_axis,
    new_figure,
)

if TYPE_CHECKING:
    from typing import Literal

    from numpy.typing import NDArray

    from axiom.volatility.certificate.certify import Certificate
    from axiom.volatility.surface import Surface

__all__ = ["plot_arbitrage"]

_TIMES = 61
_STRIKES = 121
_DEVIATIONS = 6.0
_EDGE = 1e-6
_HIGHEST = 2.0
_SHADES = (
    (0.0, "#f4e7d3"), (0.25, "#cfe0ec"), (0.5, "#7fb6d9"), (0.75, "#2f78b5"), (1.0, "#17406b")
)  # fmt: skip


def plot_arbitrage(
    surface: Surface,
    *,
    certificate: Certificate | None = None,
    condition: Literal["butterfly", "calendar"] = "butterfly",
) -> Figure:
    """Map Durrleman's g, or the growth of total variance, over moneyness and expiry.

    Parameters
    ----------
    surface : Surface
    certificate : Certificate, optional
        Its violations are marked, with their size in vol.
    condition : {"butterfly", "calendar"}
        g, at least 0 without butterfly arbitrage; or d ln w / d ln t at fixed log-moneyness, at
        least 0 without calendar arbitrage (1 where vol does not change with time).

    Returns
    -------
    plotly.graph_objects.Figure
        x is log(strike / forward) in deviations (vol at the forward times sqrt(years)), from -6 to
        6; y days to expiry, from the first to the last fitted one.

    Raises
    ------
    InvalidArgumentError
        When the condition is unknown.
    MissingDependencyError
        When plotly is not installed.

    Notes
    -----
    The map shows a grid; what is proved is in the certificate. Verified by
    tests/unit/volatility/pictures/test_pictures.py.
    """
    if condition not in ("butterfly", "calendar"):
        msg = f"condition is {condition!r}; give 'butterfly' or 'calendar'"
        raise InvalidArgumentError(msg)
    fitted = np.array(surface.fitted_expiries)
    years = fitted if fitted.size == 1 else np.geomspace(fitted[0], fitted[-1], _TIMES)
    z = np.linspace(-_DEVIATIONS, _DEVIATIONS, _STRIKES)
    values = _values(surface, years, z, condition)
    traces = [_map(years, z, values, condition)]
    if certificate is not None and not certificate.violations.is_empty():
        traces.append(_marks(surface, certificate))
    name = "Durrleman's g" if condition == "butterfly" else "growth of total variance"
    return new_figure(
        traces,
        title=f"{condition.capitalize()}: {name}, at least 0 without arbitrage",
        showlegend=False,
        xaxis=axis("ln(strike / forward) in deviations", range=[-_DEVIATIONS, _DEVIATIONS]),
        yaxis=days_axis(years),
    )


def _values(
    surface: Surface, years: NDArray[np.float64], z: NDArray[np.float64], condition: str
) -> NDArray[np.float64]:
    deviation = _deviation(surface, years)
    k, t = (deviation[:, None] * z).ravel(), np.repeat(years, z.size)
    d = surface.derivatives(log_moneyness=k, expiry=t)
    w = np.asarray(d.total_variance)
    if condition == "calendar":
        return np.asarray(d.dw_dt * t / w).reshape(years.size, z.size)
    g, _ = static_conditions(
        log_moneyness=k,
        total_variance=w,
        dw_dk=np.asarray(d.dw_dk),
        d2w_dk2=np.asarray(d.d2w_dk2),
    )
    return np.asarray(g).reshape(years.size, z.size)


def _map(
    years: NDArray[np.float64], z: NDArray[np.float64], values: NDArray[np.float64], kind: str
) -> dict[str, Any]:
    seen = values[np.isfinite(values)]
    top = min(float(np.quantile(seen, 0.98)), _HIGHEST) if seen.size else 1.0
    stops = [[0.0, WARNING], *([_EDGE + (1.0 - _EDGE) * share, c] for share, c in _SHADES)]
    return {
        "type": "heatmap",
        "x": rounded(z, 4),
        "y": rounded(365.0 * years, 5),
        "z": rounded(values, 4),
        "zmin": 0.0,
        "zmax": max(top, 1e-6),
        "colorscale": stops,
        "colorbar": {
            "title": {"text": "g" if kind == "butterfly" else "d ln w / d ln t", "side": "right"},
            "thickness": 12, "outlinewidth": 0,
        },
        "hovertemplate": "%{x:.2f} deviations, %{y:.1f} days: %{z:.4f}<extra></extra>",
    }  # fmt: skip


def _marks(surface: Surface, certificate: Certificate) -> dict[str, Any]:
    found = certificate.violations
    t = found["expiry"].to_numpy()
    z = found["log_moneyness"].to_numpy() / _deviation(surface, t)
    text = [
        f"{row['kind']}: {100.0 * (row['size_vol'] or 0.0):.3g} vol points"
        for row in found.iter_rows(named=True)
    ]
    return {
        "type": "scatter", "mode": "markers", "name": "violations", "x": rounded(z, 4),
        "y": rounded(365.0 * t, 5), "text": text, "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "x", "size": 9, "color": WARNING},
    }  # fmt: skip


def _deviation(surface: Surface, years: NDArray[np.float64]) -> NDArray[np.float64]:
    vol = np.asarray(surface.vol(log_moneyness=np.zeros_like(years), expiry=years))
    return np.asarray(vol * np.sqrt(years))
