"""Fit a surface of any family to the implied vols of a chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args, overload

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.surface import Surface

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from axiom.market import TimeTable
    from axiom.volatility.curves.skipped import SkippedExpiry
    from axiom.volatility.curves.spline.surface import SplineSurface
    from axiom.volatility.forwards.imply import Forwards

__all__ = ["Curve", "FittedSurface", "check_curve", "checked_settings", "fit_surface"]

Curve = Literal["spline", "essvi", "ssvi", "svi", "fengler", "andreasen_huge"]


class FittedSurface(Surface, Protocol):
    """A surface that was fitted to a chain."""

    @property
    def skipped(self) -> tuple[SkippedExpiry, ...]:
        """Expiries that have quotes but no slice of their own."""
        ...


@dataclass(frozen=True, slots=True)
class _Family:
    """Where the fit of a family and its settings are, by name: they are imported when used."""

    module: str
    function: str
    settings: str

    def fit(self) -> Callable[..., FittedSurface]:
        function: Callable[..., FittedSurface] = _member(self.module, self.function)
        return function

    def settings_class(self) -> type:
        found: type = _member(self.module, self.settings)
        return found


def _member(module: str, name: str) -> Any:
    return getattr(import_module(f"axiom.volatility.curves.{module}"), name)


_FAMILIES: dict[str, _Family] = {
    "spline": _Family("spline.fit", "fit_spline", "SplineSettings"),
    "essvi": _Family("essvi.fit", "fit_essvi", "EssviSettings"),
    "ssvi": _Family("ssvi.fit", "fit_ssvi", "SsviSettings"),
    "svi": _Family("svi.fit", "fit_svi", "SviSettings"),
    "fengler": _Family("fengler.fit", "fit_fengler", "FenglerSettings"),
    "andreasen_huge": _Family("andreasen_huge.fit", "fit_andreasen_huge", "AndreasenHugeSettings"),
}


@overload
def fit_surface(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    curve: Literal["spline"] = "spline",
    settings: Any = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> SplineSurface: ...
@overload
def fit_surface(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    curve: Curve,
    settings: Any = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> FittedSurface: ...
def fit_surface(
    options: pl.DataFrame,
    forwards: Forwards | pl.DataFrame,
    *,
    valuation_time: datetime,
    curve: Curve = "spline",
    settings: Any = None,
    prior: Surface | None = None,
    clock: TimeTable | None = None,
    threads: int = 1,
) -> FittedSurface:
    """Fit a surface free of arbitrage to bid, mid and ask vols.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it: one row a quote, with `expiry`, `years`, `reason`,
        `log_moneyness`, `is_call`, `bid_vol`, `mid_vol`, `ask_vol`.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `years`, `forward`, `discount_factor`.
    valuation_time : datetime
        Aware; the instant from which `years` counts.
    curve : {"spline", "essvi", "ssvi", "svi", "fengler", "andreasen_huge"}
        The family of the smiles: "spline" has a knot every few strikes, proved free of arbitrage;
        "essvi" has three parameters an expiry, fitted jointly; "ssvi" one an expiry and three in
        all; "svi" has five, fitted expiry by expiry; "fengler" smooths call prices and
        "andreasen_huge" has a local variance every few strikes (with the extra `curves`).
    settings : optional
        Of the curve that is fitted (`SplineSettings`, `EssviSettings`, `SsviSettings`,
        `SviSettings`, `FenglerSettings`, `AndreasenHugeSettings`); its defaults when None.
    prior : Surface, optional
        The last surface, which matters where quotes are few; eSSVI takes none.
    clock : TimeTable, optional
        Variance time over calendar time between and beyond the slices; None is calendar time.
    threads : int
        Threads a family may use; results do not depend on it.

    Returns
    -------
    Surface
        Of the family's own class, with `skipped`: the expiries that have no slice, and why.

    Raises
    ------
    FitError
        No expiry has enough usable quotes.
    InvalidArgumentError
        An unknown curve, settings of another family, a column is missing, or valuation_time is
        naive.

    Notes
    -----
    The objective, the conditions and the references are with each family: `fit_spline`,
    `fit_essvi`, `fit_ssvi`, `fit_svi`, `fit_fengler`, `fit_andreasen_huge`.

    Verified by ``tests/unit/volatility/curves/test_fit.py``.
    """
    family = _FAMILIES[check_curve(curve)]
    return family.fit()(
        options,
        forwards,
        valuation_time=valuation_time,
        settings=checked_settings(curve, settings),
        prior=prior,
        clock=clock,
        threads=threads,
    )


def check_curve(curve: str) -> Curve:
    """Give the name back, or raise InvalidArgumentError where no family has it."""
    for known in get_args(Curve):
        if curve == known:
            name: Curve = known
            return name
    names = ", ".join(get_args(Curve))
    msg = f"curve is {curve!r}; give one of {names}"
    raise InvalidArgumentError(msg)


def checked_settings(curve: str, settings: object = None) -> Any:
    """Give back a family's settings, its defaults for None; InvalidArgumentError for others."""
    known = _FAMILIES[check_curve(curve)].settings_class()
    if settings is None:
        return known()
    if not isinstance(settings, known):
        msg = f"settings is of type {type(settings).__name__}; give {known.__name__} for {curve}"
        raise InvalidArgumentError(msg)
    return settings
