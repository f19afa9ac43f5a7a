"""The Wright omega function of real arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["wright_omega"]


def wright_omega(z: Floats) -> Floats:
    """Give the w above 0 with w + ln(w) = z.

    Parameters
    ----------
    z : ndarray
        Finite.

    Returns
    -------
    ndarray
        Of the shape of `z`, to a relative error of a few roundings; exp(z) where that underflows.

    Notes
    -----
    A series about minus infinity, 1 or infinity starts it; two steps of fourth order follow.

    References
    ----------
    .. [1] Lawrence, P., Corless, R. and Jeffrey, D. (2012), "Algorithm 917: complex
       double-precision evaluation of the Wright omega function", ACM Transactions on Mathematical
       Software 38(3), article 20 (section 2).

    Verified by tests/unit/desk/quoting/options/test_omega.py.
    """
    w = _start(z)
    for _ in range(2):
        r = z - w - np.log(np.maximum(w, np.finfo(np.float64).tiny))
        above = 1.0 + w
        t = 2.0 * above * (above + r * (2.0 / 3.0))
        w = w * (1.0 + (r / above) * (t - r) / (t - 2.0 * r))
    return np.asarray(np.where(z < -36.0, np.exp(np.minimum(z, 0.0)), w))


def _start(z: Floats) -> Floats:
    """Give a value that is right to two digits or so."""
    small = np.exp(np.minimum(z, -1.0))
    x = np.clip(z, -2.0, 6.0) - 1.0
    middle = 1.0 + x * (0.5 + x * (1.0 / 16.0 + x * (-1.0 / 192.0 - x / 3072.0)))
    log = np.log(np.maximum(z, 2.0))
    large = np.maximum(z, 2.0) - log + log / np.maximum(z, 2.0)
    near = small * (1.0 - small * (1.0 - 1.5 * small))
    return np.asarray(np.where(z < -1.5, near, np.where(z < 4.0, middle, large)))
