"""What the surfaces with a compiled evaluator share: the `Surface` protocol's methods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.surfaces import time_grid
from axiom.volatility.curves.drawn import DrawnSurface
from axiom.volatility.curves.regions import Quoted, region_codes
from axiom.volatility.surface import Region, SurfaceDerivatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from numpy.typing import ArrayLike, NDArray

    from axiom.kernels import _core
    from axiom.kernels.surfaces import Evaluator
    from axiom.market import TimeTable
    from axiom.volatility.forwards.curve import ForwardCurve

__all__ = ["EvaluatedSurface", "check_ascending", "check_aware", "merged_grid"]


class EvaluatedSurface(DrawnSurface):
    """Base of the surfaces that are evaluated by the compiled core.

    A family adds `slices`, each with its expiry in years and its quoted range, the forward curve,
    and the evaluator.
    """

    __slots__ = ()

    forwards: ForwardCurve
    _evaluate: Evaluator

    @property
    def _quoted(self) -> Sequence[Quoted]:
        raise NotImplementedError

    @property
    def fitted_expiries(self) -> tuple[float, ...]:
        """The slices' expiries, in years."""
        return tuple(s.years for s in self._quoted)

    def vol(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Black implied volatility, per square root of a calendar year.

        Parameters
        ----------
        strike, log_moneyness : array_like
            Exactly one of them: strikes > 0, or log(strike / forward).
        expiry : array_like
            Years, >= 0; at 0 the limit from above at the same log-moneyness, an event at the
            valuation time left out.

        Returns
        -------
        float or ndarray of float64
            Per square root of a year; the broadcast shape; NaN where an input is NaN.

        Raises
        ------
        InvalidArgumentError
            Both or none of strike and log_moneyness, input outside its domain, shapes that do not
            broadcast.

        Notes
        -----
        A grid is fastest as ``strike[None, :], expiry[:, None]``: each expiry is located once.
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

        dw/dt is per calendar year, through the clock, taken to the right at a slice and where the
        clock changes its pace; the jump of an event is left out. Arguments and errors as for `vol`.
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
        codes = region_codes(self._quoted, *np.broadcast_arrays(k, t))
        return Region(int(codes)) if codes.ndim == 0 else codes

    def forward(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Forward price at `expiry` (years, >= 0); see `ForwardCurve`."""
        return self.forwards.forward(expiry)

    def discount_factor(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Discount factor to `expiry` (years, >= 0); see `ForwardCurve`."""
        return self.forwards.discount_factor(expiry)

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the surface bit for bit."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a surface; unknown or missing fields and other versions raise DataError."""
        raise NotImplementedError

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


def merged_grid(
    years: Iterable[float], forwards: ForwardCurve, clock: TimeTable | None
) -> _core.TimeGrid:
    """Merge the slices' expiries, the forward curve and the clock for an evaluator."""
    nodes = {}
    if clock is not None:
        nodes = {"clock_years": clock.years, "clock_variance_years": clock.variance_years}
    return time_grid(
        years=list(years),
        node_years=forwards.years,
        log_forward=forwards.log_forward,
        slope_before=forwards.carry_before,
        slope_after=forwards.carry_after,
        **nodes,
    )


def check_aware(valuation_time: datetime) -> None:
    """Refuse a naive valuation time."""
    if valuation_time.tzinfo is None:
        msg = f"valuation_time {valuation_time} is naive; give it a time zone"
        raise InvalidArgumentError(msg)


def check_ascending(slices: Sequence[Quoted]) -> None:
    """Refuse no slices, and slices that do not ascend in years."""
    if not slices:
        msg = "slices is empty; give at least one slice"
        raise InvalidArgumentError(msg)
    years = 0.0
    for s in slices:
        if not years < s.years < np.inf:
            msg = f"slices: years is {s.years} after {years}; sort them, one an expiry above 0"
            raise InvalidArgumentError(msg)
        years = s.years
