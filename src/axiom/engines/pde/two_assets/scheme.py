"""Two correlated diffusions by alternating directions, in logs of prices over forwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from axiom.kernels.arrays import Doubles

__all__ = ["Axis", "march"]

_THETA: Final = 1.0 / 3.0
_DAMPED: Final = 2
"""Steps that are halved and taken implicitly, so that kinks of the payoff die out."""


@dataclass(frozen=True)
class Axis:
    """The log of one asset's price over its forward, on equal intervals.

    Parameters
    ----------
    reach : float
        The nodes lie from -reach to reach, above 0.
    intervals : int
        Even, so that the present is a node.
    variance : callable
        ``variance(early, late)``: mean of the squared vol at the nodes between two times in years,
        a number or shape (intervals + 1,).
    """

    reach: float
    intervals: int
    variance: Callable[[float, float, Doubles], Doubles]

    @property
    def width(self) -> float:
        """Between nodes."""
        return 2.0 * self.reach / self.intervals

    @cached_property
    def nodes(self) -> Doubles:
        """Logs of price over forward, shape (intervals + 1,)."""
        half = self.intervals // 2
        return np.asarray(self.width * np.arange(-half, half + 1))

    def squared_vol(self, early: float, late: float) -> Doubles:
        """Mean of the squared vol between two times at the nodes."""
        return np.broadcast_to(self.variance(early, late, self.nodes), self.nodes.shape)

    def generator(self, squared: Doubles) -> Doubles:
        """Half the squared vol times (d2/dk2 - d/dk); 0 at the ends, where value is linear in S."""
        n, h = self.intervals, self.width
        inner = np.arange(1, n)
        matrix = np.zeros((n + 1, n + 1))
        half = 0.5 * squared[1:-1]
        matrix[inner, inner - 1] = half * (1.0 / h**2 + 0.5 / h)
        matrix[inner, inner] = -2.0 * half / h**2
        matrix[inner, inner + 1] = half * (1.0 / h**2 - 0.5 / h)
        return matrix


@dataclass(frozen=True, kw_only=True)
class _Step:
    """The operators of one step, and what solves for each direction."""

    squared: tuple[Doubles, Doubles]
    first: Doubles
    second: Doubles
    mixed: Doubles
    years: float
    theta: float

    def serves(self, squared: tuple[Doubles, Doubles], years: float, theta: float) -> bool:
        """Whether a step with these squared vols, to rounding, is this one."""
        near = all(
            np.allclose(a, b, rtol=1e-13, atol=0.0)
            for a, b in zip(self.squared, squared, strict=True)
        )
        return near and self.theta == theta and bool(np.isclose(self.years, years, rtol=1e-12))

    @cached_property
    def first_inverse(self) -> Doubles:
        return self._inverse(self.first)

    @cached_property
    def second_inverse(self) -> Doubles:
        return self._inverse(self.second).T

    def _inverse(self, operator: Doubles) -> Doubles:
        share = self.theta * self.years * operator
        return np.asarray(np.linalg.inv(np.eye(len(operator)) - share))

    def across(self, u: Doubles) -> Doubles:
        """Apply the mixed derivative with its coefficient; 0 at the edges."""
        found = np.zeros_like(u)
        corners = u[:, 2:, 2:] - u[:, 2:, :-2] - u[:, :-2, 2:] + u[:, :-2, :-2]
        found[:, 1:-1, 1:-1] = self.mixed * corners
        return found

    def along(self, u: Doubles) -> tuple[Doubles, Doubles]:
        """Apply each direction's operator."""
        return self.first @ u, u @ self.second.T

    def solved(self, start: Doubles, firsts: Doubles, seconds: Doubles) -> Doubles:
        """Take the implicit parts of both directions in turn, from what they were explicitly."""
        share = self.theta * self.years
        inner = self.first_inverse @ (start - share * firsts)
        return np.asarray((inner - share * seconds) @ self.second_inverse)


def march(first: Axis, second: Axis, correlation: float, ends: Doubles, values: Doubles) -> Doubles:
    """Take values at the last time back to the present, without discounting.

    Parameters
    ----------
    first, second : Axis
    correlation : float
        Of the two Brownian motions, in [-1, 1].
    ends : ndarray of float64, (steps + 1,)
        Times in years between steps, descending from the last one to 0.
    values : ndarray of float64, (columns, first nodes, second nodes)
        At the last time.

    Returns
    -------
    ndarray of float64, of the same shape
        At the present.

    Notes
    -----
    The modified Craig-Sneyd scheme with theta = 1/3; the first two steps are each two of half the
    length by Douglas's scheme with theta = 1. Coefficients are means over a step.

    References
    ----------
    In 't Hout, Welfert, Unconditional stability of second-order ADI schemes applied to
    multi-dimensional diffusion equations with mixed derivative terms, Applied Numerical Mathematics
    59, 2009, 677-692 (p. 681).

    Verified by ``tests/unit/engines/test_pde_two_assets.py``.
    """
    u, step = values, None
    for i, (late, early) in enumerate(pairwise(ends.tolist())):
        is_damped = i < _DAMPED
        years, theta = (0.5 * (late - early), 1.0) if is_damped else (late - early, _THETA)
        squared = first.squared_vol(early, late), second.squared_vol(early, late)
        if step is None or not step.serves(squared, years, theta):
            step = _step((first, second), correlation, squared, years=years, theta=theta)
        u = _implicit(step, _implicit(step, u)) if is_damped else _modified_craig_sneyd(step, u)
    return u


def _step(
    axes: tuple[Axis, Axis],
    correlation: float,
    squared: tuple[Doubles, Doubles],
    *,
    years: float,
    theta: float,
) -> _Step:
    first, second = axes
    vols = np.sqrt(squared[0])[1:-1, None] * np.sqrt(squared[1])[None, 1:-1]
    return _Step(
        squared=squared,
        first=first.generator(squared[0]),
        second=second.generator(squared[1]),
        mixed=correlation * vols / (4.0 * first.width * second.width),
        years=years,
        theta=theta,
    )


def _implicit(step: _Step, u: Doubles) -> Doubles:
    firsts, seconds = step.along(u)
    start = u + step.years * (step.across(u) + firsts + seconds)
    return step.solved(start, firsts, seconds)


def _modified_craig_sneyd(step: _Step, u: Doubles) -> Doubles:
    years, theta = step.years, step.theta
    mixed, (firsts, seconds) = step.across(u), step.along(u)
    start = u + years * (mixed + firsts + seconds)
    once = step.solved(start, firsts, seconds)
    again, (more_firsts, more_seconds) = step.across(once), step.along(once)
    whole = again - mixed + more_firsts - firsts + more_seconds - seconds
    start = start + theta * years * (again - mixed) + (0.5 - theta) * years * whole
    return step.solved(start, firsts, seconds)
