"""Options on several lognormal assets at one date: values and derivatives in the forwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.arrays import check_threads
from axiom.kernels.pricing import greeks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["MOST_ASSETS", "TerminalValues", "exchange_options", "extreme_values", "sum_options"]

MOST_ASSETS = 5

_ROUNDING = 1e-13
_NEXT_TO_NOTHING, _LEAST_VARIANCE = 1e-60, 1e-28


@dataclass(frozen=True, slots=True)
class TerminalValues:
    """Undiscounted values of m contracts on n assets.

    The derivatives in the covariances follow: that in C_ii is F_i^2 V_ii / 2, that in C_ij (and
    C_ji with it) F_i F_j V_ij.

    Attributes
    ----------
    value, error : ndarray of float64, (m,)
        The error is an estimate from the last refinement, with rounding.
    gradient : ndarray of float64, (m, n)
        Derivatives in the forwards.
    hessian : ndarray of float64, (m, n, n)
    evaluations : ndarray of float64, (m,)
        How often the integrand was evaluated.
    """

    value: NDArray[np.float64]
    error: NDArray[np.float64]
    gradient: NDArray[np.float64]
    hessian: NDArray[np.float64]
    evaluations: NDArray[np.float64]


def sum_options(
    *,
    forwards: ArrayLike,
    covariance: ArrayLike,
    weights: ArrayLike,
    strike: ArrayLike,
    tolerance: float = 1e-10,
    threads: int = 1,
) -> TerminalValues:
    """Return E[max(sum_i w_i S_i - K, 0)] for jointly lognormal S.

    Parameters
    ----------
    forwards : array_like, (m, n)
        Expectations of S, above 0; 1 <= n <= 5.
    covariance : array_like, (m, n, n)
        Of ln S, without negative eigenvalues.
    weights : array_like, (m, n)
        Of any sign.
    strike : array_like, (m,)
        Of any sign.
    tolerance : float
        Over sum_i |w_i F_i| + |K|, above 0: where the refinement stops, from three assets on.
    threads : int
        Results are bit-identical for any number.

    Returns
    -------
    TerminalValues

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, or an argument is outside its domain.

    Notes
    -----
    Along the direction in which the sum moves most it is a sum of exponentials, whose roots are
    found exactly, so that its positive part has a closed form without kinks. What is left is
    integrated: one dimension by adaptive Gauss-Legendre to 1e-11 or better, more by products of
    Gauss-Hermite rules.

    References
    ----------
    .. [1] C. Bayer, M. Siebenmorgen, R. Tempone (2018), Smoothing the payoff for efficient
       computation of basket option prices, Quantitative Finance 18, 491-505 (p. 493).

    Verified by ``tests/parity/test_multi_asset.py``.
    """
    f, c, k = _checked(forwards, covariance, strike, tolerance)
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != f.shape or not np.isfinite(w).all():
        raise InvalidArgumentError(
            f"weights has shape {w.shape}; give one finite number a forward, shape {f.shape}"
        )
    found = _core.sum_options(
        f.reshape(-1),
        c.reshape(-1),
        np.ascontiguousarray(w).reshape(-1),
        k,
        float(tolerance),
        check_threads(threads),
    )
    return _shaped(found, f.shape)


def extreme_values(
    *,
    forwards: ArrayLike,
    covariance: ArrayLike,
    strike: ArrayLike,
    of_largest: bool,
    tolerance: float = 1e-12,
    threads: int = 1,
) -> TerminalValues:
    """Return E[max(S_1, ..., S_n, K)] or E[min(S_1, ..., S_n, K)] for jointly lognormal S.

    Parameters
    ----------
    forwards : array_like, (m, n)
        Expectations of S, above 0; 1 <= n <= 5.
    covariance : array_like, (m, n, n)
        Of ln S, without negative eigenvalues.
    strike : array_like, (m,)
        K; where it is negative, it does not take part.
    of_largest : bool
        The maximum, else the minimum.
    tolerance : float
        Over sum_i F_i + K, above 0: where the refinement stops.
    threads : int
        Results are bit-identical for any number.

    Returns
    -------
    TerminalValues

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, or an argument is outside its domain.

    Notes
    -----
    A sum over the rivals of each one's forward times the probability, with it as money of account,
    that it wins: normal probabilities in one dimension less than there are rivals.

    References
    ----------
    .. [1] H. Johnson (1987), Options on the maximum or the minimum of several assets, Journal of
       Financial and Quantitative Analysis 22, 277-283 (p. 280).

    Verified by ``tests/parity/test_multi_asset.py``.
    """
    f, c, k = _checked(forwards, covariance, strike, tolerance)
    found = _core.extremes(
        f.reshape(-1), c.reshape(-1), k, bool(of_largest), float(tolerance), check_threads(threads)
    )
    return _shaped(found, f.shape)


def exchange_options(
    *, forwards: ArrayLike, covariance: ArrayLike, quantities: ArrayLike, threads: int = 1
) -> TerminalValues:
    """Return E[max(q_1 S_1 - q_2 S_2, 0)] for two jointly lognormal assets.

    Parameters
    ----------
    forwards : array_like, (m, 2)
        Expectations of S, above 0.
    covariance : array_like, (m, 2, 2)
        Of ln S, without negative eigenvalues.
    quantities : array_like, (m, 2)
        What is received of the first asset and given of the second, 0 or more.
    threads : int
        Results are bit-identical for any number.

    Returns
    -------
    TerminalValues

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, or an argument is outside its domain.

    Notes
    -----
    Margrabe's formula [1]_: Black's, with what is given as the strike and the vol of the ratio.

    References
    ----------
    .. [1] W. Margrabe (1978), The value of an option to exchange one asset for another, Journal of
       Finance 33, 177-186 (p. 180).

    Verified by ``tests/parity/test_multi_asset.py``.
    """
    strikes = np.zeros(np.shape(forwards)[:1])
    f, c, _ = _checked(forwards, covariance, strikes, _ROUNDING)
    q = np.asarray(quantities, dtype=np.float64)
    if f.shape[1] != 2:
        raise InvalidArgumentError(f"forwards has shape {f.shape}; give two assets, (m, 2)")
    if q.shape != f.shape or not (np.isfinite(q).all() and (q >= 0.0).all()):
        raise InvalidArgumentError(
            f"quantities has shape {q.shape}; give one number of at least 0 a forward, {f.shape}"
        )
    variance = c[:, 0, 0] + c[:, 1, 1] - 2.0 * c[:, 0, 1]
    got, given = q[:, 0] * f[:, 0], q[:, 1] * f[:, 1]
    paid = np.maximum(given, _NEXT_TO_NOTHING * np.maximum(got, 1.0))
    found = greeks(
        forward=got,
        strike=paid,
        expiry=1.0,
        vol=np.sqrt(np.maximum(variance, _LEAST_VARIANCE)),
        threads=threads,
    )
    cross = -found.gamma * (got / paid)
    hessian = np.stack([found.gamma, cross, cross, found.dual_gamma], axis=1).reshape(-1, 2, 2)
    return TerminalValues(
        value=np.asarray(found.price),
        error=_ROUNDING * (got + given),
        gradient=q * np.stack([found.delta, found.dual_delta], axis=1),
        hessian=hessian * q[:, :, None] * q[:, None, :],
        evaluations=np.ones(len(f)),
    )


def _checked(
    forwards: ArrayLike, covariance: ArrayLike, strike: ArrayLike, tolerance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    f = np.ascontiguousarray(forwards, dtype=np.float64)
    c = np.ascontiguousarray(covariance, dtype=np.float64)
    k = np.ascontiguousarray(np.atleast_1d(strike), dtype=np.float64)
    if f.ndim != 2 or not 1 <= f.shape[1] <= MOST_ASSETS or f.shape[0] < 1:
        raise InvalidArgumentError(
            f"forwards has shape {f.shape}; give (m, n), n from 1 to {MOST_ASSETS}"
        )
    m, n = f.shape
    if c.shape != (m, n, n) or k.shape != (m,):
        raise InvalidArgumentError(
            f"covariance has shape {c.shape}, strike {k.shape}; give {(m, n, n)} and {(m,)}"
        )
    if not (np.isfinite(f).all() and (f > 0.0).all()):
        raise InvalidArgumentError(f"forwards holds {f[~(f > 0.0)]}; give numbers above 0")
    if not (np.isfinite(c).all() and np.isfinite(k).all()):
        raise InvalidArgumentError("covariance or strike is not finite; give finite numbers")
    if not 0.0 < tolerance < 1.0:
        raise InvalidArgumentError(f"tolerance is {tolerance}; give a number in (0, 1)")
    _check_covariance(c)
    return f, c, k


def _check_covariance(c: NDArray[np.float64]) -> None:
    if not np.array_equal(c, np.swapaxes(c, 1, 2)):
        raise InvalidArgumentError("covariance is not symmetric; correct it")
    smallest = np.linalg.eigvalsh(c)[:, 0]
    allowed = -1e-12 * np.trace(c, axis1=1, axis2=2)
    if (smallest < allowed).any():
        worst = float(smallest.min())
        raise InvalidArgumentError(
            f"covariance has the eigenvalue {worst:.6g}; give matrices without negative ones"
        )


def _shaped(found: tuple[object, ...], shape: tuple[int, ...]) -> TerminalValues:
    value, error, evaluations, gradient, hessian = (np.asarray(a) for a in found)
    m, n = shape
    return TerminalValues(
        value=value,
        error=error,
        gradient=gradient.reshape(m, n),
        hessian=hessian.reshape(m, n, n),
        evaluations=evaluations,
    )
