"""The certificate of a surface: free of static arbitrage or not, where, and how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.certificate.arbitrage import (
    CertificateSettings,
    check_calendar_pairs,
    check_points,
    grid_points,
)
from axiom.volatility.certificate.quality import fit_quality
from axiom.volatility.surface import Region

if TYPE_CHECKING:
    from axiom.volatility.certificate.arbitrage import Points
    from axiom.volatility.surface import Surface

__all__ = ["Certificate", "certify"]

_COLUMNS = (
    "expiry", "years", "reason", "strike", "is_call", "bid", "ask", "mid", "forward",
    "discount_factor", "log_moneyness", "mid_vol",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certificate:
    """What was checked of a surface, what was found, and how well it fits the quotes.

    Attributes
    ----------
    violations : polars.DataFrame
        One row each: `kind` ("bounds", "butterfly", "density", "call spread", "calendar"), `expiry`
        in years, `strike`, `log_moneyness`, `size`, `region`; the largest of a kind first. Sizes:
        the shortfall of g, of density times forward, the excess of the call's slope outside
        [-1, 0], the fall of total variance (for the derivative: times the expiry).
    min_g : float
        Least value of Durrleman's g over grid and quotes.
    min_density : float
        Least risk-neutral density, per unit of price.
    calendar_min : float
        Least growth of total variance in expiry, per year.
    in_spread_share : float
        Share of quotes whose model price lies inside bid-ask; NaN without quotes.
    in_spread_share_otm : float
        The same of out-of-the-money quotes alone, whose spreads are tighter.
    rmse_vol : float
        Root mean square of model vol - mid vol over out-of-the-money quotes.
    rmse_spreads : float
        The same of (model price - mid) / (ask - bid): inside bid-ask is at most 0.5.
    n_quotes : int
        Quotes with reason OK.
    expiries : polars.DataFrame
        Fit quality by expiry.
    regions : polars.DataFrame
        For each region the share of grid points and of quotes, the least g and calendar growth.
    grid : str
        What the grid was.
    settings : CertificateSettings
        Extent and tolerances.
    """

    violations: pl.DataFrame
    min_g: float
    min_density: float
    calendar_min: float
    in_spread_share: float
    in_spread_share_otm: float
    rmse_vol: float
    rmse_spreads: float
    n_quotes: int
    expiries: pl.DataFrame
    regions: pl.DataFrame
    grid: str
    settings: CertificateSettings

    @property
    def is_arbitrage_free(self) -> bool:
        """Whether no condition was missed by more than its tolerance."""
        return self.violations.is_empty()

    def summary(self) -> str:
        """Say in three lines what was found."""
        if self.is_arbitrage_free:
            verdict = "free of static arbitrage"
        else:
            kinds = self.violations.group_by("kind", maintain_order=True).len()
            verdict = "violations: " + ", ".join(f"{n} {kind}" for kind, n in kinds.iter_rows())
        return "\n".join(
            (
                f"{verdict}; {self.grid}",
                f"least g {self.min_g:.3g}, density {self.min_density:.3g}, "
                f"dw/dt {self.calendar_min:.3g}",
                f"{self.in_spread_share:.1%} of {self.n_quotes} quotes inside bid-ask, "
                f"{self.in_spread_share_otm:.1%} of those out of the money; "
                f"RMSE {self.rmse_vol:.4f} in vol, {self.rmse_spreads:.2f} in spreads",
            )
        )


def certify(
    surface: Surface, options: pl.DataFrame, *, settings: CertificateSettings | None = None
) -> Certificate:
    """Check a surface for static arbitrage on a dense grid and at every quote, and its fit.

    Parameters
    ----------
    surface : Surface
        Any surface that satisfies the protocol.
    options : polars.DataFrame
        As `implied_smiles` returns it.
    settings : CertificateSettings, optional

    Returns
    -------
    Certificate
        Violations are listed in it, not raised.

    Raises
    ------
    InvalidArgumentError
        A column is missing.

    Notes
    -----
    Butterfly: Durrleman's g and the surface's own density are >= 0. Call spread: the undiscounted
    call's slope in strike lies in [-1, 0]. Bounds: total variance is above 0, so that the price
    lies between intrinsic value and forward. Calendar: total variance does not fall in expiry at
    fixed log-moneyness, by its derivative and from each grid expiry to the next. A grid cannot
    prove what happens between its points; `Certificate.grid` says how dense it was.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, sections 2 and 4.
    .. [2] Roper, M. (2010), "Arbitrage free implied volatility surfaces", University of Sydney.

    Verified by raw SVI parameters with known butterfly arbitrage and slices that cross.
    """
    settings = settings or CertificateSettings()
    missing = [c for c in _COLUMNS if c not in options.columns]
    if missing:
        msg = f"options lacks the columns {missing}; give the table that implied_smiles returns"
        raise InvalidArgumentError(msg)
    quotes = options.filter(pl.col("reason") == "OK", pl.col("years") > 0.0)
    expiries, k = grid_points(surface, settings)
    grid = check_points(surface, np.repeat(expiries, k.shape[1]), k.ravel(), settings)
    places = (quotes["years"].to_numpy(), quotes["log_moneyness"].to_numpy())
    at_quotes = check_points(surface, *places, settings)
    pairs = check_calendar_pairs(surface, expiries, k, settings)
    violations = pl.concat([grid.violations, at_quotes.violations.unique(), pairs])
    overall, by_expiry = fit_quality(surface, quotes)
    return Certificate(
        violations=violations.sort("kind", "size", descending=[False, True]),
        min_g=_least(grid.g, at_quotes.g),
        min_density=_least(grid.density, at_quotes.density),
        calendar_min=_least(grid.dw_dt, at_quotes.dw_dt),
        in_spread_share=overall.in_spread_share,
        in_spread_share_otm=overall.in_spread_share_otm,
        rmse_vol=overall.rmse_vol,
        rmse_spreads=overall.rmse_spreads,
        n_quotes=quotes.height,
        expiries=by_expiry,
        regions=_regions(grid, at_quotes),
        grid=f"{expiries.size} expiries x {k.shape[1]} strikes to {settings.deviations:g} "
        f"deviations and {quotes.height} quotes",
        settings=settings,
    )


def _least(a: np.ndarray, b: np.ndarray) -> float:
    return float(min(a.min(initial=np.inf), b.min(initial=np.inf)))


def _regions(grid: Points, at_quotes: Points) -> pl.DataFrame:
    rows = []
    for region in Region:
        on, of = grid.region == region, at_quotes.region == region
        rows.append(
            {
                "region": region.name,
                "grid_share": float(on.mean()),
                "quote_share": float(of.mean()) if of.size else 0.0,
                "min_g": _least(grid.g[on], at_quotes.g[of]),
                "calendar_min": _least(grid.dw_dt[on], at_quotes.dw_dt[of]),
            }
        )
    return pl.DataFrame(rows)
