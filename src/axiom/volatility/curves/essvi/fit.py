"""Fit an eSSVI surface to the implied vols of a chain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.kernels.essvi import fit_slices
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.essvi.surface import EssviSurface
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.volatility.forwards.imply import Forwards

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
        Half-spreads from the mid beyond which a quote nearly stops pulling: the loss is
        c^2 r^2 / (c^2 + r^2) + tail r^2, with r the distance to the mid in half-spreads and c
        this scale.
    tail : float
        Weight of far quotes in the loss; more of it lowers the RMSE and the in-spread share.
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
    loss_scale: float = 1.5
    tail: float = 1e-3
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
        for name in ("near_the_money", "tail"):
            if not 0.0 <= getattr(self, name) < math.inf:
                msg = f"{name} is {getattr(self, name)}; give a finite number >= 0"
                raise InvalidArgumentError(msg)
        for name, least in (("min_quotes", 3), ("sweeps", 0), ("iterations", 1)):
            if getattr(self, name) < least:
                msg = f"{name} is {getattr(self, name)}; give an integer >= {least}"
                raise InvalidArgumentError(msg)


@dataclass(frozen=True, slots=True)
class _Expiry:
    """The quotes of one expiry: rows start:stop of the columns."""

    expiry: datetime
    years: float
    start: int
    stop: int
    n_strikes: int


@dataclass(frozen=True, slots=True)
class _Quotes:
    """The usable quotes, ascending in years and log-moneyness."""

    expiries: tuple[_Expiry, ...]
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
    quotes = _usable(options, settings)
    kept = [e for e in quotes.expiries if e.n_strikes >= settings.min_quotes]
    if not kept:
        msg = (
            f"no expiry has usable quotes at {settings.min_quotes} or more strikes (of "
            f"{options.height} quotes {quotes.vol.size} have reason OK, a mid vol and are out of "
            f"or near the money, at {len(quotes.expiries)} expiries); give a chain with more quotes"
        )
        raise FitError(msg)
    return EssviSurface(
        valuation_time=valuation_time,
        slices=_fitted(quotes, kept, settings),
        forwards=curve,
        skipped=_skipped(quotes, settings),
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


def _usable(options: pl.DataFrame, settings: FitSettings) -> _Quotes:
    """Pick the rows to fit; without a bid vol the half-spread is that of the ask to the mid."""
    columns = ("years", "log_moneyness", "bid_vol", "mid_vol", "ask_vol")
    t, k, bid, mid, ask = (options[c].cast(pl.Float64).to_numpy() for c in columns)
    is_call = options["is_call"].to_numpy()
    with np.errstate(invalid="ignore"):
        near = np.abs(k) < settings.near_the_money * mid * np.sqrt(t)
        half = np.where(np.isnan(bid), ask - mid, 0.5 * (ask - bid))
        use = (options["reason"] == "OK").to_numpy() & np.isfinite(half) & np.isfinite(k)
        use &= (mid > 0.0) & (t > 0.0) & (np.where(is_call, k >= 0.0, k <= 0.0) | near)
    rows = np.flatnonzero(use)
    rows = rows[np.lexsort((k[rows], t[rows]))]
    return _Quotes(
        expiries=_expiries(options["expiry"], t, k, rows),
        log_moneyness=k[rows],
        vol=mid[rows],
        half_spread=np.maximum(half[rows], settings.half_spread_floor),
    )


def _expiries(
    expiry: pl.Series, t: NDArray[np.float64], k: NDArray[np.float64], rows: NDArray[np.intp]
) -> tuple[_Expiry, ...]:
    years, starts = np.unique(t[rows], return_index=True)
    bounds = [*starts.tolist(), rows.size]
    return tuple(
        _Expiry(expiry[int(rows[a])], y, a, b, np.unique(k[rows[a:b]]).size)
        for y, (a, b) in zip(years.tolist(), pairwise(bounds), strict=True)
    )


def _fitted(quotes: _Quotes, kept: list[_Expiry], settings: FitSettings) -> tuple[EssviSlice, ...]:
    rows = np.concatenate([np.arange(e.start, e.stop) for e in kept])
    offsets = np.cumsum([0, *(e.stop - e.start for e in kept)], dtype=np.int64)
    theta, psi, chi = fit_slices(
        years=np.array([e.years for e in kept]),
        offsets=offsets,
        log_moneyness=quotes.log_moneyness[rows],
        vol=quotes.vol[rows],
        weight=1.0 / quotes.half_spread[rows],
        loss_scale=settings.loss_scale,
        tail=settings.tail,
        prior=settings.prior,
        sweeps=settings.sweeps,
        iterations=settings.iterations,
    )
    return tuple(
        EssviSlice(
            expiry=e.expiry,
            years=e.years,
            theta=t,
            rho=min(1.0, max(-1.0, x / p)),
            psi=p,
            log_moneyness_min=float(quotes.log_moneyness[e.start]),
            log_moneyness_max=float(quotes.log_moneyness[e.stop - 1]),
            n_quotes=e.stop - e.start,
        )
        for e, t, p, x in zip(kept, theta.tolist(), psi.tolist(), chi.tolist(), strict=True)
    )


def _skipped(quotes: _Quotes, settings: FitSettings) -> tuple[SkippedExpiry, ...]:
    return tuple(
        SkippedExpiry(
            expiry=e.expiry,
            years=e.years,
            n_quotes=e.stop - e.start,
            reason=f"usable quotes at {e.n_strikes} strikes; {settings.min_quotes} are needed",
        )
        for e in quotes.expiries
        if e.n_strikes < settings.min_quotes
    )
