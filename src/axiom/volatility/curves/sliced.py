"""What surfaces made of one smile an expiry share: time, derivatives, density, storage."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import numpy as np

from axiom.kernels.essvi import static_conditions
from axiom.market.clock import TimeTable
from axiom.volatility.curves.drawn import DrawnSurface
from axiom.volatility.curves.evaluated import check_ascending, check_aware
from axiom.volatility.curves.points import read_points
from axiom.volatility.curves.regions import region_codes
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.smile import Moments, Smile, Times, linear_between, moments
from axiom.volatility.curves.stored import instant, plain, read_document, records, write_document
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode
from axiom.volatility.surface import Region, SurfaceDerivatives

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.curves.points import Points

__all__ = ["SlicedSurface"]


_S = TypeVar("_S", bound=Smile)


@dataclass(frozen=True, kw_only=True)
class SlicedSurface(DrawnSurface, Generic[_S]):
    """A surface of smiles, one an expiry; satisfies `Surface`.

    Parameters
    ----------
    valuation_time : datetime
        Aware.
    slices : tuple of slices
        Ascending in `years`, at least one.
    forwards : ForwardCurve
        Forwards and discount factors.
    clock : TimeTable, optional
        Variance time; calendar time where there is none.
    skipped : tuple of SkippedExpiry
        Expiries without a slice.

    Raises
    ------
    InvalidArgumentError
        A naive valuation time, no slices, or slices that do not ascend. Arbitrage is not an error
        here: `certify` finds it.

    Notes
    -----
    With tau the variance time and k = log(strike / forward): between slices total variance w is
    linear in tau at fixed k; before the first w = w_1(k) tau / tau_1, which is free of butterfly
    arbitrage where the first slice is; after the last w = w_n(k) + a (tau - tau_n), with a the
    growth of w at k = 0 over the last factor of two in variance time (w_n(0) / tau_n where no slice
    is that much earlier; never below 0). Two slices with no variance time between them are joined
    in calendar time.

    Verified by ``tests/unit/volatility/curves/test_sliced.py``.
    """

    FORMAT: ClassVar[str]
    VERSION: ClassVar[int] = 1
    SLICE: ClassVar[type[Any]]

    valuation_time: datetime
    slices: tuple[_S, ...]
    forwards: ForwardCurve
    clock: TimeTable | None = None
    skipped: tuple[SkippedExpiry, ...] = ()

    def __post_init__(self) -> None:
        """Check the parts."""
        check_aware(self.valuation_time)
        check_ascending(self.slices)

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
        """Black implied volatility, the square root of w over calendar years.

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
        p = read_points(strike, log_moneyness, expiry, self.forward)
        m = self._moments(p)
        now = p.expiry == 0.0
        variance = np.where(now, m.dw_dtau * self._rate(p.expiry), m.total_variance)
        return p.shaped(np.sqrt(variance / np.where(now, 1.0, p.expiry)))

    def total_variance(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Total implied variance w = vol^2 expiry; arguments and errors as for `vol`."""
        p = read_points(strike, log_moneyness, expiry, self.forward)
        return p.shaped(self._moments(p).total_variance)

    def density(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Risk-neutral density of the underlying at expiry, per unit of price.

        Under the forward measure: g(k) n(d2) / (strike sqrt(w)) with Durrleman's g. At expiry zero
        it is zero away from the forward and infinite at it. Arguments and errors as for `vol`.
        """
        p = read_points(strike, log_moneyness, expiry, self.forward)
        m = self._moments(p)
        k, w, alive = p.log_moneyness, m.total_variance, m.total_variance > 0.0
        known = np.where(alive, w, 1.0)
        g, _ = static_conditions(
            log_moneyness=k, total_variance=known, dw_dk=m.dw_dk, d2w_dk2=m.d2w_dk2
        )
        root = np.sqrt(known)
        d2 = -k / root - 0.5 * root
        price = self.forward(p.expiry) * np.exp(k)
        density = g * np.exp(-0.5 * d2 * d2) / (math.sqrt(2.0 * math.pi) * root * price)
        limit = np.where(k == 0.0, np.inf, 0.0)
        return p.shaped(np.where(alive, density, np.where(np.isnan(w), np.nan, limit)))

    def derivatives(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> SurfaceDerivatives:
        """w, dw/dk, d2w/dk2 at fixed expiry and dw/dt at fixed log-moneyness.

        dw/dt is taken to the right. Arguments and errors as for `vol`.
        """
        p = read_points(strike, log_moneyness, expiry, self.forward)
        m = self._moments(p)
        return SurfaceDerivatives(
            total_variance=p.shaped(m.total_variance),
            dw_dk=p.shaped(m.dw_dk),
            d2w_dk2=p.shaped(m.d2w_dk2),
            dw_dt=p.shaped(m.dw_dtau * self._rate(p.expiry)),
        )

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
        p = read_points(strike, log_moneyness, expiry, self.forward)
        codes = region_codes(self.slices, p.log_moneyness, p.expiry)
        return codes.reshape(p.shape) if p.shape else Region(int(codes[0]))

    def forward(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Forward price at `expiry` (years, >= 0); see `ForwardCurve`."""
        return self.forwards.forward(expiry)

    def discount_factor(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Discount factor to `expiry` (years, >= 0); see `ForwardCurve`."""
        return self.forwards.discount_factor(expiry)

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the surface bit for bit."""
        return write_document(
            {
                "format": self.FORMAT,
                "version": self.VERSION,
                "valuation_time": self.valuation_time.isoformat(),
                "slices": [plain(s) for s in self.slices],
                "forwards": [plain(n) for n in self.forwards.nodes],
                "clock": None if self.clock is None else self.clock.to_dict(),
                "skipped": [plain(s) for s in self.skipped],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a surface; unknown or missing fields and other versions raise DataError."""
        found = read_document(text, form=cls.FORMAT, version=cls.VERSION, names=_FIELDS)
        clock = found["clock"]
        return cls(
            valuation_time=instant(found["valuation_time"]),
            slices=records(cls.SLICE, found["slices"], "slices"),
            forwards=ForwardCurve(nodes=records(ForwardNode, found["forwards"], "forwards")),
            clock=None if clock is None else TimeTable.from_dict(clock),
            skipped=records(SkippedExpiry, found["skipped"], "skipped"),
        )

    def save(self, path: str | Path) -> None:
        """Write `to_json` to a file, in UTF-8."""
        Path(path).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a surface that `save` wrote."""
        return cls.from_json(Path(path).read_text(encoding="utf-8"))

    def _between(self, index: int, k: NDArray[np.float64], share: NDArray[np.float64]) -> Moments:
        """Evaluate between slices index and index + 1; the last derivative is by `share`."""
        return linear_between(self.slices[index], self.slices[index + 1], k, share)

    def _moments(self, points: Points) -> Moments:
        k, t = points.log_moneyness, points.expiry
        years = np.array(self.fitted_expiries)
        tau, nodes = self._variance_time(t), self._variance_time(years)
        return moments(self.slices, self._between, Times(years, nodes), k=k, t=t, tau=tau)

    def _variance_time(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        return years if self.clock is None else np.asarray(self.clock(years))

    def _rate(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.ones_like(years) if self.clock is None else np.asarray(self.clock.rate(years))


_FIELDS = {"valuation_time", "slices", "forwards", "clock", "skipped"}
