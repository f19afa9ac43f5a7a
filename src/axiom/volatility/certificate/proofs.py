"""What a family's form proves of a surface, and where it disproves it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.kernels.svi_certificate import PROVED, VIOLATED, prove_svi_slices
from axiom.volatility.certificate.crossing import proved_apart
from axiom.volatility.certificate.rows import SCHEMA, violation_rows
from axiom.volatility.certificate.spline import spline_violations
from axiom.volatility.curves.essvi.surface import EssviSurface
from axiom.volatility.curves.spline.surface import SplineSurface
from axiom.volatility.curves.ssvi.curvature import butterfly_free
from axiom.volatility.curves.ssvi.surface import SsviSurface
from axiom.volatility.curves.svi.surface import SviSurface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["KINDS", "PLACES", "Proofs", "prove"]

KINDS = ("bounds", "butterfly", "calendar")
PLACES = (
    "on slices",
    "between slices",
    "before the first slice",
    "after the last slice",
)
_ALL = frozenset((kind, place) for kind in KINDS for place in PLACES)


@dataclass(frozen=True, slots=True)
class Proofs:
    """Conditions that a form decides everywhere at a place, and the violations it shows.

    Attributes
    ----------
    decided : frozenset of (kind, place)
        Decided exactly, for or against; what is not in it is left to the grid.
    violations : polars.DataFrame
        Those that were shown, or could not be excluded ("undecided").
    """

    decided: frozenset[tuple[str, str]]
    violations: pl.DataFrame


def prove(surface: Surface) -> Proofs:
    """Decide what the form of the surface lets decide.

    Spline surfaces: everything. SVI and SSVI surfaces: positive variance and butterfly on slices
    and before the first; calendar after the last slice, where they only grow, and elsewhere where
    SVI slices are proved apart (`proved_apart`) or theta of SSVI rises; between SSVI slices also
    butterfly where Gatheral and Jacquier's conditions hold (`ssvi_conditions`). eSSVI surfaces: as
    SVI, after the last slice too (Martini and Mingone (2022): what is free of butterfly arbitrage
    stays so as theta rises at fixed psi and rho), and calendar wherever theta, psi (1 + rho) and
    psi (1 - rho) rise from slice to slice while psi / theta falls (Hendriks and Martini (2019)).
    Other surfaces: nothing.
    """
    if isinstance(surface, SplineSurface):
        return Proofs(_ALL, spline_violations(surface))
    if isinstance(surface, SviSurface):
        raw = [(s.a, s.b, s.rho, s.m, s.sigma) for s in surface.slices]
        proofs = _from_slices(surface, np.array(raw), after=False)
        return Proofs(proofs.decided | _svi_calendar(surface), proofs.violations)
    if isinstance(surface, SsviSurface):
        raw_ssvi = _raw_ssvi(surface)
        proofs = _from_slices(surface, raw_ssvi, after=False)
        return Proofs(proofs.decided | _between_ssvi(surface), proofs.violations)
    if isinstance(surface, EssviSurface):
        own = np.array([(s.theta, s.rho, s.psi) for s in surface.slices])
        proofs = _from_slices(surface, _raw_essvi(own), after=True)
        return Proofs(proofs.decided | _calendar(surface), proofs.violations)
    return Proofs(frozenset(), pl.DataFrame(schema=SCHEMA))


def _raw_ssvi(surface: SsviSurface) -> NDArray[np.float64]:
    theta, rho = np.array([(s.theta, s.rho) for s in surface.slices]).T
    psi = theta * surface.slices[0].curvature(theta)
    return _raw_essvi(np.stack([theta, rho, psi], axis=1))


def _raw_essvi(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    """Raw SVI parameters (n, 5) of eSSVI slices (n, 3) theta, rho and psi; psi = 0 is flat."""
    theta, rho, psi = parameters.T
    width = theta / np.where(psi > 0.0, psi, 1.0)
    rest = np.sqrt((1.0 - rho) * (1.0 + rho))
    a = np.where(psi > 0.0, 0.5 * theta * rest**2, theta)
    return np.stack([a, 0.5 * psi, rho, -rho * width, rest * width], axis=1)


def _from_slices(surface: Surface, raw: NDArray[np.float64], *, after: bool) -> Proofs:
    a, b, rho, m, sigma = raw.T
    verdict, k = prove_svi_slices(a=a, b=b, rho=rho, m=m, sigma=sigma)
    lee = b * (1.0 + np.abs(rho)) <= 2.0
    expiry = np.array(surface.fitted_expiries)
    d = surface.derivatives(log_moneyness=k, expiry=expiry)
    w, slope, curvature = (np.asarray(x) for x in (d.total_variance, d.dw_dk, d.d2w_dk2))
    g = _durrleman(k, w, slope, curvature)
    # a slice bent within less than the rounding of k has no point that shows what was found
    bad = (verdict == VIOLATED) & ((g < 0.0) | (w <= 0.0))
    decided = set()
    if ((verdict == PROVED) | bad).all():
        decided |= {(kind, "on slices") for kind in ("bounds", "butterfly")}
    if verdict[0] == PROVED:
        decided |= {(kind, "before the first slice") for kind in KINDS}
    if after and verdict[-1] == PROVED:
        decided |= {(kind, "after the last slice") for kind in KINDS}
    shown = [
        violation_rows(
            surface,
            kind,
            where=(expiry[one], at[one]),
            size=size[one],
            tolerance=-np.inf,
            found="proved",
        )
        for kind, one, at, size in (
            ("butterfly", bad & (w > 0.0), k, -g),
            ("bounds", bad & ~(w > 0.0), k, -w),
            ("wing", ~lee, m, b * (1.0 + np.abs(rho)) - 2.0),
        )
    ]
    return Proofs(frozenset(decided), pl.concat(shown))


def _durrleman(
    k: NDArray[np.float64],
    w: NDArray[np.float64],
    slope: NDArray[np.float64],
    curvature: NDArray[np.float64],
) -> NDArray[np.float64]:
    safe = np.where(w > 0.0, w, 1.0)
    first = 1.0 - 0.5 * k * slope / safe
    g: NDArray[np.float64] = first**2 - 0.25 * slope**2 * (1.0 / safe + 0.25) + 0.5 * curvature
    return g


def _svi_calendar(surface: SviSurface) -> frozenset[tuple[str, str]]:
    """Whether slices are proved apart; after the last, total variance never falls."""
    decided = frozenset({("calendar", "after the last slice")})
    if all(proved_apart(a.raw, b.raw) for a, b in pairwise(surface.slices)):
        decided |= {("calendar", "on slices"), ("calendar", "between slices")}
    return decided


def _between_ssvi(surface: SsviSurface) -> frozenset[tuple[str, str]]:
    """Decide between slices by theorems 4.1 and 4.2 of Gatheral and Jacquier (2014).

    d(theta phi)/dtheta lies in [0, phi] for every theta and both forms of phi: the calendar needs
    no more than that theta rises.
    """
    decided = frozenset({("calendar", "after the last slice")})
    if any(b.theta < a.theta for a, b in pairwise(surface.slices)):
        return decided
    decided |= {("calendar", "on slices"), ("calendar", "between slices")}
    if butterfly_free(
        surface.slices[0].curvature,
        rho=surface.slices[0].rho,
        theta=(surface.slices[0].theta, surface.slices[-1].theta),
    ):
        decided |= {("bounds", "between slices"), ("butterfly", "between slices")}
    return decided


def _calendar(surface: EssviSurface) -> frozenset[tuple[str, str]]:
    """Whether the parameters rise as they must for no pair of slices to cross."""
    for a, b in pairwise(surface.slices):
        rises = (b.theta >= a.theta) & (b.psi * (1.0 + b.rho) >= a.psi * (1.0 + a.rho))
        rises &= b.psi * (1.0 - b.rho) >= a.psi * (1.0 - a.rho)
        if not (rises and b.psi * a.theta <= a.psi * b.theta):
            return frozenset()
    return frozenset(("calendar", place) for place in PLACES)
