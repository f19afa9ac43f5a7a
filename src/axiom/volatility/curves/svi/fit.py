"""Fit SVI smiles to bid and ask, free of butterfly arbitrage and not crossing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.least_squares import difference_jacobian, minimise
from axiom.volatility.curves.objective import QuoteSettings, check_threads, misfit, smile_data
from axiom.volatility.curves.quotes import forward_curve, usable_quotes
from axiom.volatility.curves.svi.arbitrage import durrleman
from axiom.volatility.curves.svi.errors import standard_errors
from axiom.volatility.curves.svi.feasible import (
    from_free,
    is_free,
    lift,
    pull_inside,
    repair_butterfly,
    safe_above,
)
from axiom.volatility.curves.svi.slices import SviSlice
from axiom.volatility.curves.svi.start import starting_points
from axiom.volatility.curves.svi.surface import SviSurface

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl
    from numpy.typing import NDArray

    from axiom.market import TimeTable
    from axiom.volatility.curves.least_squares import Minimum
    from axiom.volatility.curves.objective import SmileData
    from axiom.volatility.curves.svi.parameters import RawSvi
    from axiom.volatility.forwards.imply import Forwards
    from axiom.volatility.surface import Surface

__all__ = ["SviSettings", "fit_svi"]

_GRID = np.sinh(np.linspace(-6.0, 6.0, 49))
_STAGES = ((10.0, 30.0), (1.0, 300.0), (1.0, 6000.0))  # times the loss scale; penalty
_FAINT = 1e-2
_NARROWEST = 0.05  # of sigma, in deviations at the forward: less is a kink and not a smile
_MARGIN = 1e-2
_STEEPEST = 1.99


@dataclass(frozen=True, slots=True, kw_only=True)
class SviSettings(QuoteSettings):
    """How quotes enter the fit of SVI smiles: `QuoteSettings`, and the search.

    Attributes
    ----------
    starts : int
        So many starting points an expiry are followed to their optimum.
    evaluations : int
        At most so many evaluations a search, derivatives not counted.
    """

    starts: int = 1
    evaluations: int = 60

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        QuoteSettings.__post_init__(self)
        for name in ("starts", "evaluations"):
            if getattr(self, name) < 1:
                msg = f"{name} is {getattr(self, name)}; give an integer >= 1"
                raise InvalidArgumentError(msg)


def fit_svi(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: SviSettings | None = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> SviSurface:
    """Fit an SVI smile to each expiry, free of butterfly arbitrage, none below the one before.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    settings : SviSettings, optional
    prior : Surface, optional
        The last surface.
    clock : TimeTable, optional
        Variance time between and beyond slices.
    threads : int
        At least 1. The expiries depend on one another and are fitted in turn on one thread.

    Returns
    -------
    SviSurface
        An expiry with too few quotes has no slice and is listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        A column is missing, valuation_time is naive, or threads < 1.

    Notes
    -----
    From the first expiry to the last. Starting points come from the quasi-explicit form: given m
    and sigma a smile is linear in its other parameters. From the best of them Levenberg-Marquardt
    on the objective of `QuoteSettings`, first under a wide loss, with Durrleman's g, the wings and
    the smile before as penalties. What arbitrage is left, `least_g` and `least_gap` find; the smile
    is then lifted a little with wings as steep as those before; if that does not do, it is moved
    towards its repair in jump-wings parameters, or else towards the smile before scaled up (as
    far as that has no arbitrage), no further than needed. The result is deterministic.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, section 5.
    .. [2] De Marco, S., Martini, C. (2009), "Quasi-explicit calibration of Gatheral's SVI model",
       Zeliade Systems white paper ZWP-0005.

    Verified by ``tests/unit/volatility/curves/test_svi_fit.py``.
    """
    check_threads(threads)
    settings = settings or SviSettings()
    quotes = usable_quotes(
        options,
        near_the_money=settings.near_the_money,
        half_spread_floor=settings.half_spread_floor,
    )
    slices: list[SviSlice] = []
    raw: RawSvi | None = None
    for e in quotes.kept(min_strikes=settings.min_quotes):
        data = smile_data(quotes, e, settings, prior)
        raw = _fitted(data, raw, settings)
        slices.append(
            SviSlice(
                expiry=e.expiry,
                years=e.years,
                a=raw.a,
                b=raw.b,
                rho=raw.rho,
                m=raw.m,
                sigma=raw.sigma,
                standard_error=standard_errors(raw, data),
                log_moneyness_min=float(quotes.log_moneyness[e.start]),
                log_moneyness_max=float(quotes.log_moneyness[e.stop - 1]),
                n_quotes=e.n_quotes,
            )
        )
    return SviSurface(
        valuation_time=valuation_time,
        slices=tuple(slices),
        forwards=forward_curve(forwards),
        clock=clock,
        skipped=quotes.skipped(min_strikes=settings.min_quotes),
    )


def _fitted(data: SmileData, early: RawSvi | None, settings: SviSettings) -> RawSvi:
    found = _search(data, early, settings)
    if is_free(found, early):
        return found
    lifted = lift(found, early, variance_at_forward=data.variance_at_forward)
    if lifted is not None:
        return lifted
    repaired = repair_butterfly(found, years=data.years, optimise=False)
    if is_free(repaired, early):
        return pull_inside(found, repaired, early)
    if early is None:
        return repaired
    safe = safe_above(early, variance_at_forward=data.variance_at_forward)
    return pull_inside(found, safe, early)


def _search(data: SmileData, early: RawSvi | None, settings: SviSettings) -> RawSvi:
    """Follow the best starting points, and keep the best end."""
    ends = []
    for start in starting_points(data, settings.starts):
        x, cost = start, 0.0
        for widen, penalty in _STAGES:
            problem = _Problem(data, early, settings, widen * settings.loss_scale, penalty, x)
            found = problem.minimum()
            x, cost = found.x, found.cost
        ends.append((cost, x))
    return from_free(min(ends, key=lambda end: end[0])[1])


@dataclass(frozen=True, slots=True)
class _Problem:
    """One search: the quotes, the smile before, and how much each counts."""

    data: SmileData
    early: RawSvi | None
    settings: SviSettings
    loss_scale: float
    penalty: float
    start: NDArray[np.float64]

    def minimum(self) -> Minimum:
        scale = np.array([1.0, 1.0, 1.0, self.data.deviation, 1.0])
        return minimise(
            lambda x: self._residuals(x, scale),
            difference_jacobian(lambda x: self._residuals(x, scale), scale),
            self.start,
            evaluations=self.settings.evaluations,
        )

    def _residuals(self, x: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
        raw, data = from_free(x), self.data
        vol = np.sqrt(raw.smile(data.log_moneyness).total_variance / data.years)
        quotes = misfit(vol, data, self.settings, self.loss_scale)
        faint = _FAINT * (x - self.start) / scale
        kinked = max(0.0, math.log(_NARROWEST * data.deviation / raw.sigma))
        limits = np.concatenate([_shortfalls(raw, self.early), [kinked]])
        return np.concatenate([quotes, faint, self.penalty * limits])


def _shortfalls(raw: RawSvi, early: RawSvi | None) -> NDArray[np.float64]:
    """By how much g, the wings and the smile before are missed at points; 0 where they are not."""
    k = raw.m + raw.sigma * _GRID
    slope = max(0.0, raw.b * (1.0 + abs(raw.rho)) - _STEEPEST)
    parts = [np.clip(durrleman(raw, k) - _MARGIN, -10.0, 0.0), np.array([10.0 * slope])]
    if early is not None:
        parts += [_below(raw, early, x) for x in (k, early.m + early.sigma * _GRID)]
    return np.concatenate(parts)


def _below(raw: RawSvi, early: RawSvi, k: NDArray[np.float64]) -> NDArray[np.float64]:
    bound = early.smile(k).total_variance * (1.0 + 1e-4)
    return np.clip(bound / raw.smile(k).total_variance - 1.0, 0.0, 10.0)
