"""The eSSVI surface: three parameters a slice, free of arbitrage between and beyond the slices."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.essvi import Evaluator
from axiom.volatility.curves.essvi import stored
from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.regions import region_codes
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.surface import Region, SurfaceDerivatives

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.forwards.curve import ForwardCurve

__all__ = ["EssviSurface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EssviSurface:
    """A surface of eSSVI slices; satisfies `Surface`.

    Parameters
    ----------
    valuation_time : datetime
        Aware.
    slices : tuple of EssviSlice
        Ascending in `years`, at least one.
    forwards : ForwardCurve
        Forwards and discount factors.
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
    k = log(strike / forward). Between slices (theta, psi, rho psi) are linear in calendar time,
    which keeps a pair of slices free of calendar arbitrage. Before the first slice theta and psi
    are proportional to time (the vol at fixed k is constant, down to expiry zero); after the last
    theta keeps growing, at its slope over the last factor of two in expiry (at a constant vol where
    no slice is that much earlier; never below zero), psi and rho stay. In strike the slices' own
    wings, linear in k, extrapolate.

    References
    ----------
    .. [1] Hendriks, S., Martini, C. (2019), "The extended SSVI volatility surface", Journal of
       Computational Finance 22(5), 25-39.
    .. [2] Corbetta, J., Cohort, P., Laachir, I., Martini, C. (2019), "Robust calibration and
       arbitrage-free interpolation of SSVI slices", Decisions in Economics and Finance 42, 665-677.

    Verified by a NumPy twin, finite differences, and the certificate of random feasible surfaces.
    """

    valuation_time: datetime
    slices: tuple[EssviSlice, ...]
    forwards: ForwardCurve
    skipped: tuple[SkippedExpiry, ...] = ()
    _evaluate: Evaluator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the parts and build the compiled evaluator."""
        if self.valuation_time.tzinfo is None:
            msg = f"valuation_time {self.valuation_time} is naive; give it a time zone"
            raise InvalidArgumentError(msg)
        _check_slices(self.slices)
        object.__setattr__(self, "_evaluate", self._evaluator())

    def _evaluator(self) -> Evaluator:
        curve = self.forwards
        return Evaluator(
            years=[s.years for s in self.slices],
            theta=[s.theta for s in self.slices],
            psi=[s.psi for s in self.slices],
            chi=[s.rho * s.psi for s in self.slices],
            theta_slope_after=self._theta_slope_after(),
            node_years=curve.years,
            log_forward=curve.log_forward,
            slope_before=curve.carry_before,
            slope_after=curve.carry_after,
        )

    def _theta_slope_after(self) -> float:
        last = self.slices[-1]
        for s in reversed(self.slices):
            if s.years <= 0.5 * last.years:
                return max(0.0, (last.theta - s.theta) / (last.years - s.years))
        return last.theta / last.years

    @property
    def fitted_expiries(self) -> tuple[float, ...]:
        """The slices' expiries, in years."""
        return tuple(s.years for s in self.slices)

    def vol(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Black implied volatility.

        Parameters
        ----------
        strike, log_moneyness : array_like
            Exactly one of them: strikes > 0, or log(strike / forward).
        expiry : array_like
            Years, >= 0; at 0 the limit from above at the same log-moneyness.

        Returns
        -------
        float or ndarray of float64
            Per square root of a year; the broadcast shape; NaN where an input is NaN.

        Raises
        ------
        InvalidArgumentError
            Both or none of strike and log_moneyness, input outside its domain, shapes that do not
            broadcast.
        """
        return self._evaluate("vol", strike, log_moneyness, expiry)

    def total_variance(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Total implied variance w = vol^2 expiry; arguments and errors as for `vol`."""
        return self._evaluate("total_variance", strike, log_moneyness, expiry)

    def density(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Risk-neutral density of the underlying at expiry, per unit of price.

        Under the forward measure: the second derivative in strike of the undiscounted call,
        g(k) n(d2) / (strike sqrt(w)) with Durrleman's g. At expiry zero it is zero away from the
        forward and infinite at it. Arguments and errors as for `vol`.
        """
        return self._evaluate("density", strike, log_moneyness, expiry)

    def derivatives(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> SurfaceDerivatives:
        """w, dw/dk, d2w/dk2 at fixed expiry and dw/dt at fixed log-moneyness, analytic.

        At a slice dw/dt is taken to its right. Arguments and errors as for `vol`.
        """
        w, dk, dkk, dt = self._evaluate.derivatives(strike, log_moneyness, expiry)
        return SurfaceDerivatives(total_variance=w, dw_dk=dk, d2w_dk2=dkk, dw_dt=dt)

    def region(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> Region | NDArray[np.uint8]:
        """Where points come from: a `Region`, or an array of its codes; NaN is EXTRAPOLATED.

        A point counts as on a slice when its expiry differs by less than a minute. Arguments and
        errors as for `vol`.
        """
        self.total_variance(strike=strike, log_moneyness=log_moneyness, expiry=expiry)
        t = np.asarray(expiry, dtype=np.float64)
        if log_moneyness is None:
            k = np.log(np.asarray(strike, dtype=np.float64) / self.forward(t))
        else:
            k = np.asarray(log_moneyness, dtype=np.float64)
        codes = region_codes(self.slices, *np.broadcast_arrays(k, t))
        return Region(int(codes)) if codes.ndim == 0 else codes

    def forward(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Forward price at `expiry` (years, >= 0); see `ForwardCurve`."""
        return self.forwards.forward(expiry)

    def discount_factor(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Discount factor to `expiry` (years, >= 0); see `ForwardCurve`."""
        return self.forwards.discount_factor(expiry)

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the surface bit for bit."""
        return stored.dump(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a surface; unknown or missing fields and other versions raise DataError."""
        return cls(**stored.load(text))

    def save(self, path: str | Path) -> None:
        """Write `to_json` to a file, in UTF-8."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a surface that `save` wrote."""
        return cls.from_json(Path(path).read_text(encoding="utf-8"))

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Pickle through `to_json`; the compiled evaluator is built again."""
        return type(self).from_json, (self.to_json(),)


def _check_slices(slices: tuple[EssviSlice, ...]) -> None:
    if not slices:
        msg = "slices is empty; give at least one slice"
        raise InvalidArgumentError(msg)
    for s in slices:
        inside = s.years > 0.0 and s.theta > 0.0 and s.psi >= 0.0 and -1.0 <= s.rho <= 1.0
        if not inside or not all(map(math.isfinite, (s.years, s.theta, s.psi))):
            msg = f"slices: {s} is outside years > 0, theta > 0, psi >= 0, -1 <= rho <= 1"
            raise InvalidArgumentError(msg)
    for a, b in pairwise(slices):
        if not a.years < b.years:
            msg = f"slices: years {a.years} is followed by {b.years}; sort them, one an expiry"
            raise InvalidArgumentError(msg)
