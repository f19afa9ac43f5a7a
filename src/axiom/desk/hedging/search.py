"""Minimising a function of a few bounded variables without derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = ["Minimum", "minimise"]

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Minimum:
    """Where a search ended.

    Attributes
    ----------
    at : ndarray of float64, (n,)
    value : float
    evaluations : int
    has_converged : bool
        Whether it stopped for the tolerance rather than for the number of evaluations.

    Verified by ``tests/unit/desk/hedging/test_search.py``.
    """

    at: Doubles
    value: float
    evaluations: int
    has_converged: bool


def minimise(
    function: Callable[[Doubles], float],
    start: ArrayLike,
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    step: ArrayLike,
    tolerance: float,
    max_evaluations: int,
) -> Minimum:
    """Minimise by Nelder and Mead's simplex, kept within bounds and begun anew until it rests.

    Parameters
    ----------
    function : callable
        From a point, shape (n,), to a number.
    start, lower, upper : array_like, (n,)
        The start within the bounds.
    step : array_like, (n,)
        Size of the first simplex along each axis, above 0.
    tolerance : float
        Above 0: a simplex is done when its values are this close, and the search when a new simplex
        gains no more.
    max_evaluations : int
        More than n.

    Returns
    -------
    Minimum

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, the start is outside the bounds, or a number outside its domain.

    Notes
    -----
    Points outside the bounds are moved to them; each new simplex stands at the best point, half as
    large as the one before. Deterministic.

    References
    ----------
    .. [1] J. Nelder, R. Mead (1965), A simplex method for function minimization, Computer Journal 7
       (4), 308-313.

    Verified by ``tests/unit/desk/hedging/test_search.py``.
    """
    point, low, high, size = (np.asarray(v, dtype=np.float64) for v in (start, lower, upper, step))
    _check_box(point, low, high, size)
    if not tolerance > 0.0:
        raise InvalidArgumentError(f"tolerance={tolerance!r}: give a number above 0")
    if max_evaluations <= len(point):
        raise InvalidArgumentError(
            f"max_evaluations={max_evaluations}: give more than the {len(point)} variables"
        )
    search = _Search(function, low, high, max_evaluations)
    best, value = point, search(point)
    while not search.is_spent:
        simplex = _Simplex.around(search, best, value, size)
        simplex.settle(tolerance)
        gained = value - simplex.values[0]
        best, value = simplex.points[0], float(simplex.values[0])
        if gained <= tolerance and simplex.spread <= tolerance:
            return Minimum(at=best, value=value, evaluations=search.count, has_converged=True)
        size = 0.5 * size
    return Minimum(at=best, value=value, evaluations=search.count, has_converged=False)


class _Search:
    """A function on a box, and how often it was asked."""

    def __init__(
        self, function: Callable[[Doubles], float], low: Doubles, high: Doubles, most: int
    ) -> None:
        self._function, self.low, self.high, self._most = function, low, high, most
        self.count = 0

    def __call__(self, point: Doubles) -> float:
        self.count += 1
        return float(self._function(point))

    def within(self, point: Doubles) -> Doubles:
        """Move a point to the box."""
        return np.clip(point, self.low, self.high)

    @property
    def is_spent(self) -> bool:
        """Whether no evaluation is left."""
        return self.count >= self._most


class _Simplex:
    """n + 1 points in the order of their values."""

    def __init__(self, search: _Search, points: Doubles, values: Doubles) -> None:
        self._search, self.points, self.values = search, points, values
        self._sort()

    @classmethod
    def around(cls, search: _Search, best: Doubles, value: float, size: Doubles) -> _Simplex:
        """Return the best point and one a step along each axis, towards where there is room."""
        points, values = [best], [value]
        for axis in range(len(best)):
            room_above = search.high[axis] - best[axis] >= size[axis]
            other = best.copy()
            other[axis] += size[axis] if room_above else -size[axis]
            points.append(search.within(other))
            values.append(search(points[-1]))
        return cls(search, np.array(points), np.array(values))

    @property
    def spread(self) -> float:
        """The worst value less the best one."""
        return float(self.values[-1] - self.values[0])

    def settle(self, tolerance: float) -> None:
        """Move until the values are close."""
        while self.spread > tolerance and not self._search.is_spent:
            self._move()
            self._sort()

    def _move(self) -> None:
        centre = self.points[:-1].mean(axis=0)
        mirrored, at_mirrored = self._try(centre, 1.0)
        if at_mirrored < self.values[0]:
            further, at_further = self._try(centre, 2.0)
            if at_further < at_mirrored:
                mirrored, at_mirrored = further, at_further
        elif at_mirrored >= self.values[-2]:
            is_better = at_mirrored < self.values[-1]
            inner, at_inner = self._try(centre, 0.5 if is_better else -0.5)
            if at_inner >= min(at_mirrored, self.values[-1]):
                self._shrink()
                return
            mirrored, at_mirrored = inner, at_inner
        self.points[-1], self.values[-1] = mirrored, at_mirrored

    def _try(self, centre: Doubles, share: float) -> tuple[Doubles, float]:
        """Return the point beyond the centre by a share of the way from the worst one."""
        point = self._search.within(centre + share * (centre - self.points[-1]))
        return point, self._search(point)

    def _shrink(self) -> None:
        for i in range(1, len(self.points)):
            self.points[i] = 0.5 * (self.points[0] + self.points[i])
            self.values[i] = self._search(self.points[i])

    def _sort(self) -> None:
        order = np.argsort(self.values, kind="stable")
        self.points, self.values = self.points[order], self.values[order]


def _check_box(point: Doubles, low: Doubles, high: Doubles, size: Doubles) -> None:
    shapes = [a.shape for a in (point, low, high, size)]
    if len(set(shapes)) > 1 or point.ndim != 1 or not len(point):
        raise InvalidArgumentError(
            f"start, lower, upper and step have shapes {shapes}: give one length"
        )
    if not ((low <= point) & (point <= high) & (low < high)).all():
        raise InvalidArgumentError(f"start={point} is outside [{low}, {high}]: move it inside")
    if not (size > 0.0).all():
        raise InvalidArgumentError(f"step={size}: give numbers above 0")
