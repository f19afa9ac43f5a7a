"""Hagan's expansion of implied vols under the SABR model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["hagan_normal_vol", "hagan_vol", "hagan_vol_gradient"]

_NEAR = 1e-4  # of z, below which z / chi(z) is its series
_STEP = 1e-30


def hagan_vol(
    *,
    forward: Any,
    strike: Any,
    expiry: Any,
    alpha: Any,
    beta: float,
    rho: Any,
    nu: Any,
) -> Any:
    """Lognormal vol of an option whose forward follows SABR, to first order in expiry.

    Parameters
    ----------
    forward, strike : array_like
        Above 0; with a shift, both raised by it.
    expiry : array_like
        Years, >= 0.
    alpha, beta, rho, nu : array_like
        dF = a F^beta dW, da = nu a dZ, a_0 = alpha, dW dZ = rho dt.

    Returns
    -------
    ndarray
        The vol a year, of the broadcast shape. Arguments may be complex, for derivatives.

    Notes
    -----
    alpha (z / chi(z)) (1 + e T) / ((F K)^((1 - beta) / 2) (1 + l^2 / 24 + l^4 / 1920)) with
    l = (1 - beta) ln(F / K), z = (nu / alpha) (F K)^((1 - beta) / 2) ln(F / K),
    chi(z) = ln((sqrt(1 - 2 rho z + z^2) + z - rho) / (1 - rho)) and
    e = (1 - beta)^2 alpha^2 / (24 (F K)^(1 - beta))
    + rho beta nu alpha / (4 (F K)^((1 - beta) / 2)) + (2 - 3 rho^2) nu^2 / 24.
    An asymptotic expansion: it has no error bound, and at low strikes and long expiries it allows
    butterfly arbitrage.

    References
    ----------
    .. [1] P. Hagan, D. Kumar, A. Lesniewski, D. Woodward (2002), Managing smile risk, Wilmott
       magazine, September, 84-108, equation (2.17a).

    Verified by ``tests/unit/kernels/test_sabr.py``.
    """
    curvature = 1.0 - beta
    log_moneyness = np.log(forward / strike)
    geometric = (forward * strike) ** (0.5 * curvature)
    z = nu / alpha * geometric * log_moneyness
    squared = (curvature * log_moneyness) ** 2
    spread = geometric * (1.0 + squared / 24.0 + squared**2 / 1920.0)
    first = (curvature * alpha / geometric) ** 2 / 24.0 + rho * beta * nu * alpha / (
        4.0 * geometric
    )
    return (
        alpha
        / spread
        * _z_over_chi(z, rho)
        * (1.0 + (first + (2.0 - 3.0 * rho**2) * nu**2 / 24.0) * expiry)
    )


def hagan_normal_vol(
    *, forward: Any, strike: Any, expiry: Any, alpha: Any, beta: float, rho: Any, nu: Any
) -> Any:
    """Return the normal vol, in units of the forward, with the arguments of `hagan_vol`.

    Notes
    -----
    Equation (B.67a) of [1]_: the lognormal leading terms times (F - K) / ln(F / K), with
    -beta (2 - beta) / 24 in place of (1 - beta)^2 / 24.

    References
    ----------
    .. [1] P. Hagan, D. Kumar, A. Lesniewski, D. Woodward (2002), Managing smile risk, Wilmott
       magazine, September, 84-108, equation (B.67a).

    Verified by ``tests/unit/kernels/test_sabr.py``.
    """
    curvature = 1.0 - beta
    log_moneyness = np.log(forward / strike)
    geometric = (forward * strike) ** (0.5 * curvature)
    z = nu / alpha * geometric * log_moneyness
    of_log, squared = log_moneyness**2, (curvature * log_moneyness) ** 2
    middle = np.sqrt(forward * strike) ** beta
    ratio = (1.0 + of_log / 24.0 + of_log**2 / 1920.0) / (
        1.0 + squared / 24.0 + squared**2 / 1920.0
    )
    first = -beta * (2.0 - beta) * (alpha / geometric) ** 2 / 24.0
    first = first + rho * beta * nu * alpha / (4.0 * geometric)
    return (
        alpha
        * middle
        * ratio
        * _z_over_chi(z, rho)
        * (1.0 + (first + (2.0 - 3.0 * rho**2) * nu**2 / 24.0) * expiry)
    )


def hagan_vol_gradient(names: tuple[str, ...], **arguments: Any) -> NDArray[np.float64]:
    """Differentiate `hagan_vol` in the named arguments, one row a name, by complex steps."""
    rows = []
    for name in names:
        moved = {**arguments, name: arguments[name] + 1j * _STEP}
        rows.append(np.imag(hagan_vol(**moved)) / _STEP)
    return np.array(rows, dtype=np.float64)


def _z_over_chi(z: Any, rho: Any) -> Any:
    near = np.abs(z) < _NEAR
    far = np.where(near, _NEAR, z)
    root = np.sqrt(1.0 - 2.0 * rho * far + far * far)
    # The two forms of chi are equal; each is free of cancellation on its side.
    up, down = (root + far - rho) / (1.0 - rho), (1.0 + rho) / (root - far + rho)
    chi = np.log(np.where(np.real(far) > 0.0, up, down))
    series = 1.0 - 0.5 * rho * z + (2.0 - 3.0 * rho**2) / 12.0 * z * z
    return np.where(near, series, far / chi)
