"""Fit a spline surface to the bid and ask vols of a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import FitError
from axiom.kernels.spline_fit import FittedSlices, PriorColumns, QuoteColumns, fit_slices
from axiom.volatility.curves.objective import check_threads
from axiom.volatility.curves.quotes import forward_curve
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.spline.knots import knots_of
from axiom.volatility.curves.spline.prior import no_prior, prior_columns, reach_of
from axiom.volatility.curves.spline.refit import refit_slice
from axiom.volatility.curves.spline.settings import SplineSettings
from axiom.volatility.curves.spline.slices import SplineSlice
from axiom.volatility.curves.spline.strikes import ExpiryStrikes, expiry_strikes
from axiom.volatility.curves.spline.surface import SplineSurface

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.market import TimeTable
    from axiom.volatility.forwards.imply import Forwards
    from axiom.volatility.surface import Surface

__all__ = ["fit_spline"]


def fit_spline(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: SplineSettings | None = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> SplineSurface:
    """Fit natural cubic splines of total variance, free of arbitrage, to bid and ask vols.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it: one row a quote, with `expiry`, `years`, `reason`,
        `log_moneyness`, `is_call`, `bid_vol`, `mid_vol`, `ask_vol`, and where there are any
        `bid_size`, `ask_size`, `quote_time`. Rows count whose reason is OK, and asks without a bid.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    settings : SplineSettings, optional
    prior : Surface, optional
        The last surface, of this or an earlier time: it matters where quotes say little.
    clock : TimeTable, optional
        Variance time over calendar time, between and beyond the slices; None is calendar time.
    threads : int
        At least 1. The slices depend on one another and are fitted together on one thread.

    Returns
    -------
    SplineSurface
        Proved free of arbitrage whatever the quotes. An expiry with too few bids has no slice and
        is listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        A column is missing, valuation_time is naive, the prior is of a later time, or
        threads < 1.

    Notes
    -----
    A slice minimises, over natural cubic splines w(k) in a local basis, the sum over strikes of a
    loss of the distance r to the middle of bid and ask in half-spreads,

        c^2 e^2 / (c^2 + e^2) + tail e^2 + m r^2 / (1 + r^2 / 10),  e = max(|r| - inner, 0),

    so that nothing but the faint m is gained by going deeper inside the spread and a single bad
    quote pulls no more than c^2; plus the integral of w'''^2, the distance to the prior, and
    logarithmic barriers of Durrleman's condition and of Lee's bounds at points between the knots.
    Newton steps (banded, O(knots) each) run from a firm barrier and a wide loss to the final ones:
    each slice first by itself, then together under a pull that parts slices which cross, then held
    apart by barriers on the calendar conditions at the knots and midpoints of both. What comes out
    is checked exactly (see `certify`). Where a check fails the barriers are made firmer; a slice
    that still contradicts the others, by what was found at it and its neighbours, lies where those
    put it, and then every slice is fitted again between its neighbours (`refit_slice`). The result
    is deterministic and does not depend on the order of the rows.

    Standard errors are those of a smoothing spline: the inverse of the information in quotes (each
    tells its vol to `noise` half-spreads), roughness and prior, at the knots.

    References
    ----------
    .. [1] Fengler, M. (2009), "Arbitrage-free smoothing of the implied volatility surface",
       Quantitative Finance 9(4), 417-428.
    .. [2] Wahba, G. (1983), "Bayesian confidence intervals for the cross-validated smoothing
       spline", Journal of the Royal Statistical Society B 45(1), 133-150.
    .. [3] Boyd, S., Vandenberghe, L. (2004), "Convex Optimization", Cambridge University Press,
       chapter 11.

    Verified by ``tests/unit/volatility/curves/spline/test_fit.py`` and
    ``tests/properties/test_spline_fit_properties.py``.
    """
    check_threads(threads)
    settings = settings or SplineSettings()
    expiries = expiry_strikes(options, valuation_time=valuation_time, settings=settings)
    kept = [e for e in expiries if e.bids.size >= settings.min_strikes]
    if not kept:
        msg = (
            f"no expiry has bids at {settings.min_strikes} or more strikes ({options.height} "
            f"quotes at {len(expiries)} expiries); give a chain with more quotes"
        )
        raise FitError(msg)
    levels = [e.level for e in kept]
    knots = [
        knots_of(e.bids, v**0.5, settings, reach=reach_of(prior, e.expiry))
        for e, v in zip(kept, levels, strict=True)
    ]
    fitted = fit_slices(
        quote_offsets=_offsets(e.columns.log_moneyness for e in kept),
        quotes=_joined(kept),
        knot_offsets=_offsets(knots),
        knots=np.concatenate(knots),
        prior_offsets=_offsets(knots if prior is not None else [()] * len(kept)),
        prior=_prior(prior, kept, knots, valuation_time, settings),
        level=np.array(levels),
        tuning=settings.tuning(),
    )
    surface = SplineSurface(
        valuation_time=valuation_time,
        slices=_slices(kept, fitted),
        forwards=forward_curve(forwards),
        clock=clock,
        skipped=_skipped(options, expiries, settings),
    )
    return surface if fitted.bridged == 0.0 else _settled(surface, kept, settings)


def _settled(
    surface: SplineSurface, kept: list[ExpiryStrikes], settings: SplineSettings
) -> SplineSurface:
    """Fit every slice again between its neighbours, proved, once some had to be bridged."""
    for i, e in enumerate(kept):
        found = refit_slice(surface, i, e.columns, settings=settings)
        if found.fitted:
            surface = surface.with_slice(i, found.slice)
    return surface


def _offsets(parts: Iterable[Sequence[float] | NDArray[np.float64]]) -> NDArray[np.int64]:
    return np.cumsum([0, *(len(p) for p in parts)], dtype=np.int64)


def _joined(kept: list[ExpiryStrikes]) -> QuoteColumns:
    tables = zip(*(e.columns.arrays() for e in kept), strict=True)
    k, low, middle, high, weight = (np.concatenate(columns) for columns in tables)
    return QuoteColumns(log_moneyness=k, low=low, middle=middle, high=high, weight=weight)


def _prior(
    prior: Surface | None,
    kept: list[ExpiryStrikes],
    knots: list[NDArray[np.float64]],
    valuation_time: datetime,
    settings: SplineSettings,
) -> PriorColumns:
    if prior is None:
        return no_prior()
    return prior_columns(
        prior,
        log_moneyness=np.concatenate(knots),
        years=np.concatenate([np.full(x.size, e.years) for e, x in zip(kept, knots, strict=True)]),
        valuation_time=valuation_time,
        settings=settings,
    )


def _slices(kept: list[ExpiryStrikes], fitted: FittedSlices) -> tuple[SplineSlice, ...]:
    slices = []
    for i, e in enumerate(kept):
        own = slice(int(fitted.offsets[i]), int(fitted.offsets[i + 1]))
        w = fitted.total_variance[own]
        bids = e.bids
        slices.append(
            SplineSlice(
                expiry=e.expiry,
                years=e.years,
                knots=fitted.knots[own],
                total_variance=w,
                standard_error=0.5 * fitted.error[own] / np.sqrt(w * e.years),
                log_moneyness_min=float(bids[0]),
                log_moneyness_max=float(bids[-1]),
                n_quotes=e.n_quotes,
            )
        )
    return tuple(slices)


def _skipped(
    options: pl.DataFrame, expiries: tuple[ExpiryStrikes, ...], settings: SplineSettings
) -> tuple[SkippedExpiry, ...]:
    found = {e.years: e for e in expiries}
    alive = options.select("expiry", "years").filter(pl.col("years") > 0.0).unique("years")
    counts = [(expiry, t, found.get(t)) for expiry, t in alive.sort("years").iter_rows()]
    return tuple(
        SkippedExpiry(
            expiry=expiry,
            years=t,
            n_quotes=e.n_quotes if e else 0,
            reason=f"bids at {e.bids.size if e else 0} strikes; {settings.min_strikes} are needed",
        )
        for expiry, t, e in counts
        if e is None or e.bids.size < settings.min_strikes
    )
