"""Proofs that raw SVI slices, and with them SSVI and eSSVI slices, have no butterfly arbitrage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["prove_svi_slices"]

PROVED, VIOLATED, UNDECIDED = 0, 1, 2
"""The verdicts of `prove_svi_slices`."""


def prove_svi_slices(
    *, a: ArrayLike, b: ArrayLike, rho: ArrayLike, m: ArrayLike, sigma: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Prove w > 0 and Durrleman's condition on w = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)).

    Parameters
    ----------
    a, b, rho, m, sigma : array_like, (n,)
        Raw SVI parameters: b >= 0, rho in [-1, 1], sigma >= 0.

    Returns
    -------
    verdict : ndarray of int64, (n,)
        0 proved, 1 violated, 2 undecided (which a slice with a kink, sigma = 0, always is).
    log_moneyness : ndarray of float64, (n,)
        A point at which the condition fails, where it does.

    Raises
    ------
    InvalidArgumentError
        Lengths that disagree, or parameters outside their domain.

    Notes
    -----
    With k - m = sigma (y - 1 / y) / 2 the condition times 16 y^2 (1 + y^2)^3 w^2 is a polynomial
    of degree 10 in y > 0, whose sign is decided by its Bernstein coefficients and subdivision, up
    to the rounding of its evaluation.

    Verified by tests/unit/kernels/test_svi_certificate.py.
    """
    arrays = [
        np.ascontiguousarray(np.atleast_1d(x), dtype=np.float64) for x in (a, b, rho, m, sigma)
    ]
    if len({x.shape for x in arrays}) > 1 or arrays[0].ndim != 1:
        shapes = [x.shape for x in arrays]
        msg = f"a, b, rho, m and sigma have shapes {shapes}; give one of each a slice"
        raise InvalidArgumentError(msg)
    _check(*arrays)
    verdict, _, k = _core.svi_butterfly(*arrays)
    return verdict.astype(np.int64), k


def _check(*arrays: NDArray[np.float64]) -> None:
    names = ("a", "b", "rho", "m", "sigma")
    domains = ("finite", "finite and >= 0", "in [-1, 1]", "finite", "finite and >= 0")
    for name, domain, values in zip(names, domains, arrays, strict=True):
        bad = ~np.isfinite(values)
        bad |= (name in {"b", "sigma"}) & (values < 0.0)
        bad |= (name == "rho") & (np.abs(values) > 1.0)
        if bad.any():
            msg = f"{name} is {values[bad][0]}; give a number that is {domain}"
            raise InvalidArgumentError(msg)
