"""Smiles of single expiries, and total variance between, before and after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from axiom.volatility.curves.regions import Quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["Moments", "Smile", "SmileValues", "Times", "linear_between", "moments"]


class SmileValues(NamedTuple):
    """Total variance of one expiry and its derivatives in log-moneyness; equal shapes."""

    total_variance: NDArray[np.float64]
    dw_dk: NDArray[np.float64]
    d2w_dk2: NDArray[np.float64]


class Moments(NamedTuple):
    """Total variance, its derivatives in log-moneyness, and in variance time; equal shapes."""

    total_variance: NDArray[np.float64]
    dw_dk: NDArray[np.float64]
    d2w_dk2: NDArray[np.float64]
    dw_dtau: NDArray[np.float64]


class Times(NamedTuple):
    """The slices' expiries in calendar years and in variance years, both (n,)."""

    years: NDArray[np.float64]
    tau: NDArray[np.float64]


class Smile(Quoted, Protocol):
    """One expiry of a surface: where it lies, what was quoted, and its total variance."""

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Evaluate at log-moneyness of shape (n,); NaN gives NaN."""


def linear_between(
    early: Smile, late: Smile, k: NDArray[np.float64], share: NDArray[np.float64]
) -> Moments:
    """Interpolate total variance linearly at fixed k; the last derivative is by `share`."""
    a, b = early.smile(k), late.smile(k)
    w, dk, dkk = (x + share * (y - x) for x, y in zip(a, b, strict=True))
    return Moments(w, dk, dkk, b.total_variance - a.total_variance)


def moments(
    slices: Sequence[Smile],
    between: Callable[[int, NDArray[np.float64], NDArray[np.float64]], Moments],
    times: Times,
    *,
    k: NDArray[np.float64],
    t: NDArray[np.float64],
    tau: NDArray[np.float64],
) -> Moments:
    """Evaluate a surface at points (k, t) whose variance time is tau; all (n,)."""
    out = Moments(*(np.full(k.shape, np.nan) for _ in range(4)))
    segment = np.searchsorted(times.years, t, side="right")
    for s in np.unique(segment[~np.isnan(k + t)]).tolist():
        rows = np.flatnonzero((segment == s) & ~np.isnan(k + t))
        if s == 0:
            found = _before(slices[0], times, k[rows], tau[rows])
        elif s == len(slices):
            found = _after(slices, times, k[rows], tau[rows])
        else:
            share, span = _share(times, s - 1, t[rows], tau[rows])
            found = between(s - 1, k[rows], share)
            found = found._replace(dw_dtau=found.dw_dtau / span)
        for target, values in zip(out, found, strict=True):
            target[rows] = values
    return out


def _share(
    times: Times, index: int, t: NDArray[np.float64], tau: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """How far points lie into a segment, and how long it is, by the clock that moves there."""
    moves = times.tau[index + 1] > times.tau[index]
    nodes, at = (times.tau, tau) if moves else (times.years, t)
    span = float(nodes[index + 1] - nodes[index])
    return (at - nodes[index]) / span, span


def _before(
    first: Smile, times: Times, k: NDArray[np.float64], tau: NDArray[np.float64]
) -> Moments:
    w, dk, dkk = first.smile(k)
    share = tau / times.tau[0]
    return Moments(share * w, share * dk, share * dkk, w / times.tau[0])


def _after(
    slices: Sequence[Smile], times: Times, k: NDArray[np.float64], tau: NDArray[np.float64]
) -> Moments:
    w, dk, dkk = slices[-1].smile(k)
    slope = _growth(slices, times.tau)
    return Moments(w + slope * (tau - times.tau[-1]), dk, dkk, np.full(k.shape, slope))


def _growth(slices: Sequence[Smile], tau: NDArray[np.float64]) -> float:
    """Growth of w at k = 0 over the last factor of two in variance time, never below 0."""
    last = _at_forward(slices[-1])
    for s, at in zip(reversed(slices), tau[::-1], strict=True):
        if at <= 0.5 * tau[-1]:
            return max(0.0, (last - _at_forward(s)) / float(tau[-1] - at))
    return last / float(tau[-1])


def _at_forward(smile: Smile) -> float:
    return float(smile.smile(np.zeros(1)).total_variance[0])
