"""Slices and curves as time passes and the spot moves, without new quotes."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from axiom.kernels.spline import slice_derivatives
from axiom.kernels.spline_certificate import find_spline_arbitrage
from axiom.volatility.curves.spline.surface import SplineSurface
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.slices import SplineSlice
    from axiom.volatility.dynamics import SpotVolDynamics

    Floats = NDArray[np.float64]

__all__ = ["SECONDS_A_YEAR", "grown_error", "is_free", "moved_forwards", "rolled", "travelled"]

SECONDS_A_YEAR: Final = 365.0 * 86400.0
_SHARES: Final = (1.0, 0.5, 0.25)


def rolled(
    surface: SplineSurface, time: datetime, errors: tuple[Floats, ...] | None = None
) -> SplineSurface:
    """Carry a surface to a later valuation time, its vols kept at each log-moneyness.

    Parameters
    ----------
    surface : SplineSurface
        Its first expiry after `time`.
    time : datetime
        Aware; at or after the surface's own.
    errors : tuple of ndarray, optional
        New standard errors of the vols at the knots of each slice.

    Returns
    -------
    SplineSurface

    Notes
    -----
    Total variance shrinks in the proportion of variance time, s_i = tau_i(new) / tau_i(old), which
    rises with the expiry. If the surface is free of arbitrage so is the one rolled: a scaled-down
    slice w s is free because Durrleman's g is concave in the scale; w_i+1 s_i+1 >= w_i s_i; and a
    mix of two rolled slices is a mix of the old ones scaled down by at most 1.

    Verified by tests/unit/volatility/live/test_motion.py.
    """
    passed = (time - surface.valuation_time).total_seconds() / SECONDS_A_YEAR
    clock = None if surface.clock is None else surface.clock.after(passed)
    slices = []
    for i, one in enumerate(surface.slices):
        years = one.years - passed
        if clock is None or surface.clock is None:
            scale = years / one.years
        else:
            scale = float(clock(years)) / float(surface.clock(one.years))
        error = one.standard_error if errors is None else errors[i]
        vols: Any = {"total_variance": one.total_variance * scale, "standard_error": error}
        slices.append(replace(one, years=years, **vols))
    return SplineSurface(
        valuation_time=time,
        slices=tuple(slices),
        forwards=_later(surface.forwards, passed),
        clock=clock,
    )


def _later(curve: ForwardCurve, passed: float) -> ForwardCurve:
    """Keep each delivery's forward and zero rate."""
    nodes = [
        ForwardNode(
            years=node.years - passed,
            forward=node.forward,
            discount_factor=node.discount_factor ** ((node.years - passed) / node.years),
        )
        for node in curve.nodes
        if node.years > passed
    ]
    return ForwardCurve(nodes=tuple(nodes))


def moved_forwards(curve: ForwardCurve, log_return: float) -> ForwardCurve:
    """Move every forward with the spot, at its carry."""
    factor = math.exp(log_return)
    return ForwardCurve(
        nodes=tuple(replace(node, forward=node.forward * factor) for node in curve.nodes)
    )


def travelled(
    surface: SplineSurface, log_return: float, dynamics: SpotVolDynamics
) -> tuple[SplineSurface, float]:
    """Move a surface with the spot by the dynamics, as far as it stays free of arbitrage.

    Parameters
    ----------
    surface : SplineSurface
        Free of arbitrage.
    log_return : float
        log(spot after / spot before).
    dynamics : SpotVolDynamics
        How the vols follow.

    Returns
    -------
    moved : SplineSurface
        Forwards moved; smiles translated by the share of R x below.
    share : float
        1 where the translated surface is proved free of arbitrage; else a half, a quarter or 0 of
        the translation: without any (sticky moneyness) the conditions stay as they were.

    Notes
    -----
    Verified by tests/unit/volatility/live/test_motion.py.
    """
    forwards = moved_forwards(surface.forwards, log_return)
    shift = dynamics.skew_stickiness * log_return
    for share in _SHARES if shift != 0.0 else ():
        slices = tuple(_translated(one, share * shift) for one in surface.slices)
        if is_free(slices, last=True):
            return replace(surface, slices=slices, forwards=forwards), share
    return replace(surface, forwards=forwards), 0.0 if shift != 0.0 else 1.0


def _translated(one: SplineSlice, shift: float) -> SplineSlice:
    """Return the slice w(k + shift)."""
    return replace(
        one,
        knots=one.knots - shift,
        log_moneyness_min=one.log_moneyness_min - shift,
        log_moneyness_max=one.log_moneyness_max - shift,
    )


def is_free(slices: tuple[SplineSlice, ...], *, last: bool) -> bool:
    """Prove slices and the gaps between them free of arbitrage, and what is after the last."""
    found = find_spline_arbitrage(
        knots=[one.knots for one in slices],
        total_variance=[one.total_variance for one in slices],
        second=[one.second for one in slices],
        growing=last,
    )
    return found is None


def grown_error(
    one: SplineSlice, base: Floats, *, variance_time: float, doubt: float, vol_of_vol: float
) -> Floats:
    """Give the error of the vol at a slice's knots after time has passed and the spot has moved.

    Parameters
    ----------
    one : SplineSlice
        The slice now.
    base : ndarray, (n,)
        The errors when it was fitted.
    variance_time : float
        Variance years since.
    doubt : float
        Error of the skew-stickiness ratio times the log-return since; times the skew it is an
        error of the vol.
    vol_of_vol : float
        Relative deviation that a vol gathers in a square root of a variance year.

    Returns
    -------
    ndarray, (n,)
        sqrt(base^2 + (vol_of_vol vol)^2 t + (doubt skew)^2).

    Notes
    -----
    Verified by tests/unit/volatility/live/test_motion.py.
    """
    vol = np.sqrt(one.total_variance / one.years)
    drift = vol_of_vol * vol * math.sqrt(max(variance_time, 0.0))
    squares = base**2 + drift**2
    if doubt:
        squares = squares + (doubt * _skew(one)) ** 2
    return np.sqrt(squares)


def _skew(one: SplineSlice) -> Floats:
    """Give dvol/dk at the knots."""
    w, dk, *_ = slice_derivatives(
        knots=one.knots,
        total_variance=one.total_variance,
        second=one.second,
        log_moneyness=one.knots,
    )
    return np.asarray(dk / (2.0 * np.sqrt(w * one.years)))
