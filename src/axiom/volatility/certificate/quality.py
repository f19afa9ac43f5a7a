"""How close a surface comes to the quotes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.kernels import price

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["FitQuality", "european_quotes", "fit_quality", "model_prices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitQuality:
    """Share of quotes inside bid-ask, and RMSE in vol and in spreads; NaN without quotes."""

    in_spread_share: float
    in_spread_share_otm: float
    rmse_vol: float
    rmse_spreads: float


def fit_quality(surface: Surface, quotes: pl.DataFrame) -> tuple[FitQuality, pl.DataFrame]:
    """Fit quality over all quotes, and the same by expiry.

    `quotes` are the rows of `implied_smiles` whose reason is OK. The share counts every quote, in
    and out of the money; both RMSE are over out-of-the-money quotes that have a mid vol. American
    quotes are compared as their European equivalents.
    """
    table = quotes.select("expiry", "years", "mid_vol", *_marks(surface, quotes))
    by_expiry = table.group_by("expiry", "years", maintain_order=True).agg(*_MEASURES).sort("years")
    overall = table.select(*_MEASURES).row(0, named=True)
    names = ("in_spread_share", "in_spread_share_otm", "rmse_vol", "rmse_spreads")
    return FitQuality(**{name: _or_nan(overall[name]) for name in names}), by_expiry


_MEASURES = (
    pl.len().alias("n_quotes"),
    pl.col("inside").mean().alias("in_spread_share"),
    pl.col("inside").filter("out_of_the_money").mean().alias("in_spread_share_otm"),
    (pl.col("vol_error") ** 2).mean().sqrt().alias("rmse_vol"),
    (pl.col("spread_error") ** 2).mean().sqrt().alias("rmse_spreads"),
)


def _marks(surface: Surface, quotes: pl.DataFrame) -> list[pl.Series]:
    k, t = quotes["log_moneyness"].to_numpy(), quotes["years"].to_numpy()
    vol = np.asarray(surface.vol(log_moneyness=k, expiry=t))
    model = model_prices(quotes, vol)
    bid, ask, mid = european_quotes(quotes)
    slack = 1e-12 * quotes["forward"].to_numpy()
    with np.errstate(all="ignore"):  # a spread of zero gives no error in spreads
        inside = (model >= bid - slack) & (model <= ask + slack)
        spread_error = (model - mid) / (ask - bid)
        vol_error = vol - quotes["mid_vol"].to_numpy()
    out = np.where(quotes["is_call"].to_numpy(), k >= 0.0, k <= 0.0)
    counted = out & np.isfinite(vol_error)
    return [
        pl.Series("inside", inside),
        pl.Series("out_of_the_money", out),
        _only(spread_error, counted & np.isfinite(spread_error), "spread_error"),
        _only(vol_error, counted, "vol_error"),
    ]


def european_quotes(quotes: pl.DataFrame) -> list[NDArray[np.float64]]:
    """Return bid, ask and mid; of American options those of their European equivalents.

    A bid at or below the exercise value has none: every vol is above it.
    """
    own = [quotes[side].cast(pl.Float64).to_numpy() for side in ("bid", "ask", "mid")]
    if "european_mid" not in quotes.columns:
        return own
    american = (quotes["exercise"] == "american").to_numpy()
    sides = [quotes[f"european_{side}"].to_numpy() for side in ("bid", "ask", "mid")]
    sides[0] = np.where(np.isnan(sides[0]) & np.isfinite(sides[1]), -np.inf, sides[0])
    return [np.where(american, one, other) for one, other in zip(sides, own, strict=True)]


def _only(values: NDArray[np.float64], where: NDArray[np.bool_], name: str) -> pl.Series:
    return pl.Series(name, np.where(where, values, np.nan)).fill_nan(None)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def model_prices(quotes: pl.DataFrame, vol: NDArray[np.float64]) -> NDArray[np.float64]:
    """Black prices of the rows of `implied_smiles` at other vols, discounted."""
    undiscounted: NDArray[np.float64] = price(
        forward=quotes["forward"].to_numpy(),
        strike=quotes["strike"].to_numpy(),
        expiry=quotes["years"].to_numpy(),
        vol=vol,
        is_call=quotes["is_call"].to_numpy(),
    )
    discount: NDArray[np.float64] = quotes["discount_factor"].to_numpy()
    return undiscounted * discount
