"""Where a surface misses the quotes, in spreads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.core.plain import rounded
from axiom.volatility.certificate.quality import european_quotes, model_prices
from axiom.volatility.pictures.grid import used_out_of_the_money
from axiom.volatility.pictures.theme import DIVERGING, Figure, axis, days_axis, new_figure

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility.surface import Surface

__all__ = ["plot_residuals"]

_SHOWN = 1.0


def plot_residuals(surface: Surface, *, options: pl.DataFrame) -> Figure:
    """Map the distance of model prices from the mid, in spreads, over moneyness and expiry.

    Parameters
    ----------
    surface : Surface
    options : polars.DataFrame
        As `implied_smiles` returns it; the used out-of-the-money quotes are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        x is log(strike / forward) in deviations (vol at the forward times sqrt(years)), y days to
        expiry; the colour is (model - mid) / (ask - bid), between -0.5 and 0.5 inside bid-ask.

    Raises
    ------
    InvalidArgumentError
        When `options` lacks columns.
    MissingDependencyError
        When plotly is not installed.

    Notes
    -----
    American quotes are compared as their European equivalents. Verified by
    tests/unit/volatility/pictures/test_pictures.py.
    """
    used = used_out_of_the_money(options)
    k, t = used["log_moneyness"].to_numpy(), used["years"].to_numpy()
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=t))
    bid, ask, mid = european_quotes(used)
    with np.errstate(all="ignore"):  # a spread of zero has no residual in spreads
        miss = (model_prices(used, vol) - mid) / (ask - bid)
    shown = np.isfinite(miss)
    deviation = np.asarray(surface.vol(log_moneyness=np.zeros_like(t), expiry=t)) * np.sqrt(t)
    trace = {
        "type": "scattergl",
        "mode": "markers",
        "x": rounded((k / deviation)[shown], 4),
        "y": rounded(365.0 * t[shown], 5),
        "customdata": list(
            zip(used["strike"].to_numpy()[shown].tolist(), rounded(miss[shown], 3), strict=True)
        ),
        "marker": {
            "size": 4.5, "color": rounded(np.clip(miss[shown], -_SHOWN, _SHOWN), 3),
            "cmin": -_SHOWN, "cmax": _SHOWN, "colorscale": [list(stop) for stop in DIVERGING],
            "colorbar": {"title": {"text": "spreads", "side": "right"}, "thickness": 12,
                         "outlinewidth": 0},
        },
        "hovertemplate": "strike %{customdata[0]}, %{y:.1f} days<br>"
        "model less mid %{customdata[1]:.2f} spreads<extra></extra>",
    }  # fmt: skip
    years = t if t.size else np.array(surface.fitted_expiries)
    return new_figure(
        [trace],
        title="Model price less mid, in spreads",
        showlegend=False,
        xaxis=axis("ln(strike / forward) in deviations"),
        yaxis=days_axis(years),
    )
