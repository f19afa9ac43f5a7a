"""Fit an eSSVI surface to the implied vols of a chain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.essvi import fit_slices
from axiom.volatility.curves.essvi.errors import slice_errors
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.essvi.surface import EssviSurface
from axiom.volatility.curves.objective import check_threads
from axiom.volatility.curves.quotes import forward_curve, usable_quotes

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from axiom.market import TimeTable
    from axiom.volatility.curves.quotes import ExpiryQuotes, FitQuotes
    from axiom.volatility.forwards.imply import Forwards
    from axiom.volatility.surface import Surface

__all__ = ["EssviSettings", "fit_essvi"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EssviSettings:
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
    noise : float
        Standard deviation of a mid, in half-spreads, for the standard errors; that of a truth
        evenly spread between bid and ask is 1 / sqrt(3).
    sweeps, iterations : int
        At most so many final sweeps over the slices, and iterations a stage of the fit.
    """

    near_the_money: float = 0.5
    half_spread_floor: float = 2e-4
    loss_scale: float = 1.5
    tail: float = 1e-3
    min_quotes: int = 3
    prior: float = 1e-3
    noise: float = 0.577
    sweeps: int = 20
    iterations: int = 50

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        for name in ("half_spread_floor", "loss_scale", "prior", "noise"):
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


def fit_essvi(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: EssviSettings | None = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
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
    settings : EssviSettings, optional
    prior : Surface, optional
        Not taken: its few parameters are told by a handful of quotes.
    clock : TimeTable, optional
        Variance time over calendar time between and beyond the slices.
    threads : int
        At least 1. The slices depend on one another and are fitted together on one thread.

    Returns
    -------
    EssviSurface
        An expiry with too few quotes has no slice and is listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        A column is missing, valuation_time is naive, a prior is given, or threads < 1.

    Notes
    -----
    Quotes weigh by their half-spread in vol, under a loss that levels off (see `EssviSettings`), so
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
    if prior is not None:
        msg = f"prior is a {type(prior).__name__}, which eSSVI does not take; give None"
        raise InvalidArgumentError(msg)
    check_threads(threads)
    settings = settings or EssviSettings()
    quotes = usable_quotes(
        options,
        near_the_money=settings.near_the_money,
        half_spread_floor=settings.half_spread_floor,
    )
    kept = quotes.kept(min_strikes=settings.min_quotes)
    return EssviSurface(
        valuation_time=valuation_time,
        slices=_fitted(quotes, kept, settings),
        forwards=forward_curve(forwards),
        clock=clock,
        skipped=quotes.skipped(min_strikes=settings.min_quotes),
    )


def _fitted(
    quotes: FitQuotes, kept: tuple[ExpiryQuotes, ...], settings: EssviSettings
) -> tuple[EssviSlice, ...]:
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
        _slice(quotes, e, (t, min(1.0, max(-1.0, x / p)), p), settings)
        for e, t, p, x in zip(kept, theta.tolist(), psi.tolist(), chi.tolist(), strict=True)
    )


def _slice(
    quotes: FitQuotes,
    expiry: ExpiryQuotes,
    parameters: tuple[float, float, float],
    settings: EssviSettings,
) -> EssviSlice:
    own = slice(expiry.start, expiry.stop)
    errors = slice_errors(
        parameters,
        years=expiry.years,
        log_moneyness=quotes.log_moneyness[own],
        vol=quotes.vol[own],
        half_spread=quotes.half_spread[own],
        settings=settings,
    )
    theta, rho, psi = parameters
    return EssviSlice(
        expiry=expiry.expiry,
        years=expiry.years,
        theta=theta,
        rho=rho,
        psi=psi,
        log_moneyness_min=float(quotes.log_moneyness[expiry.start]),
        log_moneyness_max=float(quotes.log_moneyness[expiry.stop - 1]),
        n_quotes=expiry.n_quotes,
        standard_error=errors.standard_error,
        correlation=errors.correlation,
    )
