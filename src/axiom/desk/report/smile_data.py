"""Smiles, quotes and Greeks of each expiry."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from axiom.core.plain import rounded
from axiom.desk.run.result import RunResult
from axiom.volatility.pictures.smile import error_band

__all__ = ["expiry_slices"]

CURVE_POINTS = 81
MARGIN = 0.1
QUOTED_STRIKES = 31
PER_SIDE = ("delta", "theta", "rho", "charm")
SHARED = ("gamma", "vega", "vanna", "volga")
VOLS = ("bid_vol", "mid_vol", "ask_vol")
OUT_OF_THE_MONEY = pl.col("is_call") == (pl.col("strike") >= pl.col("forward"))


def expiry_slices(result: RunResult, expiries: pl.DataFrame) -> list[dict[str, Any]]:
    """Give what the page shows of each expiry.

    Parameters
    ----------
    result
        The run.
    expiries
        The table of `expiry_table`, sorted by expiry.

    Returns
    -------
    list of dict
        One an expiry: ``smile`` (out-of-the-money quotes), ``curve`` (the fit), ``greeks`` by
        strike and ``quotes`` around the forward.

    Notes
    -----
    Verified by tests/unit/desk/test_report.py.
    """
    by_expiry = result.options.partition_by("expiry", as_dict=True)
    return [
        _slice(result, by_expiry[row["expiry"],], years=row["years"], forward=row["forward"])
        for row in expiries.iter_rows(named=True)
    ]


def _slice(
    result: RunResult, options: pl.DataFrame, *, years: float, forward: float
) -> dict[str, Any]:
    """Give one expiry."""
    smile = _smile(options)
    return {
        "smile": smile,
        "curve": _curve(result, _shown_range(options), years=years, forward=forward),
        "greeks": _greeks(options),
        "quotes": _quotes(options, forward),
    }


def _smile(options: pl.DataFrame) -> dict[str, Any]:
    """Give the out-of-the-money quotes that have a vol, in percent, used or left out."""
    otm = options.filter(OUT_OF_THE_MONEY, pl.any_horizontal(pl.col(*VOLS).is_not_null()))
    columns = {name: rounded(otm[name].to_numpy() * 100, 5) for name in VOLS}
    return {
        **columns,
        "strike": otm["strike"].to_list(),
        "is_call": otm["is_call"].cast(pl.Int8).to_list(),
        "used": (otm["reason"] == "OK").cast(pl.Int8).to_list(),
        "bid": otm["bid"].to_list(),
        "ask": otm["ask"].to_list(),
        "model": rounded(otm["model_value"].to_numpy(), 6),
        "residual_spreads": rounded(otm["residual_spreads"].to_numpy(), 3),
        "residual_vol_pct": rounded(otm["residual_vol"].to_numpy() * 100, 3),
    }


def _shown_range(options: pl.DataFrame) -> tuple[float, float] | None:
    """Give the log-moneyness to draw: what was used and a tenth of it on either side."""
    used = options.filter(OUT_OF_THE_MONEY, pl.col("reason") == "OK")["log_moneyness"]
    if used.is_empty():
        return None
    low, high = float(np.min(used.to_numpy())), float(np.max(used.to_numpy()))
    return low - MARGIN * (high - low), high + MARGIN * (high - low)


def _curve(
    result: RunResult, shown: tuple[float, float] | None, *, years: float, forward: float
) -> dict[str, list[float]]:
    """Give the fitted vols over a range of log-moneyness with their 90 % band, in percent."""
    if shown is None:
        return {"strike": [], "vol": [], "low": [], "high": []}
    spread = np.linspace(*shown, CURVE_POINTS)
    vol = np.asarray(result.surface.vol(log_moneyness=spread, expiry=np.full_like(spread, years)))
    band = error_band(result.surface, spread, years)
    low, high = ([], []) if band is None else (rounded(100 * edge, 5) for edge in band)
    return {
        "strike": rounded(forward * np.exp(spread), 6),
        "vol": rounded(100 * vol, 5),
        "low": low,
        "high": high,
    }


def _greeks(options: pl.DataFrame) -> dict[str, Any]:
    """Give the Greeks of every strike, calls and puts apart where they differ."""
    valued = options.filter(pl.col("model_value").is_not_null())
    calls = valued.filter(pl.col("is_call"))
    puts = valued.filter(~pl.col("is_call"))
    return {
        "call_strike": calls["strike"].to_list(),
        "put_strike": puts["strike"].to_list(),
        **{f"{name}_call": rounded(calls[name].to_numpy(), 4) for name in (*PER_SIDE, *SHARED)},
        **{f"{name}_put": rounded(puts[name].to_numpy(), 4) for name in PER_SIDE},
    }


def _quotes(options: pl.DataFrame, forward: float) -> list[dict[str, Any]]:
    """Give market and indicative quotes of the strikes nearest the forward."""
    columns = ("bid", "ask", "model_value", "quote_bid", "quote_ask", "delta")
    valued = options.filter(pl.col("model_value").is_not_null())
    strikes = valued.select("strike").unique().sort((pl.col("strike") - forward).abs())
    near = strikes.head(QUOTED_STRIKES).sort("strike")
    for side, is_call in (("call", True), ("put", False)):
        one = valued.filter(pl.col("is_call") == is_call)
        named = one.select("strike", *(pl.col(c).round(4).alias(f"{side}_{c}") for c in columns))
        near = near.join(named, on="strike", how="left", maintain_order="left")
    return near.to_dicts()
