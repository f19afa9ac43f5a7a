"""Fit an eSSVI surface to the implied vols of a chain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.kernels.essvi import fit_slices
from axiom.volatility.curve import ForwardCurve, ForwardNode
from axiom.volatility.essvi import EssviSurface
from axiom.volatility.slices import EssviSlice, SkippedExpiry

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.volatility.forwards import Forwards

__all__ = ["FitSettings", "fit_surface"]

_COLUMNS = (
    "expiry",
    "years",
    "reason",
    "log_moneyness",
    "is_call",
    "bid_vol",
    "mid_vol",
    "ask_vol",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """How quotes enter the fit.

    Attributes
    ----------
    near_the_money : float
        Out-of-the-money quotes are used, and both sides within this many standard deviations
        (vol sqrt(t)) of the forward.
    half_spread_floor : float
        Half-spreads in vol below this count as this.
    loss_scale : float
        Half-spreads from the mid beyond which a quote stops pulling: the loss is
        c^2 r^2 / (c^2 + r^2) with r the distance to the mid in half-spreads and c this scale.
    min_quotes : int
        An expiry with quotes at fewer different strikes gets no slice of its own.
    prior : float
        Strength of the pull towards the shape of an SSVI surface, in squared half-spreads per
        squared relative deviation; it only matters where quotes are few.
    sweeps, iterations : int
        At most so many final sweeps over the slices, and iterations a stage of the fit.
    """

    near_the_money: float = 0.5
    half_spread_floor: float = 2e-4
    loss_scale: float = 2.0
    min_quotes: int = 3
    prior: float = 1e-3
    sweeps: int = 20
    iterations: int = 50

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        for name in ("half_spread_floor", "loss_scale", "prior"):
            if not 0.0 < getattr(self, name) < math.inf:
                msg = f"{name} is {getattr(self, name)}; give a finite number above 0"
                raise InvalidArgumentError(msg)
        if not self.near_the_money >= 0.0:
            msg = f"near_the_money is {self.near_the_money}; give a number of deviations >= 0"
            raise InvalidArgumentError(msg)
        for name, least in (("min_quotes", 3), ("sweeps", 0), ("iterations", 1)):
            if getattr(self, name) < least:
                msg = f"{name} is {getattr(self, name)}; give an integer >= {least}"
                raise InvalidArgumentError(msg)


@dataclass(frozen=True, slots=True)
class _Quotes:
    """The quotes of the fit, by expiry; offsets[i]:offsets[i + 1] belong to years[i]."""

    years: NDArray[np.float64]
    offsets: NDArray[np.int64]
    log_moneyness: NDArray[np.float64]
    vol: NDArray[np.float64]
    half_spread: NDArray[np.float64]


def fit_surface(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: FitSettings | None = None,
) -> EssviSurface:
    """Fit an eSSVI surface, free of butterfly and calendar arbitrage, to bid, mid and ask vols.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it: one row a quote, with `expiry`, `years`, `reason`,
        `log_moneyness`, `is_call`, `bid_vol`, `mid_vol`, `ask_vol`. Rows whose reason is not "OK",
        that have no mid vol, or are in the money are not fitted.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    settings : FitSettings, optional

    Returns
    -------
    EssviSurface
        An expiry with too few quotes has no slice and is listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        A column is missing, or valuation_time is naive.

    Notes
    -----
    Quotes weigh by their half-spread in vol, under a loss that levels off (see `FitSettings`), so
    the fit seeks to lie inside as many bid-ask intervals as it can. All slices are fitted at once:
    Gauss-Newton on the misfit plus a logarithmic barrier of the no-arbitrage conditions, from a
    wide loss and a firm barrier to the final loss and a faint one; then slice by slice between both
    neighbours, sliding along the conditions, until nothing improves. In the coordinates theta,
    psi (1 + rho), psi (1 - rho) calendar arbitrage is excluded by all three rising with expiry
    while psi / theta falls; butterfly arbitrage by a bound on psi^2 / theta given rho and psi that
    permits more than Gatheral and Jacquier's (see `essvi.hpp`). The result is deterministic.

    References
    ----------
    .. [1] Corbetta, Cohort, Laachir, Martini (2019), "Robust calibration and arbitrage-free
       interpolation of SSVI slices", Decisions in Economics and Finance 42, 665-677.
    .. [2] Martini, C., Mingone, A. (2022), "No arbitrage SVI", SIAM Journal on Financial
       Mathematics 13(1), 227-261.

    Verified by recovering exact synthetic surfaces and by the certificate on recorded chains.
    """
    settings = settings or FitSettings()
    missing = [c for c in _COLUMNS if c not in options.columns]
    if missing:
        msg = f"options lacks the columns {missing}; give the table that implied_smiles returns"
        raise InvalidArgumentError(msg)
    curve = _curve(forwards)
    usable = _usable(options, settings)
    quotes, counts = _grouped(usable, settings)
    if quotes.years.size == 0:
        msg = (
            f"no expiry has usable quotes at {settings.min_quotes} or more strikes (of "
            f"{len(options)} quotes {usable.height} have reason OK, a mid vol and are out of or "
            f"near the money, at {counts.height} expiries); give a chain with more quotes"
        )
        raise FitError(msg)
    theta, psi, chi = fit_slices(
        years=quotes.years,
        offsets=quotes.offsets,
        log_moneyness=quotes.log_moneyness,
        vol=quotes.vol,
        weight=1.0 / quotes.half_spread,
        loss_scale=settings.loss_scale,
        prior=settings.prior,
        sweeps=settings.sweeps,
        iterations=settings.iterations,
    )
    return EssviSurface(
        valuation_time=valuation_time,
        slices=_slices(counts, settings, theta, psi, chi),
        forwards=curve,
        skipped=_skipped(counts, settings),
    )


def _curve(forwards: Forwards | pl.DataFrame) -> ForwardCurve:
    table = forwards if isinstance(forwards, pl.DataFrame) else forwards.table
    rows = table.select("years", "forward", "discount_factor").drop_nulls().sort("years")
    nodes = (
        ForwardNode(years=t, forward=f, discount_factor=d)
        for t, f, d in rows.iter_rows()
        if t > 0.0
    )
    return ForwardCurve(nodes=tuple(nodes))


def _usable(options: pl.DataFrame, settings: FitSettings) -> pl.DataFrame:
    """Rows to fit, with their half-spread in vol; from the ask alone where there is no bid vol."""
    k, mid, ask = pl.col("log_moneyness"), pl.col("mid_vol"), pl.col("ask_vol")
    bid = pl.col("bid_vol").fill_nan(None).fill_null(2.0 * mid - ask)
    otm = pl.when("is_call").then(k >= 0.0).otherwise(k <= 0.0)
    near = k.abs() < settings.near_the_money * mid * pl.col("years").sqrt()
    half = (0.5 * (ask - bid)).clip(lower_bound=settings.half_spread_floor)
    return (
        options.lazy()
        .filter(pl.col("reason") == "OK", pl.col("years") > 0.0, mid.is_finite(), mid > 0.0)
        .filter(ask.is_finite(), otm | near)
        .select("expiry", "years", "log_moneyness", "mid_vol", half_spread=half)
        .sort("years", "log_moneyness")
        .collect()
    )


def _grouped(usable: pl.DataFrame, settings: FitSettings) -> tuple[_Quotes, pl.DataFrame]:
    k = pl.col("log_moneyness")
    counts = usable.group_by("years", maintain_order=True).agg(
        pl.col("expiry").first(),
        n_quotes=pl.len(),
        n_strikes=k.n_unique(),
        low=k.min(),
        high=k.max(),
    )
    kept = counts.filter(pl.col("n_strikes") >= settings.min_quotes)
    rows = usable.filter(pl.col("years").is_in(kept["years"].implode()))
    offsets = np.concatenate([[0], np.cumsum(kept["n_quotes"].to_numpy())]).astype(np.int64)
    columns = ("log_moneyness", "mid_vol", "half_spread")
    quotes = _Quotes(kept["years"].to_numpy(), offsets, *(_contiguous(rows[c]) for c in columns))
    return quotes, counts


def _contiguous(column: pl.Series) -> NDArray[np.float64]:
    return np.ascontiguousarray(column.to_numpy(), dtype=np.float64)


def _slices(
    counts: pl.DataFrame,
    settings: FitSettings,
    theta: NDArray[np.float64],
    psi: NDArray[np.float64],
    chi: NDArray[np.float64],
) -> tuple[EssviSlice, ...]:
    kept = counts.filter(pl.col("n_strikes") >= settings.min_quotes)
    return tuple(
        EssviSlice(
            expiry=row["expiry"],
            years=row["years"],
            theta=float(t),
            rho=min(1.0, max(-1.0, float(x) / float(p))),
            psi=float(p),
            log_moneyness_min=row["low"],
            log_moneyness_max=row["high"],
            n_quotes=row["n_quotes"],
        )
        for row, t, p, x in zip(kept.iter_rows(named=True), theta, psi, chi, strict=True)
    )


def _skipped(counts: pl.DataFrame, settings: FitSettings) -> tuple[SkippedExpiry, ...]:
    few = counts.filter(pl.col("n_strikes") < settings.min_quotes)
    return tuple(
        SkippedExpiry(
            expiry=row["expiry"],
            years=row["years"],
            n_quotes=row["n_quotes"],
            reason=f"usable quotes at {row['n_strikes']} strikes; {settings.min_quotes} are needed",
        )
        for row in few.iter_rows(named=True)
    )
