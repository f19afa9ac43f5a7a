"""Deltas and the shape of one smile: vols at deltas, risk reversals, butterflies, slope, bend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics.arguments import valid_expiry

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.surface import Surface

__all__ = ["DeltaConvention", "SmileShape", "delta_log_moneyness", "smile_shape"]

DeltaConvention = Literal["forward", "discounted"]
"""forward: N(d1) of a call, N(-d1) of a put; discounted: the same times the discount factor."""

_FAR = 200.0
_STEPS = 200
_CLOSE = 4e-16
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmileShape:
    """The shape of one expiry's smile.

    Attributes
    ----------
    expiry : float
        Years.
    atm_vol : float
        At the forward.
    put_10_vol, put_25_vol, call_25_vol, call_10_vol : float
        At the strikes of these deltas.
    skew, curvature : float
        First and second derivative of vol in log-moneyness, at the forward.
    dw_dk, d2w_dk2 : float
        The same of total variance.
    convention : {"forward", "discounted"}
        What delta means.
    """

    expiry: float
    atm_vol: float
    put_10_vol: float
    put_25_vol: float
    call_25_vol: float
    call_10_vol: float
    skew: float
    curvature: float
    dw_dk: float
    d2w_dk2: float
    convention: DeltaConvention

    @property
    def risk_reversal_25(self) -> float:
        """Vol of the 25-delta call less that of the 25-delta put."""
        return self.call_25_vol - self.put_25_vol

    @property
    def risk_reversal_10(self) -> float:
        """Vol of the 10-delta call less that of the 10-delta put."""
        return self.call_10_vol - self.put_10_vol

    @property
    def butterfly_25(self) -> float:
        """Mean of the 25-delta vols less the vol at the forward."""
        return 0.5 * (self.call_25_vol + self.put_25_vol) - self.atm_vol

    @property
    def butterfly_10(self) -> float:
        """Mean of the 10-delta vols less the vol at the forward."""
        return 0.5 * (self.call_10_vol + self.put_10_vol) - self.atm_vol

    @property
    def scaled_skew(self) -> float:
        """Skew times sqrt(expiry), comparable across expiries: 0 to -1 for equity indices."""
        return self.skew * math.sqrt(self.expiry)


def smile_shape(
    surface: Surface, *, expiry: float, convention: DeltaConvention = "forward"
) -> SmileShape:
    """Measure the smile of one expiry.

    Parameters
    ----------
    surface : Surface
    expiry : float
        Years, > 0; a tenor between the fitted expiries gives constant-maturity figures, by the
        surface's own interpolation in (variance) time.
    convention : {"forward", "discounted"}
        What delta means, see `delta_log_moneyness`.

    Returns
    -------
    SmileShape

    Raises
    ------
    InvalidArgumentError
        When the expiry is not a number of years above 0, or the convention is not known.

    Notes
    -----
    With w = vol^2 t: dvol/dk = w' / (2 vol t), d2vol/dk2 = w'' / (2 vol t) - (dvol/dk)^2 / vol.

    Verified by ``tests/unit/volatility/analytics/test_smile.py``.
    """
    years = valid_expiry(expiry)
    delta, is_call = np.array([0.1, 0.25, 0.25, 0.1]), np.array([False, False, True, True])
    k = delta_log_moneyness(
        surface, delta=delta, expiry=years, is_call=is_call, convention=convention
    )
    vols = np.asarray(surface.vol(log_moneyness=k, expiry=years))
    d = surface.derivatives(log_moneyness=0.0, expiry=years)
    dw_dk, d2w_dk2 = float(d.dw_dk), float(d.d2w_dk2)
    vol = math.sqrt(float(d.total_variance) / years)
    skew = dw_dk / (2.0 * vol * years)
    return SmileShape(
        expiry=years,
        atm_vol=vol,
        put_10_vol=float(vols[0]),
        put_25_vol=float(vols[1]),
        call_25_vol=float(vols[2]),
        call_10_vol=float(vols[3]),
        skew=skew,
        curvature=d2w_dk2 / (2.0 * vol * years) - skew**2 / vol,
        dw_dk=dw_dk,
        d2w_dk2=d2w_dk2,
        convention=convention,
    )


def delta_log_moneyness(
    surface: Surface,
    *,
    delta: ArrayLike,
    expiry: ArrayLike,
    is_call: ArrayLike = True,
    convention: DeltaConvention = "forward",
) -> float | NDArray[np.float64]:
    """Find the log-moneyness at which an option has a delta, at the surface's vol there.

    Parameters
    ----------
    surface : Surface
    delta : array_like
        Size of the delta, in (0, 1), of puts too; below the discount factor where deltas are
        discounted.
    expiry : array_like
        Years, > 0.
    is_call : array_like of bool
    convention : {"forward", "discounted"}
        "forward": dV/dF of the undiscounted option, N(d1) of a call and N(-d1) of a put.
        "discounted": that times the discount factor.

    Returns
    -------
    float or ndarray of float64
        log(strike / forward), of the broadcast shape.

    Raises
    ------
    InvalidArgumentError
        When a delta or an expiry is outside its domain.

    Notes
    -----
    By Newton's method, kept in an interval: d1 falls in log-moneyness on every surface free of
    arbitrage [1]_.

    References
    ----------
    .. [1] Fukasawa, M. (2012), "The normalizing transformation of the implied volatility smile",
       Mathematical Finance 22(4), 753-762, theorem 2.8.

    Verified by ``tests/unit/volatility/analytics/test_smile.py``.
    """
    target, t, call = np.broadcast_arrays(
        np.asarray(delta, dtype=np.float64), np.asarray(expiry, dtype=np.float64), is_call
    )
    if convention not in ("forward", "discounted"):
        msg = f"convention is {convention!r}; give 'forward' or 'discounted'"
        raise InvalidArgumentError(msg)
    bad = ~((t > 0.0) & np.isfinite(t))
    if bad.any():
        raise InvalidArgumentError(f"expiry is {t[bad].flat[0]}; give finite years above 0")
    if convention == "discounted":
        target = target / np.asarray(surface.discount_factor(t))
    bad = ~((target > 0.0) & (target < 1.0))
    if bad.any():
        limit = "the discount factor" if convention == "discounted" else "1"
        msg = f"delta is {np.broadcast_to(delta, target.shape)[bad].flat[0]}"
        raise InvalidArgumentError(f"{msg}; give the size of a delta, above 0 and below {limit}")
    k = _solve(surface, _d1(target.ravel(), call.ravel()), t.ravel())
    return k.reshape(target.shape) if target.shape else float(k[0])


def _d1(delta: NDArray[np.float64], is_call: NDArray[np.bool_]) -> NDArray[np.float64]:
    """d1 of options with these sizes of delta."""
    unique, place = np.unique(delta, return_inverse=True)
    quantile = np.array([_NORMAL.inv_cdf(one) for one in unique.tolist()])[place.ravel()]
    return np.where(is_call, quantile, -quantile)


def _solve(
    surface: Surface, target: NDArray[np.float64], t: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Find k with d1(k) = -k / sqrt(w) + sqrt(w) / 2 equal to the target, by Newton's steps.

    d1 falls in k: a step that leaves the interval known to hold the root is a bisection instead.
    """
    low, high = np.full(t.shape, -_FAR), np.full(t.shape, _FAR)
    root = np.sqrt(np.asarray(surface.total_variance(log_moneyness=np.zeros_like(t), expiry=t)))
    k: NDArray[np.float64] = np.clip(root * (0.5 * root - target), 0.99 * low, 0.99 * high)
    for _ in range(_STEPS):
        d = surface.derivatives(log_moneyness=k, expiry=t)
        root, slope = np.sqrt(np.asarray(d.total_variance)), np.asarray(d.dw_dk)
        excess = 0.5 * root - k / root - target
        low, high = np.where(excess > 0.0, k, low), np.where(excess > 0.0, high, k)
        fall = (1.0 - 0.5 * slope * (k / root**2 + 0.5)) / root
        step = excess / np.where(fall > 0.0, fall, np.inf)
        inside = (k + step > low) & (k + step < high) & (fall > 0.0)
        following: NDArray[np.float64] = np.where(inside, k + step, 0.5 * (low + high))
        following = np.where(excess == 0.0, k, following)
        if (np.abs(following - k) <= _CLOSE * (np.abs(k) + root)).all():
            return following
        k = following
    return k
