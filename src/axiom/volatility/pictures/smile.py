"""One expiry's smile: quotes from bid to ask, the curve and its error band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from axiom.core.plain import rounded
from axiom.volatility.pictures.grid import drawn_expiry, used_out_of_the_money
from axiom.volatility.pictures.theme import ACCENT, BAND, BAR, Figure, axis, new_figure
from axiom.volatility.surface import vol_error_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["error_band", "plot_smile"]

_POINTS = 241
_DEVIATIONS = 3.0
_NINETY_PERCENT = 1.6448536269514722
_MINUTE = 1.0 / (365.0 * 24.0 * 60.0)


def plot_smile(
    surface: Surface, *, expiry: float | None = None, options: pl.DataFrame | None = None
) -> Figure:
    """Draw the smile of an expiry with the quotes' bid-ask bars and the curve's error band.

    Parameters
    ----------
    surface : Surface
    expiry : float, optional
        Years; by default the fitted expiry nearest to a month.
    options : polars.DataFrame, optional
        As `implied_smiles` returns it; the out-of-the-money quotes of this expiry are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        x is the strike, y vol in percent. The band holds 90 % by the surface's own `vol_error`;
        surfaces without one have no band.

    Raises
    ------
    InvalidArgumentError
        When the expiry is not a number of years above 0.
    MissingDependencyError
        When plotly is not installed.

    Notes
    -----
    Verified by tests/unit/volatility/pictures/test_pictures.py.
    """
    years = drawn_expiry(surface, expiry)
    quotes = None if options is None else _quotes(options, years)
    k = _range(surface, years, quotes)
    strike = float(surface.forward(years)) * np.exp(k)
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=np.full_like(k, years)))
    traces = _band(surface, k, years, strike)
    if quotes is not None and quotes.height:
        traces.append(_bars(quotes))
    traces.append(
        {
            "type": "scatter", "mode": "lines", "name": "surface", "x": rounded(strike, 6),
            "y": rounded(100.0 * vol, 5), "line": {"color": ACCENT, "width": 2.2},
            "hovertemplate": "strike %{x:.6g}<br>vol %{y:.2f} %<extra></extra>",
        }
    )  # fmt: skip
    return new_figure(
        traces,
        title=f"Smile at {365.0 * years:.4g} days",
        xaxis=axis("Strike"),
        yaxis=axis("Implied vol, %", range=_vol_range(vol, quotes)),
    )


def error_band(
    surface: Surface, k: NDArray[np.float64], years: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Vols (n,) between which the truth lies with 90 %, or None without `vol_error`."""
    error_of = vol_error_of(surface)
    if error_of is None:
        return None
    t = np.full_like(k, years)
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=t))
    error = np.asarray(error_of(log_moneyness=k, expiry=t))
    return np.maximum(vol - _NINETY_PERCENT * error, 0.0), vol + _NINETY_PERCENT * error


def _band(
    surface: Surface, k: NDArray[np.float64], years: float, strike: NDArray[np.float64]
) -> list[dict[str, Any]]:
    band = error_band(surface, k, years)
    if band is None:
        return []
    known = np.isfinite(band[0]) & np.isfinite(band[1])
    if not known.any():
        return []
    low, high, x = band[0][known], band[1][known], strike[known]
    return [
        {
            "type": "scatter", "mode": "lines", "name": "90 % band",
            "x": rounded(np.concatenate([x, x[::-1]]), 6),
            "y": rounded(100.0 * np.concatenate([high, low[::-1]]), 5),
            "fill": "toself", "fillcolor": BAND, "line": {"width": 0}, "hoverinfo": "skip",
        }
    ]  # fmt: skip


def _quotes(options: pl.DataFrame, years: float) -> pl.DataFrame:
    used = used_out_of_the_money(options).filter((pl.col("years") - years).abs() < _MINUTE)
    return used.filter(pl.col("ask_vol").is_finite())


def _bars(quotes: pl.DataFrame) -> dict[str, Any]:
    ask = 100.0 * quotes["ask_vol"].to_numpy()
    bid = 100.0 * quotes["bid_vol"].fill_null(np.nan).to_numpy()
    lower = np.where(np.isnan(bid), ask, bid)
    sides = ["call" if call else "put" for call in quotes["is_call"].to_list()]
    return {
        "type": "scatter", "mode": "markers", "name": "bid to ask",
        "x": quotes["strike"].to_list(), "y": rounded(0.5 * (lower + ask), 5),
        "marker": {"size": 3, "color": BAR},
        "error_y": {
            "type": "data", "array": rounded(0.5 * (ask - lower), 4), "color": BAR,
            "thickness": 1.6, "width": 0,
        },
        "customdata": list(
            zip(sides, quotes["bid"].to_list(), quotes["ask"].to_list(), strict=True)
        ),
        "hovertemplate": "%{x} %{customdata[0]}: %{customdata[1]} / %{customdata[2]}"
        "<extra></extra>",
    }  # fmt: skip


def _range(surface: Surface, years: float, quotes: pl.DataFrame | None) -> NDArray[np.float64]:
    deviation = float(surface.vol(log_moneyness=0.0, expiry=years)) * np.sqrt(years)
    low, high = -_DEVIATIONS * deviation, _DEVIATIONS * deviation
    if quotes is not None and quotes.height:
        k = quotes["log_moneyness"].to_numpy()
        low, high = float(k.min()), float(k.max())
        margin = max(0.05 * (high - low), 0.25 * deviation)
        low, high = low - margin, high + margin
    return np.linspace(low, high, _POINTS)


def _vol_range(vol: NDArray[np.float64], quotes: pl.DataFrame | None) -> list[float]:
    seen = 100.0 * vol[np.isfinite(vol)]
    if quotes is not None and quotes.height:
        mid = quotes["mid_vol"].drop_nulls().drop_nans().to_numpy()
        seen = np.concatenate([seen, 100.0 * mid])
    low, high = float(seen.min()), float(seen.max())
    pad = max(0.07 * (high - low), 0.5)
    return [max(0.0, low - pad), high + pad]
