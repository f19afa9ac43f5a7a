"""Linear interpolation on a rectangular grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["interpolated"]

ROUNDING: Final = 1e-9


def interpolated(axes: Mapping[str, Floats], values: Floats, places: Sequence[Floats]) -> Floats:
    """Interpolate linearly in every axis.

    Parameters
    ----------
    axes : mapping of name to ndarray
        Rising points of each axis of `values`; an axis of one point holds everywhere.
    values : ndarray
        Of one axis for each of `axes`.
    places : sequence of ndarray
        Where to interpolate in each axis; they broadcast.

    Returns
    -------
    ndarray
        Of the broadcast shape of the places.

    Raises
    ------
    InvalidArgumentError
        If a place is off its axis.
    """
    found = np.zeros(np.broadcast_shapes(*(place.shape for place in places)))
    cells = [
        _cell(name, points, place)
        for (name, points), place in zip(axes.items(), places, strict=True)
    ]
    for corner in np.ndindex(*(2 if points.size > 1 else 1 for points in axes.values())):
        weight, index = np.ones(()), []
        for bit, (left, share) in zip(corner, cells, strict=True):
            weight = weight * (share if bit else 1.0 - share)
            index.append(left + bit)
        found = found + weight * values[tuple(np.broadcast_arrays(*index))]
    return np.asarray(found)


def _cell(name: str, points: Floats, place: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Give the cell of each place, and how far into it the place lies."""
    if points.size == 1:
        return np.zeros(place.shape, dtype=np.intp), np.zeros(place.shape)
    slack = ROUNDING * (points[-1] - points[0])
    off = (place < points[0] - slack) | (place > points[-1] + slack)
    if off.any():
        raise InvalidArgumentError(
            f"{name} has {place[off].flat[0]:g}: the grid goes from {points[0]:g} to "
            f"{points[-1]:g}; solve on a wider one"
        )
    left = np.clip(np.searchsorted(points, place, side="right") - 1, 0, points.size - 2)
    share = np.clip((place - points[left]) / (points[left + 1] - points[left]), 0.0, 1.0)
    return np.asarray(left, dtype=np.intp), np.asarray(share)
