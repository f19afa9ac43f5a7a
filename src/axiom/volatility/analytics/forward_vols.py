"""Vols between two dates: forward vols at fixed log-moneyness and forward-start smiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.surface import Surface

__all__ = ["ForwardSmile", "forward_smile", "forward_vol"]

ForwardSmile = Literal["difference", "stationary"]


def forward_vol(
    surface: Surface, *, start: ArrayLike, end: ArrayLike, log_moneyness: ArrayLike = 0.0
) -> float | NDArray[np.float64]:
    """Forward implied vol between two expiries at a log-moneyness, at the forward by default.

    Parameters
    ----------
    surface : Surface
    start, end : array_like
        Years, 0 <= start < end.
    log_moneyness : array_like
        log(strike / forward), of both expiries.

    Returns
    -------
    float or ndarray of float64
        sqrt((w(k, end) - w(k, start)) / (end - start)), per square root of a calendar year; the
        broadcast shape.

    Raises
    ------
    DataError
        Where total variance falls from start to end: the surface has calendar arbitrage there.
    InvalidArgumentError
        When not 0 <= start < end.

    Notes
    -----
    The model-free counterpart, of variance swaps, is `forward_variance`. Between fitted expiries
    the surface's clock says how variance is spread over calendar time.

    Verified by ``tests/unit/volatility/analytics/test_forward_vols.py``.
    """
    a, b, k = np.broadcast_arrays(
        *(np.asarray(one, dtype=np.float64) for one in (start, end, log_moneyness))
    )
    bad = ~((a >= 0.0) & (b > a) & np.isfinite(b))
    if bad.any():
        msg = f"start is {a[bad].flat[0]} and end {b[bad].flat[0]}"
        raise InvalidArgumentError(f"{msg}; give finite years with 0 <= start < end")
    early = np.asarray(surface.total_variance(log_moneyness=k, expiry=a))
    late = np.asarray(surface.total_variance(log_moneyness=k, expiry=b))
    falls = late < early
    if falls.any():
        msg = f"total variance falls from {early[falls].flat[0]:.6g} at {a[falls].flat[0]:.6g} "
        msg += f"to {late[falls].flat[0]:.6g} at {b[falls].flat[0]:.6g} years"
        raise DataError(f"{msg} at log-moneyness {k[falls].flat[0]:.6g}: certify the surface")
    vol = np.sqrt((late - early) / (b - a))
    return vol if vol.shape else float(vol)


def forward_smile(
    surface: Surface,
    *,
    start: float,
    end: float,
    log_moneyness: ArrayLike,
    convention: ForwardSmile = "difference",
) -> float | NDArray[np.float64]:
    """Implied vols of options that start at one expiry and end at another, by a stated convention.

    Parameters
    ----------
    surface : Surface
    start, end : float
        Years, 0 < start < end.
    log_moneyness : array_like
        log(strike / forward) at the start, to the end.
    convention : {"difference", "stationary"}
        "difference": `forward_vol` at each log-moneyness, what a vol that depends on time alone at
        each log-moneyness would give. "stationary": at the forward the same forward vol, around it
        today's smile of the tenor end - start, at equal numbers of deviations.

    Returns
    -------
    float or ndarray of float64
        Per square root of a year.

    Raises
    ------
    DataError
        As `forward_vol`.
    InvalidArgumentError
        When not 0 < start < end, or the convention is not known.

    Notes
    -----
    Prices of vanilla options do not determine the forward smile; a model does. Both conventions
    agree with the surface at the forward in the sense of `forward_vol` and with each other for a
    smile that is flat.

    Verified by ``tests/unit/volatility/analytics/test_forward_vols.py``.
    """
    if not start > 0.0:
        msg = f"start is {start}; give years above 0, or read the surface itself for 0"
        raise InvalidArgumentError(msg)
    if convention == "difference":
        return forward_vol(surface, start=start, end=end, log_moneyness=log_moneyness)
    if convention != "stationary":
        msg = f"convention is {convention!r}; give 'difference' or 'stationary'"
        raise InvalidArgumentError(msg)
    at_forward = forward_vol(surface, start=start, end=end)
    tenor = end - start
    today = surface.vol(log_moneyness=0.0, expiry=tenor)
    k = np.asarray(log_moneyness, dtype=np.float64) * (today / at_forward)
    shape = np.asarray(surface.vol(log_moneyness=k, expiry=tenor)) / today
    vol = shape * at_forward
    return vol if np.ndim(log_moneyness) else float(vol)
