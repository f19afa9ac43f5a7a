"""The spline surface: total variance as a natural cubic spline in each expiry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import index as as_index
from typing import TYPE_CHECKING, Self

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline import SplineEvaluator
from axiom.volatility.curves.evaluated import (
    EvaluatedSurface,
    check_ascending,
    check_aware,
    merged_grid,
)
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.spline import stored
from axiom.volatility.curves.spline.slices import SplineSlice
from axiom.volatility.curves.stored import rebuilding

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from axiom.market import TimeTable
    from axiom.volatility.forwards.curve import ForwardCurve

__all__ = ["SplineSurface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplineSurface(EvaluatedSurface):
    """A surface of natural cubic splines of total variance; satisfies `Surface`.

    Parameters
    ----------
    valuation_time : datetime
        Aware.
    slices : tuple of SplineSlice
        Ascending in `years`, at least one.
    forwards : ForwardCurve
        Forwards and discount factors.
    clock : TimeTable, optional
        Variance time over calendar time; None is calendar time.
    skipped : tuple of SkippedExpiry
        Expiries with too few quotes.

    Raises
    ------
    InvalidArgumentError
        A naive valuation time, no slices, slices that do not ascend, or a clock on which no
        variance time passes before an expiry or between two. Arbitrage is not an error here:
        `certify` finds it.

    Notes
    -----
    Between slices total variance is linear in variance time tau, the clock's, at fixed
    k = log(strike / forward): where neither slice lies above the other, neither does what is
    between. Before the first slice w = w_1(k) tau / tau_1; if the slice has no butterfly arbitrage
    this has none, because Durrleman's g is concave in the scale and not negative at 0 and 1. After
    the last w = w_n(k) + a (tau - tau_n), with a the growth of w at k = 0 per variance year over
    the last factor of two in expiry (w_n(0) / tau_n where no slice is that much earlier; never
    below zero). The vol is the square root of w over calendar years.

    Verified by `tests/unit/volatility/curves/spline/test_surface.py` (SciPy's spline, finite
    differences) and `tests/properties/test_spline_properties.py`.
    """

    valuation_time: datetime
    slices: tuple[SplineSlice, ...]
    forwards: ForwardCurve
    clock: TimeTable | None = None
    skipped: tuple[SkippedExpiry, ...] = ()
    _evaluate: SplineEvaluator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the parts and build the compiled evaluator."""
        check_aware(self.valuation_time)
        check_ascending(self.slices)
        grid = merged_grid((s.years for s in self.slices), self.forwards, self.clock)
        evaluator = SplineEvaluator.build(grid, (s.pieces for s in self.slices))
        object.__setattr__(self, "_evaluate", evaluator)

    @property
    def _quoted(self) -> tuple[SplineSlice, ...]:
        return self.slices

    def vol_error(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Give the standard error of the vol; arguments and errors as for `vol`.

        Linear in log-moneyness between a slice's knots and flat beyond them; linear in variance
        time between slices, flat before the first and after the last. Where `region` says
        EXTRAPOLATED it is thus no more than the error where the quotes end.
        """
        return self._evaluate("vol_error", strike, log_moneyness, expiry)

    def with_slice(self, index: int, new_slice: SplineSlice) -> Self:
        """Copy with one slice replaced, sharing what does not change.

        Parameters
        ----------
        index : int
            Which of `slices`, counted from 0.
        new_slice : SplineSlice
            What takes its place. With the same expiry in years the table over expiry is shared.

        Returns
        -------
        SplineSurface

        Raises
        ------
        InvalidArgumentError
            There is no such slice, or the slices no longer ascend.
        """
        i = as_index(index)
        if not 0 <= i < len(self.slices):
            msg = f"index is {i}; give one from 0 to {len(self.slices) - 1}"
            raise InvalidArgumentError(msg)
        slices = (*self.slices[:i], new_slice, *self.slices[i + 1 :])
        if new_slice.years != self.slices[i].years:
            return replace(self, slices=slices)
        copy = object.__new__(type(self))
        for name in ("valuation_time", "forwards", "clock", "skipped"):
            object.__setattr__(copy, name, getattr(self, name))
        object.__setattr__(copy, "slices", slices)
        object.__setattr__(copy, "_evaluate", self._evaluate.with_slice(i, new_slice.pieces))
        return copy

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the surface bit for bit."""
        return stored.dump(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a surface; unknown or missing fields and other versions raise DataError."""
        with rebuilding():
            return cls(**stored.load(text))
