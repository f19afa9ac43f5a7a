"""The eSSVI surface: three parameters a slice, free of arbitrage between and beyond the slices."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.essvi import evaluator
from axiom.volatility.curves.essvi import stored
from axiom.volatility.curves.essvi.errors import vol_errors
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.evaluated import (
    EvaluatedSurface,
    check_ascending,
    check_aware,
    merged_grid,
)
from axiom.volatility.curves.points import read_points
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.stored import rebuilding

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import ArrayLike, NDArray

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

    @property
    def has_vol_error(self) -> bool:
        """Whether every slice has standard errors, as fitted ones do, and `vol_error` is known."""
        return all(s.standard_error for s in self.slices)

    def vol_error(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Give the standard error of the vol; arguments and errors as for `vol`.

        From the errors of theta, rho and psi to first order on a slice; linear in variance time
        between slices at fixed log-moneyness, flat before the first and after the last. That the
        truth is an eSSVI surface is taken for granted.

        Raises
        ------
        InvalidArgumentError
            A slice has no standard errors.
        """
        if not self.has_vol_error:
            without = [s.years for s in self.slices if not s.standard_error]
            msg = f"slices at years {without} have no standard_error; give those of a fit"
            raise InvalidArgumentError(msg)
        p = read_points(strike, log_moneyness, expiry, self.forward)
        nodes, tau = (self._variance_time(t) for t in (np.array(self.fitted_expiries), p.expiry))
        late = np.minimum(np.searchsorted(nodes, tau), nodes.size - 1)
        early = np.maximum(late - 1, 0)
        width = np.where(late > early, nodes[late] - nodes[early], 1.0)
        share = np.clip((tau - nodes[early]) / width, 0.0, 1.0)
        before, after = (vol_errors(self.slices, i, p.log_moneyness) for i in (early, late))
        return p.shaped(before + share * (after - before))

    def _variance_time(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        return years if self.clock is None else np.asarray(self.clock(years))

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
        _check_errors(s)
    check_ascending(slices)


def _check_errors(s: EssviSlice) -> None:
    sizes = len(s.standard_error), len(s.correlation)
    known = all(0.0 <= x < math.inf for x in s.standard_error)
    if (
        sizes not in {(0, 0), (3, 3)}
        or not known
        or not all(-1.0 <= x <= 1.0 for x in s.correlation)
    ):
        msg = (
            f"slices: standard_error is {s.standard_error} and correlation {s.correlation}; "
            "give three finite numbers >= 0 and three in [-1, 1], or none"
        )
        raise InvalidArgumentError(msg)
