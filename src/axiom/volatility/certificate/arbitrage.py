"""Search a surface for static arbitrage on a dense grid and at given points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.essvi import static_conditions
from axiom.volatility.certificate.rows import violation_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["CertificateSettings", "Points", "check_calendar_pairs", "check_points", "grid_points"]

_LEAST = (("deviations", 1.0), ("strikes", 3), ("between", 0), ("refinements", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSettings:
    """Where a surface is checked, and how far a condition may be missed by rounding.

    Attributes
    ----------
    deviations : float
        The grid reaches so many standard deviations (at-the-money vol sqrt(t)) to both sides.
    strikes : int
        Points of the grid an expiry.
    between : int
        Expiries checked between each two fitted ones, evenly spaced.
    refinements : int
        Where nothing is proved, the least values of the grid are sought between its points by
        halving their surroundings so many times; 0 leaves the grid as it is.
    butterfly_tolerance : float
        On Durrleman's g, and on the density times the forward.
    calendar_tolerance : float
        On the fall of total variance, relative to its value at the forward.
    slope_tolerance : float
        On the call's slope in strike outside [-1, 0].
    """

    deviations: float = 10.0
    strikes: int = 101
    between: int = 2
    refinements: int = 16
    butterfly_tolerance: float = 1e-10
    calendar_tolerance: float = 1e-12
    slope_tolerance: float = 1e-12

    def __post_init__(self) -> None:
        """Refuse a grid too coarse to mean anything."""
        for name, least in _LEAST:
            if not getattr(self, name) >= least:
                msg = f"{name} is {getattr(self, name)}; give a number >= {least}"
                raise InvalidArgumentError(msg)
        for name in ("butterfly_tolerance", "calendar_tolerance", "slope_tolerance"):
            if not getattr(self, name) >= 0.0:
                msg = f"{name} is {getattr(self, name)}; give a number >= 0"
                raise InvalidArgumentError(msg)


@dataclass(frozen=True, slots=True)
class Points:
    """The conditions at points (n,): g, density, slope and dw/dt, with the violations found."""

    expiry: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]
    region: NDArray[np.uint8]
    g: NDArray[np.float64]
    density: NDArray[np.float64]
    dw_dt: NDArray[np.float64]
    violations: pl.DataFrame


def grid_expiries(surface: Surface, settings: CertificateSettings) -> NDArray[np.float64]:
    """Fitted expiries, points between them, and points before and beyond."""
    fitted = np.asarray(surface.fitted_expiries, dtype=np.float64)
    steps = np.arange(settings.between + 1) / (settings.between + 1)
    inside = (fitted[:-1, None] + np.diff(fitted)[:, None] * steps).ravel()
    outside = [0.25 * fitted[0], 0.5 * fitted[0], fitted[-1], 1.5 * fitted[-1], 3.0 * fitted[-1]]
    return np.unique(np.concatenate([inside, outside]))


def grid_points(
    surface: Surface, settings: CertificateSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expiries (m,) and log-moneyness (m, n) of the grid."""
    expiries = grid_expiries(surface, settings)
    spread = np.linspace(-settings.deviations, settings.deviations, settings.strikes)
    atm = np.asarray(surface.total_variance(log_moneyness=np.zeros_like(expiries), expiry=expiries))
    deviation = np.sqrt(np.where(atm > 0.0, atm, 0.01 * expiries))
    return expiries, deviation[:, None] * spread


def check_points(
    surface: Surface,
    expiry: NDArray[np.float64],
    log_moneyness: NDArray[np.float64],
    settings: CertificateSettings,
) -> Points:
    """Check every condition that holds at a point by itself; both inputs (n,)."""
    d = surface.derivatives(log_moneyness=log_moneyness, expiry=expiry)
    w, dw_dt = np.asarray(d.total_variance), np.asarray(d.dw_dt)
    g, slope = static_conditions(
        log_moneyness=log_moneyness,
        total_variance=w,
        dw_dk=np.asarray(d.dw_dk),
        d2w_dk2=np.asarray(d.d2w_dk2),
    )
    density = np.asarray(surface.density(log_moneyness=log_moneyness, expiry=expiry))
    scaled = density * np.asarray(surface.forward(expiry))
    shortfalls: dict[str, tuple[NDArray[np.float64], float | NDArray[np.float64]]] = {
        "bounds": (np.where(w > 0.0, 0.0, np.where(np.isnan(w), np.inf, -w)), 0.0),
        "butterfly": (-g, settings.butterfly_tolerance),
        "density": (-scaled, settings.butterfly_tolerance),
        "call spread": (np.maximum(slope, -1.0 - slope), settings.slope_tolerance),
        "calendar": (-dw_dt * expiry, settings.calendar_tolerance * _at_forward(surface, expiry)),
    }
    found = [
        violation_rows(surface, kind, where=(expiry, log_moneyness), size=size, tolerance=tolerance)
        for kind, (size, tolerance) in shortfalls.items()
    ]
    region = np.asarray(surface.region(log_moneyness=log_moneyness, expiry=expiry))
    return Points(expiry, log_moneyness, region, g, density, dw_dt, pl.concat(found))


def check_calendar_pairs(
    surface: Surface,
    expiries: NDArray[np.float64],
    log_moneyness: NDArray[np.float64],
    settings: CertificateSettings,
) -> pl.DataFrame:
    """Total variance at equal log-moneyness must not fall from one grid expiry to the next.

    Compared on the grid of the earlier expiry and on that of the later; a violation carries the
    later expiry. Inputs (m,) and (m, n).
    """
    early = np.repeat(expiries[:-1], 2 * log_moneyness.shape[1])
    late = np.repeat(expiries[1:], 2 * log_moneyness.shape[1])
    k = np.concatenate([log_moneyness[:-1], log_moneyness[1:]], axis=1).ravel()
    before = np.asarray(surface.total_variance(log_moneyness=k, expiry=early))
    after = np.asarray(surface.total_variance(log_moneyness=k, expiry=late))
    tolerance = settings.calendar_tolerance * _at_forward(surface, early)
    return violation_rows(
        surface, "calendar", where=(late, k), size=before - after, tolerance=tolerance
    )


def _at_forward(surface: Surface, expiry: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(surface.total_variance(log_moneyness=np.zeros_like(expiry), expiry=expiry))
