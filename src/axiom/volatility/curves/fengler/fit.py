"""Fit smoothed call prices to the implied vols of a chain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility.curves.fengler.programme import Programme
from axiom.volatility.curves.fengler.surface import FenglerSlice, FenglerSurface
from axiom.volatility.curves.objective import QuoteSettings, check_threads, smile_data
from axiom.volatility.curves.quotes import forward_curve, usable_quotes
from axiom.volatility.curves.skipped import SkippedExpiry

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl
    from numpy.typing import NDArray

    from axiom.market import TimeTable
    from axiom.volatility.curves.fengler.prices import CallCurve
    from axiom.volatility.curves.objective import SmileData
    from axiom.volatility.curves.quotes import ExpiryQuotes
    from axiom.volatility.forwards.imply import Forwards
    from axiom.volatility.surface import Surface

__all__ = ["FenglerSettings", "fit_fengler"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FenglerSettings(QuoteSettings):
    """How quotes enter the fit: `QuoteSettings`, and the spline.

    The misfit beyond bid or ask counts by its size, not by `loss_scale`: it is robust as it is.

    Attributes
    ----------
    nodes : int
        At most so many nodes an expiry, some of the quoted strikes.
    roughness : float
        Weight of the integral of the squared density over moneyness times the deviation at the
        forward; the misfit counts in half-spreads.
    """

    nodes: int = 45
    roughness: float = 1e-3

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        QuoteSettings.__post_init__(self)
        if self.nodes < 4 or self.min_quotes < 4:
            msg = f"nodes is {self.nodes} and min_quotes {self.min_quotes}; give integers >= 4"
            raise InvalidArgumentError(msg)
        if not 0.0 <= self.roughness < math.inf:
            msg = f"roughness is {self.roughness}; give a finite number >= 0"
            raise InvalidArgumentError(msg)


def fit_fengler(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: FenglerSettings | None = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> FenglerSurface:
    """Smooth the call prices of each expiry by a convex spline, none below the expiry before.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    settings : FenglerSettings, optional
    prior : Surface, optional
        The last surface.
    clock : TimeTable, optional
        Variance time between and beyond slices.
    threads : int
        At least 1. Each expiry is bounded by the one before; they are fitted in turn on one thread.

    Returns
    -------
    FenglerSurface
        An expiry with too few quotes, or whose programme has no solution, has no slice and is
        listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes, or none has a solution.
    InvalidArgumentError
        A column is missing, valuation_time is naive, or threads < 1.
    MissingDependencyError
        clarabel or scipy is not installed (the extra `curves`).

    Notes
    -----
    A quadratic programme an expiry: the density at some of the quoted strikes, linear between them,
    and price and slope at the last, of a cubic spline of prices over forward. It minimises the
    distances beyond bid or ask in half-spreads, a pull to the mid and the roughness. The density is
    above 0, the ends leave room for power tails, and prices are not below those of the expiry
    before at the nodes of both and halfway, the tails included; where they still are between these
    points, points are added and the programme is solved again, a few times. Fengler goes from the
    last expiry to the first instead, takes squared errors, and splines that are natural.

    References
    ----------
    .. [1] Fengler, M. (2009), "Arbitrage-free smoothing of the implied volatility surface",
       Quantitative Finance 9(4), 417-428, sections 2 and 3.
    .. [2] Green, P., Silverman, B. (1994), Nonparametric regression and generalized linear models,
       Chapman and Hall, section 2.1.

    Verified by ``tests/unit/volatility/curves/test_fengler.py``.
    """
    check_threads(threads)
    settings = settings or FenglerSettings()
    quotes = usable_quotes(
        options,
        near_the_money=settings.near_the_money,
        half_spread_floor=settings.half_spread_floor,
    )
    slices: list[FenglerSlice] = []
    skipped = list(quotes.skipped(min_strikes=settings.min_quotes))
    for e in quotes.kept(min_strikes=settings.min_quotes):
        data = smile_data(quotes, e, settings, prior)
        found = _fitted(data, slices[-1].curve if slices else None, settings)
        if found is None:
            skipped.append(_unsolved(e))
        else:
            slices.append(_slice(e, data, found))
    if not slices:
        msg = "no expiry has prices that a convex spline can smooth; give a chain of better quotes"
        raise FitError(msg)
    return FenglerSurface(
        valuation_time=valuation_time,
        slices=tuple(slices),
        forwards=forward_curve(forwards),
        clock=clock,
        skipped=tuple(sorted(skipped, key=lambda s: s.years)),
    )


def _fitted(
    data: SmileData, before: CallCurve | None, settings: FenglerSettings
) -> CallCurve | None:
    nodes = _nodes(data.log_moneyness, settings.nodes)
    return Programme(data, nodes, before, settings.pull, settings.roughness).settled()


def _slice(e: ExpiryQuotes, data: SmileData, found: CallCurve) -> FenglerSlice:
    return FenglerSlice(
        expiry=e.expiry,
        years=e.years,
        nodes=tuple(found.nodes.tolist()),
        density=tuple(found.density.tolist()),
        last_value=float(found.value[-1]),
        last_slope=float(found.slope[-1]),
        log_moneyness_min=data.quoted[0],
        log_moneyness_max=data.quoted[1],
        n_quotes=e.n_quotes,
    )


def _unsolved(e: ExpiryQuotes) -> SkippedExpiry:
    return SkippedExpiry(
        expiry=e.expiry,
        years=e.years,
        n_quotes=e.n_quotes,
        reason="no convex prices lie above those of the expiry before",
    )


def _nodes(log_moneyness: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Pick quoted strikes, evenly by rank, the first and the last among them."""
    strikes = np.unique(log_moneyness)
    picked = np.linspace(0, strikes.size - 1, min(count, strikes.size)).round().astype(int)
    return np.asarray(np.exp(strikes[np.unique(picked)]))
