"""Where a surface is drawn: times and strikes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["DrawnGrid", "drawn_expiry", "drawn_grid", "used_out_of_the_money"]

_WIDEST = 6.0
_NARROWEST = 1.0
_PROBES = 401


@dataclass(frozen=True, slots=True)
class DrawnGrid:
    """Times (m,) and, for each, log-moneyness (m, n)."""

    years: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]


def drawn_grid(surface: Surface, *, times: int = 48, strikes: int = 61) -> DrawnGrid:
    """Choose times between the first and last expiry, and strikes within what was quoted.

    Parameters
    ----------
    surface : Surface
    times, strikes : int
        Numbers of grid lines, >= 2; a surface of one expiry has one time.

    Returns
    -------
    DrawnGrid
        Times evenly apart in their logarithm.

    Notes
    -----
    At each fitted expiry the range is that of its `OBSERVED` points, at least one and at most six
    deviations (vol at the forward times sqrt(years)) to both sides; between expiries a running
    median over five of them is interpolated, so that one far quote does not make a spike. Verified
    by tests/unit/volatility/pictures/test_grid.py.
    """
    fitted = np.array(surface.fitted_expiries)
    ranges = np.array([_quoted_range(surface, years) for years in fitted.tolist()])
    low, high = _running_median(ranges[:, 0]), _running_median(ranges[:, 1])
    years = fitted[:1] if fitted.size == 1 else np.geomspace(fitted[0], fitted[-1], times)
    left, right = np.interp(years, fitted, low), np.interp(years, fitted, high)
    share = np.linspace(0.0, 1.0, strikes)
    return DrawnGrid(years, left[:, None] + (right - left)[:, None] * share)


def drawn_expiry(surface: Surface, expiry: float | None) -> float:
    """Check the expiry of a picture; by default the fitted one nearest to a month."""
    if expiry is None:
        fitted = np.array(surface.fitted_expiries)
        return float(fitted[np.argmin(np.abs(np.log(12.0 * fitted)))])
    if not 0.0 < expiry < np.inf:
        raise InvalidArgumentError(f"expiry is {expiry}; give years above 0")
    return float(expiry)


def used_out_of_the_money(options: pl.DataFrame) -> pl.DataFrame:
    """Rows of `implied_smiles` that the fit may use and that are out of the money."""
    needed = ("expiry", "years", "reason", "strike", "is_call", "forward", "log_moneyness",
              "bid", "ask", "mid", "bid_vol", "mid_vol", "ask_vol")  # fmt: skip
    missing = [name for name in needed if name not in options.columns]
    if missing:
        msg = f"options lacks the columns {missing}; give the table that implied_smiles returns"
        raise InvalidArgumentError(msg)
    otm = pl.col("is_call") == (pl.col("log_moneyness") >= 0.0)
    return options.filter(otm, pl.col("reason") == "OK", pl.col("years") > 0.0)


def _quoted_range(surface: Surface, years: float) -> tuple[float, float]:
    deviation = float(surface.vol(log_moneyness=0.0, expiry=years)) * np.sqrt(years)
    k = deviation * np.linspace(-_WIDEST, _WIDEST, _PROBES)
    region = np.asarray(surface.region(log_moneyness=k, expiry=np.full_like(k, years)))
    observed = k[region == Region.OBSERVED]
    least = _NARROWEST * deviation
    if observed.size == 0:
        return -least, least
    return min(float(observed[0]), -least), max(float(observed[-1]), least)


def _running_median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array(
        [np.median(values[max(0, i - 2) : i + 3]) for i in range(values.size)], dtype=np.float64
    )
