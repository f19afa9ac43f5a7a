"""Forwards of all expiries on one smooth curve of rates, and expiries that do not fit in."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.volatility.forwards.parity import Pairs, ParityFit, fit_forward
from axiom.volatility.forwards.path import Path, PathPrior, fit_path
from axiom.volatility.forwards.rate_curve import PRIOR_RATE_SE, RateCurve

__all__ = ["expiries_off_carry", "fit_on_curve", "smooth_rates", "tilt_errors", "with_spreads"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_WEEKS_A_YEAR: Final = 52.0
_SMALLEST_RATE_SE: Final = 1e-6
_RATES: Final = PathPrior(level=PRIOR_RATE_SE, drift=0.0, roughness=0.0013)
_CARRIES: Final = PathPrior(level=1.0, drift=0.5, roughness=0.002, factor=5.0)
_SMALLEST_CARRY_SE: Final = 1e-6
_FEWEST: Final = 4
_TILT: Final = 0.033


def smooth_rates(
    years: Floats, *, nodes: Floats, rate: Floats, rate_se: Floats, tilt: Floats
) -> tuple[RateCurve, Path]:
    """Return the zero rates, with errors, on the curve that all expiries tell together.

    Parameters
    ----------
    years : ndarray, shape (n,)
        Where rates are wanted, above 0.
    nodes, rate, rate_se : ndarray, shape (m,)
        Years to expiries, ascending, the rates that their own quotes tell, and standard errors:
        finite, however large.
    tilt : ndarray, shape (m,)
        One standard deviation of an error that they share, see `tilt_errors`.

    Returns
    -------
    curve : RateCurve
    path : Path
        The curve in x = ln(1 + 52 years); `off` tells the rates that were left out.

    Notes
    -----
    The rate is a Brownian path in x (nearly log-time, but flat within a week), whose roughness
    follows from the chain. Of the priors tried on the recorded SPX days (Brownian, integrated
    Brownian and Matern 3/2 paths, x with a week, a month and a quarter) it foretold left-out
    expiries best. So an expiry with poor quotes has the rate of its neighbours, and expiries of
    one date share theirs.

    Verified by ``tests/unit/volatility/forwards/test_joint.py``.
    """
    error = np.maximum(rate_se, _SMALLEST_RATE_SE)
    path = fit_path(np.log1p(_WEEKS_A_YEAR * nodes), rate, error, prior=_RATES, shared=tilt)
    return RateCurve(*path.at(np.log1p(_WEEKS_A_YEAR * years))), path


def tilt_errors(pairs: Pairs, years: Floats) -> Floats:
    """Return what the rates of all expiries are off by together, as one standard deviation.

    Parameters
    ----------
    pairs : Pairs
        The pairs whose slopes tell the rates.
    years : ndarray, shape (expiries,)
        Their expiries.

    Returns
    -------
    ndarray, shape (expiries,)
        0 where there is one strike only.

    Notes
    -----
    On the recorded SPX days mids in the money lie off those at the money, with one sign on all
    expiries of a snapshot. An error of the mids that grows along the strikes is a slope: residuals
    do not show it. With half-spread h and strikes that scatter by W about their
    mean it is taken as 0.033 h / W in the discount factor, 0.033 h / (W T) in the rate. On the 20
    recorded SPX days sizes from 0.027 to 0.033 are the most likely ones, and make the rates of all
    expiries e^36 times as likely as none. What sets it apart from a rate is that it falls with
    T^1.5.

    Verified by ``tests/unit/volatility/forwards/test_joint.py``.
    """
    count = np.count_nonzero(pairs.valid, axis=1)
    total = pairs.weight.sum(axis=1)
    centre = (pairs.weight * pairs.strike).sum(axis=1) / total
    spread = (pairs.weight * (pairs.strike - centre[:, None]) ** 2).sum(axis=1)
    slope = np.sqrt(count / np.where(spread > 0.0, spread, np.inf))
    return np.asarray(_TILT * slope / years)


def with_spreads(fit: ParityFit, pairs: Pairs) -> ParityFit:
    """Return the fit with errors that count the quoted spreads as one pair's worth of scatter.

    Notes
    -----
    With the variance V that the scatter of n residuals tells, and Q that their weights tell
    (inverse squares of half-spreads), the variance is (f V + Q) / (f + 1), f = n - 1 for a known
    slope and n - 2 for a fitted one: a prior with the information of one pair, that mids are no
    better than half a spread. Mids that agree by chance do not make a forward sure where spreads
    are wide, all the less the fewer they are.

    References
    ----------
    Kass, Wasserman, A reference Bayesian test for nested hypotheses and its relationship to the
    Schwarz criterion, Journal of the American Statistical Association 90, 1995, 928-934 (p. 929).

    Verified by ``tests/unit/volatility/forwards/test_joint.py``.
    """
    total = pairs.weight.sum(axis=1)
    centre = (pairs.weight * pairs.strike).sum(axis=1) / total
    spread = (pairs.weight * (pairs.strike - centre[:, None]) ** 2).sum(axis=1)
    is_line = fit.discount_factor_se > 0.0
    free = np.maximum(fit.n_pairs - 1.0 - is_line, 0.0)
    level, slope = 1.0 / total, is_line / np.where(spread > 0.0, spread, np.inf)
    quoted = level + slope * (fit.forward - centre) ** 2

    forward_se = _blended(fit.forward_se, quoted / fit.discount_factor**2, free)
    discount_se = _blended(fit.discount_factor_se, slope, free)
    return replace(fit, forward_se=forward_se, discount_factor_se=discount_se)


def _blended(error: Floats, quoted: Floats, free: Floats) -> Floats:
    known = np.isfinite(error)
    variance = (free * np.where(known, error, 0.0) ** 2 + quoted) / (free + 1)
    return np.asarray(np.where(known, np.sqrt(variance), np.inf))


def fit_on_curve(pairs: Pairs, discount: Floats, discount_se: Floats) -> ParityFit:
    """Fit the forward of each row at a discount factor from the curve, with errors of both.

    Notes
    -----
    With the pairs' mean strike K and difference c, F = K + c / D: an error of D moves the forward
    by (K - F) / D times as much.

    Verified by ``tests/unit/volatility/forwards/test_joint.py``.
    """
    fit = with_spreads(fit_forward(pairs, discount), pairs)
    centre = (pairs.weight * pairs.strike).sum(axis=1) / pairs.weight.sum(axis=1)
    moved = (fit.forward - centre) / discount * discount_se
    error = np.sqrt(fit.forward_se**2 + moved**2)
    return replace(fit, forward_se=error, discount_factor_se=discount_se)


def expiries_off_carry(years: Floats, forward: Floats, forward_se: Floats) -> Mask:
    """Tell which expiries' forwards do not belong between those of their neighbours.

    Parameters
    ----------
    years, forward, forward_se : ndarray, shape (n,)
        Ascending in years; expiries whose forward or error is NaN are not judged. What dated
        dividends take from the forwards should have been put back.

    Returns
    -------
    ndarray of bool, shape (n,)
        Nowhere true where fewer than four expiries are known.

    Notes
    -----
    ln F is a Brownian path in time with a drift, whose roughness follows from the chain (dividends
    make it rough). An expiry more than 5 standard deviations from the path through the others, its
    own error allowed for, is off: its quotes are stale, or their underlying is not that of the
    others.

    Verified by ``tests/unit/volatility/forwards/test_joint.py``.
    """
    off = np.zeros(len(years), dtype=bool)
    known = np.flatnonzero(np.isfinite(forward) & np.isfinite(forward_se))
    if known.size < _FEWEST:
        return off
    error = np.maximum(forward_se[known] / forward[known], _SMALLEST_CARRY_SE)
    growth = np.log(forward[known]) - math.log(float(np.median(forward[known])))
    off[known] = fit_path(years[known], growth, error, prior=_CARRIES).off
    return off
