"""Arrays in and out of the compiled fit of spline slices."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from axiom.kernels import _core

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    _Column: TypeAlias = NDArray[np.float64]

__all__ = [
    "FittedSlices",
    "PriorColumns",
    "QuoteColumns",
    "Refitted",
    "Tuning",
    "fit_slices",
    "refit_slice",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What steers the fit; see `axiom.volatility.SplineSettings` for most of it.

    Attributes
    ----------
    roughness : float
        Weight of the integral of the squared third derivative, in units of the slice's scale.
    margin : float
        That Durrleman's g keeps at the points of the fit.
    slope : float
        Below which the wings' slopes stay, < 2.
    noise : float
        Half-spreads to which a quote tells its vol; the unit of the standard errors.
    inner, loss_scale, tail, faint : float
        The loss, in half-spreads: free width, where it levels off, and the weights of far quotes
        and of the pull to the middle.
    barrier : float
        Weight of the barriers in the last stage.
    sweeps : int
        At most so many a stage.
    """

    roughness: float
    margin: float
    slope: float
    noise: float
    inner: float
    loss_scale: float
    tail: float
    faint: float
    barrier: float
    sweeps: int

    def packed(self) -> NDArray[np.float64]:
        """Give the numbers in the order that the core reads."""
        return np.array(astuple(self), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteColumns:
    """One row a strike, (n,): log-moneyness ascending, total variances, weights.

    No bid is low 0, no ask an infinite high; else low < middle < high.
    """

    log_moneyness: NDArray[np.float64]
    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    weight: NDArray[np.float64]

    def arrays(self) -> tuple[_Column, _Column, _Column, _Column, _Column]:
        """Give the columns in the order that the core reads."""
        return self.log_moneyness, self.low, self.middle, self.high, self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorColumns:
    """A slice seen before, (m,): log-moneyness, total variance and its standard error > 0."""

    log_moneyness: NDArray[np.float64]
    total_variance: NDArray[np.float64]
    error: NDArray[np.float64]

    def arrays(self) -> tuple[_Column, _Column, _Column]:
        """Give the columns in the order that the core reads."""
        return self.log_moneyness, self.total_variance, self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedSlices:
    """Knots, total variances and their standard errors, slice after slice.

    Slice i holds offsets[i]:offsets[i + 1]. `bridged` is the share of slices that could not be
    proved beside the others and lie where those put them: 0 unless the quotes contradict each
    other, 1 where they count for nothing but their level. `rounds` says how often barriers had to
    be made firmer.
    """

    offsets: NDArray[np.int64]
    knots: NDArray[np.float64]
    total_variance: NDArray[np.float64]
    error: NDArray[np.float64]
    rounds: int
    bridged: float


def fit_slices(
    *,
    quote_offsets: NDArray[np.int64],
    quotes: QuoteColumns,
    knot_offsets: NDArray[np.int64],
    knots: NDArray[np.float64],
    prior_offsets: NDArray[np.int64],
    prior: PriorColumns,
    level: NDArray[np.float64],
    tuning: Tuning,
) -> FittedSlices:
    """Fit all slices together; slice i has the rows offsets[i]:offsets[i + 1] of each table.

    `level` is the total variance near the forward, (slices,), > 0; a slice has four knots or more.
    """
    sizes, x, w, error, rounds, bridged, _ = _core.spline_fit(
        quote_offsets,
        *quotes.arrays(),
        knot_offsets,
        knots,
        prior_offsets,
        *prior.arrays(),
        level,
        tuning.packed(),
    )
    offsets = np.cumsum([0, *sizes], dtype=np.int64)
    return FittedSlices(
        offsets=offsets, knots=x, total_variance=w, error=error, rounds=rounds, bridged=bridged
    )


class Refitted(NamedTuple):
    """Total variances at the knots and their standard errors; whether and how they were found.

    `fitted` says whether a certified slice was found: if not, the values are the present ones.
    `steps` counts the steps of Newton's method.
    """

    total_variance: NDArray[np.float64]
    error: NDArray[np.float64]
    fitted: bool
    steps: int


_NONE = np.empty(0)
_Curve = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def refit_slice(
    *,
    current: _Curve,
    early: _Curve | None,
    late: _Curve | None,
    quotes: QuoteColumns,
    prior: PriorColumns,
    level: float,
    tuning: NDArray[np.float64],
) -> Refitted:
    """Fit one slice again, on its knots, between neighbours that rest.

    Curves are knots and total variances.
    """
    before, after = early or (_NONE, _NONE), late or (_NONE, _NONE)
    return Refitted(
        *_core.spline_refit(
            *current,
            *before,
            *after,
            *quotes.arrays(),
            *prior.arrays(),
            level,
            tuning,
        )
    )
