"""Fit an SSVI surface to the implied vols of a chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.least_squares import minimise
from axiom.volatility.curves.objective import QuoteSettings, check_threads, smile_data
from axiom.volatility.curves.quotes import forward_curve, usable_quotes
from axiom.volatility.curves.ssvi.search import Search, standard_errors
from axiom.volatility.curves.ssvi.surface import SsviSlice, SsviSurface

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from axiom.market import TimeTable
    from axiom.volatility.forwards.imply import Forwards
    from axiom.volatility.surface import Surface

__all__ = ["SsviSettings", "fit_ssvi"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SsviSettings(QuoteSettings):
    """How quotes enter the fit of SSVI: `QuoteSettings`, the curvature function, the search.

    Attributes
    ----------
    form : {"power_law", "heston_like"}
        The function phi.
    evaluations : int
        At most so many evaluations a search.
    """

    min_quotes: int = 3
    form: str = "power_law"
    evaluations: int = 60

    def __post_init__(self) -> None:
        """Refuse settings outside their domain."""
        QuoteSettings.__post_init__(self)
        if self.form not in {"power_law", "heston_like"}:
            msg = f"form is {self.form!r}; give 'power_law' or 'heston_like'"
            raise InvalidArgumentError(msg)
        if self.evaluations < 1:
            msg = f"evaluations is {self.evaluations}; give an integer >= 1"
            raise InvalidArgumentError(msg)


def fit_ssvi(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    settings: SsviSettings | None = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> SsviSurface:
    """Fit an SSVI surface, free of butterfly and calendar arbitrage, to a whole chain at once.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    settings : SsviSettings, optional
    prior : Surface, optional
        The last surface.
    clock : TimeTable, optional
        Variance time between and beyond slices.
    threads : int
        At least 1. There is one search, over all expiries, on one thread.

    Returns
    -------
    SsviSurface
        An expiry with too few quotes has no slice and is listed, with the reason, in `skipped`.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        A column is missing, valuation_time is naive, or threads < 1.

    Notes
    -----
    Levenberg-Marquardt over rho, the parameters of phi and theta of every expiry, in coordinates in
    which the conditions of `ssvi_conditions` hold for every theta from the first expiry's up: theta
    by the logarithms of its increments, eta as a share of the largest that has no arbitrage, the
    Heston-like speed by its excess over (1 + abs(rho)) / 4. The result is deterministic.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71, sections 4 and 5.

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """
    check_threads(threads)
    settings = settings or SsviSettings()
    quotes = usable_quotes(
        options,
        near_the_money=settings.near_the_money,
        half_spread_floor=settings.half_spread_floor,
    )
    kept = quotes.kept(min_strikes=settings.min_quotes)
    smiles = [smile_data(quotes, e, settings, prior) for e in kept]
    wide, search = (
        Search(smiles, settings, settings.form, widen * settings.loss_scale) for widen in (3.0, 1.0)
    )
    x = search.start
    for one in (wide, search):
        x = minimise(one.residuals, one.jacobian, x, evaluations=settings.evaluations).x
    found = search.parameters(x)
    errors = standard_errors(search, x)
    slices = tuple(
        SsviSlice(
            expiry=e.expiry,
            years=e.years,
            theta=theta,
            rho=found.rho,
            form=settings.form,
            shape=found.shape,
            standard_error=(errors.theta[i], *errors.shared),
            log_moneyness_min=float(quotes.log_moneyness[e.start]),
            log_moneyness_max=float(quotes.log_moneyness[e.stop - 1]),
            n_quotes=e.n_quotes,
        )
        for i, (e, theta) in enumerate(zip(kept, found.theta, strict=True))
    )
    return SsviSurface(
        valuation_time=valuation_time,
        slices=slices,
        forwards=forward_curve(forwards),
        clock=clock,
        skipped=quotes.skipped(min_strikes=settings.min_quotes),
    )
