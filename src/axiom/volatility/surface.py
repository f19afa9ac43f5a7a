"""What every volatility surface offers, whatever it was fitted with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import numpy as np
    from numpy.typing import ArrayLike, NDArray


__all__ = ["Region", "Surface", "SurfaceDerivatives", "vol_error_of"]


class Region(IntEnum):
    """Where a point of a surface comes from.

    `OBSERVED`: on a fitted expiry, within the strikes quoted there. `INTERPOLATED`: between two
    fitted expiries, within the log-moneyness range interpolated from theirs. `EXTRAPOLATED`: else.
    """

    OBSERVED = 0
    INTERPOLATED = 1
    EXTRAPOLATED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceDerivatives:
    """Total variance w(k, t) and its derivatives; k is log(strike / forward), t is years.

    Attributes
    ----------
    total_variance : float or ndarray
        w = vol^2 t.
    dw_dk, d2w_dk2 : float or ndarray
        In log-moneyness, at fixed expiry.
    dw_dt : float or ndarray
        In expiry, per year, at fixed log-moneyness; to the right where it jumps.
    """

    total_variance: float | NDArray[np.float64]
    dw_dk: float | NDArray[np.float64]
    d2w_dk2: float | NDArray[np.float64]
    dw_dt: float | NDArray[np.float64]


@runtime_checkable
class Surface(Protocol):
    """A volatility surface of one underlying at one valuation time.

    A point is given by `expiry` in years and by exactly one of `strike` and `log_moneyness`
    (log(strike / forward)). Arguments broadcast; scalars give floats, arrays give float64 arrays of
    the broadcast shape. NaN gives NaN in that element alone; impossible input raises
    `axiom.core.errors.InvalidArgumentError`.
    """

    @property
    def valuation_time(self) -> datetime:
        """The instant from which expiries are counted, aware."""
        ...

    def vol(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Black implied volatility, per square root of a year."""
        ...

    def total_variance(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Total implied variance vol^2 * expiry."""
        ...

    def density(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Risk-neutral density of the underlying at the strike, under the forward measure."""
        ...

    def derivatives(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> SurfaceDerivatives:
        """Total variance and its derivatives in log-moneyness and expiry."""
        ...

    def region(
        self,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
    ) -> Region | NDArray[np.uint8]:
        """Whether a point is observed, interpolated or extrapolated."""
        ...

    def forward(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Forward price for delivery at the expiry."""
        ...

    def discount_factor(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Value now of one unit of money paid at the expiry."""
        ...

    @property
    def fitted_expiries(self) -> tuple[float, ...]:
        """The expiries, in years and ascending, between which the surface interpolates."""
        ...

    def to_json(self) -> str:
        """Text from which `from_json` rebuilds the surface bit for bit."""
        ...

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Rebuild a surface from `to_json`'s text."""
        ...


def vol_error_of(surface: Surface) -> Callable[..., float | NDArray[np.float64]] | None:
    """Give the surface's method `vol_error`, or None where it has no standard errors."""
    if not getattr(surface, "has_vol_error", True):
        return None
    return getattr(surface, "vol_error", None)
