"""Proofs that spline slices, and the surface between and beyond them, are free of arbitrage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["SplineCondition", "SplineFindings", "SplinePlace", "find_spline_arbitrage"]


class SplinePlace(IntEnum):
    """Where a finding lies: on slice i, between slices i and i + 1, or after the last."""

    SLICE = 0
    GAP = 1
    AFTER = 2


class SplineCondition(IntEnum):
    """The condition that a finding is about."""

    VARIANCE = 0
    BUTTERFLY = 1
    CALENDAR = 2
    WING = 3
    KINK = 4


@dataclass(frozen=True, slots=True, eq=False)
class SplineFindings:
    """Stretches on which a condition fails or could not be decided; all arrays (m,).

    Attributes
    ----------
    place, index : ndarray of float64
        A `SplinePlace`, and the slice it counts from.
    condition : ndarray of float64
        A `SplineCondition`.
    decided : ndarray of bool
        False where neither a proof nor a violating point was found.
    start, end : ndarray of float64
        The stretch in log-moneyness between neighbouring knots; infinite in the wings.
    log_moneyness : ndarray of float64
        The worst point found in it.
    weight : ndarray of float64
        Of the later slice, in [0, 1], in a gap; after the last slice the variance added to it.
    size : ndarray of float64
        -g, the fall of total variance, -w, the excess of the slope in log-moneyness, or its fall.
    """

    place: NDArray[np.float64]
    index: NDArray[np.float64]
    condition: NDArray[np.float64]
    decided: NDArray[np.bool_]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]
    weight: NDArray[np.float64]
    size: NDArray[np.float64]


def find_spline_arbitrage(
    *,
    knots: Sequence[NDArray[np.float64]],
    total_variance: Sequence[NDArray[np.float64]],
    second: Sequence[NDArray[np.float64]],
    growing: bool,
) -> SplineFindings | None:
    """Prove slices, gaps between them and the stretch after the last, or say where that fails.

    Parameters
    ----------
    knots : sequence of ndarray of float64, each (n_i,)
        Log-moneyness, ascending, two or more a slice; slices ascend in expiry.
    total_variance, second : sequence of ndarray of float64, each (n_i,)
        w and its second derivative at the knots.
    growing : bool
        Whether total variance grows after the last slice: then w + c is checked for every c >= 0.

    Returns
    -------
    SplineFindings or None
        None is the proof that all conditions hold, up to the rounding of their evaluation.

    Raises
    ------
    InvalidArgumentError
        No slices, lengths that disagree, or knots that do not ascend.

    Notes
    -----
    Total variance is linear in time between slices, so that Durrleman's condition times w^2 is a
    polynomial of degree 10 in log-moneyness and 4 in the weight on each stretch between knots.
    Its coefficients in Bernstein form bound it from below; stretches that they leave open are
    halved until proved or until a violating point is found. To update one slice, pass it with its
    two neighbours. Two gaps of slices of 60 knots take about 0.1 ms.

    Verified by tests/unit/kernels/test_spline_certificate.py.
    """
    if not (len(knots) == len(total_variance) == len(second) >= 1):
        msg = (
            f"knots, total_variance and second hold {len(knots)}, {len(total_variance)} and "
            f"{len(second)} slices; give as many of each, one or more"
        )
        raise InvalidArgumentError(msg)
    offsets = np.cumsum([0, *(one.size for one in knots)], dtype=np.int64)
    k, w, curvature = (np.concatenate(one) for one in (knots, total_variance, second))
    try:
        found = _core.spline_arbitrage(offsets, k, w, curvature, growing)
    except ValueError as error:
        msg = f"{error}; give two or more ascending knots a slice, with w and w'' at each"
        raise InvalidArgumentError(msg) from None
    if not found:
        return None
    place, index, condition, verdict, *rest = found
    return SplineFindings(place, index, condition, verdict == 1.0, *rest)
