"""Fit an Andreasen-Huge surface to the implied vols of a chain."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.andreasen_huge.expiry import Step, implied_variances, start_of
from axiom.volatility.curves.andreasen_huge.step import make_grid
from axiom.volatility.curves.andreasen_huge.surface import (
    AndreasenHugeSlice,
    AndreasenHugeSurface,
)
from axiom.volatility.curves.objective import QuoteSettings, check_threads, smile_data
from axiom.volatility.curves.quotes import forward_curve, usable_quotes

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl
    from numpy.typing import NDArray

    from axiom.market import TimeTable
    from axiom.volatility.curves.andreasen_huge.step import Grid
    from axiom.volatility.curves.objective import SmileData
    from axiom.volatility.curves.quotes import ExpiryQuotes
    from axiom.volatility.forwards.imply import Forwards
    from axiom.volatility.surface import Surface

__all__ = ["AndreasenHugeSettings", "fit_andreasen_huge"]

_FINEST = 0.3
_REACH = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AndreasenHugeSettings(QuoteSettings):
    """How quotes enter the fit: `QuoteSettings`, and the step.

    Attributes
    ----------
    knots : int
        At most so many knots of local variance an expiry.
    nodes : int
        Of the grid in strike during the fit; the surface comes from one twice as fine.
    roughness : float
        Weight of second differences of the logarithm of local variance, in half-spreads.
    evaluations : int
        At most so many evaluations a search.
    """

    knots: int = 30
    nodes: int = 401
    roughness: float = 0.3
    evaluations: int = 40

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        QuoteSettings.__post_init__(self)
        for name, least in (("knots", 1), ("nodes", 41), ("evaluations", 1)):
            if getattr(self, name) < least:
                msg = f"{name} is {getattr(self, name)}; give an integer >= {least}"
                raise InvalidArgumentError(msg)
        if not 0.0 <= self.roughness < math.inf:
            msg = f"roughness is {self.roughness}; give a finite number >= 0"
            raise InvalidArgumentError(msg)


def fit_andreasen_huge(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: AndreasenHugeSettings | None = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> AndreasenHugeSurface:
    """Fit an Andreasen-Huge surface: one implicit step of local volatility an expiry.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    settings : AndreasenHugeSettings, optional
    prior : Surface, optional
        The last surface.
    clock : TimeTable, optional
        Variance time between and beyond slices.
    threads : int
        At least 1. Each expiry starts from the one before; they are fitted in turn on one thread.

    Returns
    -------
    AndreasenHugeSurface
        An expiry with too few quotes has no slice and is listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        A column is missing, valuation_time is naive, or threads < 1.
    MissingDependencyError
        scipy is not installed (the extra `curves`).

    Notes
    -----
    Prices at an expiry follow from those at the one before by one implicit step of Dupire's forward
    equation on a grid of strikes over forward (see `step`), so that they are convex in strike and
    rise with expiry whatever the local variance. The logarithm of local variance is linear between
    knots, some of the quoted strikes, and flat outside; it is fitted by least squares on the
    objective of `QuoteSettings`, with analytic derivatives. The original takes it constant between
    the strikes: the smile then bends where the density jumps. The result is deterministic.

    References
    ----------
    .. [1] Andreasen, J., Huge, B. (2011), "Volatility interpolation", Risk, March, 76-79.

    Verified by ``tests/unit/volatility/curves/test_andreasen_huge.py``.
    """
    check_threads(threads)
    settings = settings or AndreasenHugeSettings()
    quotes = usable_quotes(
        options,
        near_the_money=settings.near_the_money,
        half_spread_floor=settings.half_spread_floor,
    )
    kept = quotes.kept(min_strikes=settings.min_quotes)
    smiles = [smile_data(quotes, e, settings, prior) for e in kept]
    return AndreasenHugeSurface(
        valuation_time=valuation_time,
        slices=_slices(kept, smiles, settings),
        forwards=forward_curve(forwards),
        clock=clock,
        skipped=quotes.skipped(min_strikes=settings.min_quotes),
    )


def _slices(
    kept: tuple[ExpiryQuotes, ...], smiles: list[SmileData], settings: AndreasenHugeSettings
) -> tuple[AndreasenHugeSlice, ...]:
    coarse, fine = (_grid(smiles, n) for n in (settings.nodes, 2 * settings.nodes - 1))
    values, finer, level = np.zeros(coarse.moneyness.size), np.zeros(fine.moneyness.size), 0.0
    slices = []
    for e, data in zip(kept, smiles, strict=True):
        knots = _knots(data.log_moneyness, settings.knots)
        start = start_of(data.variance_at_forward, level)
        one = Step(coarse, values, data, knots, start, settings.roughness)
        z = one.fitted(settings, settings.evaluations)
        finer = replace(one, grid=fine, before=finer).after(z)
        values, level = one.after(z), data.variance_at_forward
        slices.append(_slice(e, data, (fine, finer), (knots, one.held(z))))
    return tuple(slices)


def _slice(
    e: ExpiryQuotes,
    data: SmileData,
    prices: tuple[Grid, NDArray[np.float64]],
    local: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> AndreasenHugeSlice:
    nodes, variances = implied_variances(*prices)
    return AndreasenHugeSlice(
        expiry=e.expiry,
        years=e.years,
        knots=tuple(nodes.tolist()),
        total_variance=tuple(variances.tolist()),
        local_knots=tuple(local[0].tolist()),
        local_variance=tuple(np.exp(local[1]).tolist()),
        log_moneyness_min=float(data.quoted[0]),
        log_moneyness_max=float(data.quoted[1]),
        n_quotes=e.n_quotes,
    )


def _grid(smiles: list[SmileData], nodes: int) -> Grid:
    deviations = [s.deviation for s in smiles]
    quoted = max(float(np.abs(s.log_moneyness).max()) for s in smiles)
    reach = max(_REACH * max(deviations), 1.6 * quoted)
    return make_grid(reach=reach, finest=_FINEST * min(deviations), nodes=nodes)


def _knots(log_moneyness: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Pick quoted strikes, evenly by rank, the first and the last among them."""
    strikes = np.unique(log_moneyness)
    picked = np.linspace(0, strikes.size - 1, min(count, strikes.size)).round().astype(int)
    return np.asarray(strikes[np.unique(picked)])
