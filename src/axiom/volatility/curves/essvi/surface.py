"""The eSSVI surface: three parameters a slice, free of arbitrage between and beyond the slices."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.essvi import evaluator
from axiom.volatility.curves.essvi import stored
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.evaluated import (
    EvaluatedSurface,
    check_ascending,
    check_aware,
    merged_grid,
)
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.stored import rebuilding

if TYPE_CHECKING:
    from datetime import datetime

    from axiom.kernels.surfaces import Evaluator
    from axiom.market import TimeTable
    from axiom.volatility.forwards.curve import ForwardCurve

__all__ = ["EssviSurface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EssviSurface(EvaluatedSurface):
    """A surface of eSSVI slices; satisfies `Surface`.

    Parameters
    ----------
    valuation_time : datetime
        Aware.
    slices : tuple of EssviSlice
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
        A naive valuation time, no slices, slices that do not ascend, or parameters outside their
        domain. Arbitrage between slices is not an error here: `certify` finds it.

    Notes
    -----
    w(k) = (theta + rho psi k + sqrt((psi k + theta rho)^2 + theta^2 (1 - rho^2))) / 2, with
    k = log(strike / forward). Between slices (theta, psi, rho psi) are linear in variance time, the
    clock's, which keeps a pair of slices free of calendar arbitrage. Before the first slice theta
    and psi are proportional to it (in calendar time the vol at fixed k is then constant, down to
    expiry zero); after the last theta keeps growing, at its slope over the last factor of two in
    expiry (in proportion to variance time where no slice is that much earlier; never below zero),
    psi and rho stay. In strike the slices' own wings, linear in k, extrapolate.

    References
    ----------
    .. [1] Hendriks, S., Martini, C. (2019), "The extended SSVI volatility surface", Journal of
       Computational Finance 22(5), 25-39.
    .. [2] Corbetta, J., Cohort, P., Laachir, I., Martini, C. (2019), "Robust calibration and
       arbitrage-free interpolation of SSVI slices", Decisions in Economics and Finance 42, 665-677.

    Verified by `tests/unit/volatility/test_essvi.py` (a NumPy twin, finite differences) and
    `tests/properties/test_surface_properties.py` (the certificate of random feasible surfaces).
    """

    valuation_time: datetime
    slices: tuple[EssviSlice, ...]
    forwards: ForwardCurve
    clock: TimeTable | None = None
    skipped: tuple[SkippedExpiry, ...] = ()
    _evaluate: Evaluator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the parts and build the compiled evaluator."""
        check_aware(self.valuation_time)
        _check_slices(self.slices)
        object.__setattr__(self, "_evaluate", self._evaluator())

    def _evaluator(self) -> Evaluator:
        slices = self.slices
        return evaluator(
            grid=merged_grid((s.years for s in slices), self.forwards, self.clock),
            theta=[s.theta for s in slices],
            psi=[s.psi for s in slices],
            chi=[s.rho * s.psi for s in slices],
        )

    @property
    def _quoted(self) -> tuple[EssviSlice, ...]:
        return self.slices

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the surface bit for bit."""
        return stored.dump(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a surface; unknown or missing fields and other versions raise DataError."""
        with rebuilding():
            return cls(**stored.load(text))


def _check_slices(slices: tuple[EssviSlice, ...]) -> None:
    for s in slices:
        inside = s.years > 0.0 and s.theta > 0.0 and s.psi >= 0.0 and -1.0 <= s.rho <= 1.0
        if not inside or not all(map(math.isfinite, (s.years, s.theta, s.psi))):
            msg = f"slices: {s} is outside years > 0, theta > 0, psi >= 0, -1 <= rho <= 1"
            raise InvalidArgumentError(msg)
    check_ascending(slices)
