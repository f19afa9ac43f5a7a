"""Andreasen-Huge slices and their surface."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline import second_derivatives, slice_derivatives
from axiom.volatility.curves.sliced import SlicedSurface
from axiom.volatility.curves.smile import SmileValues

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AndreasenHugeSlice", "AndreasenHugeSurface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AndreasenHugeSlice:
    """One expiry: the implied total variance of the prices on the grid, splined.

    Attributes
    ----------
    expiry : datetime
        The settlement instant, aware.
    years : float
        Time to it.
    knots : tuple of float
        Log-moneyness of grid nodes, ascending, two or more.
    total_variance : tuple of float
        Implied from the price at each, > 0. Between them a natural cubic spline, outside them
        straight.
    local_knots, local_variance : tuple of float
        Log-moneyness, and local variance times the length of the step; its logarithm is linear
        between them and flat outside.
    log_moneyness_min, log_moneyness_max : float
        The range of quotes the slice was fitted to.
    n_quotes : int
        How many quotes it was fitted to.
    """

    expiry: datetime
    years: float
    knots: tuple[float, ...]
    total_variance: tuple[float, ...]
    local_knots: tuple[float, ...]
    local_variance: tuple[float, ...]
    log_moneyness_min: float
    log_moneyness_max: float
    n_quotes: int
    _spline: tuple[NDArray[np.float64], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the knots and spline them."""
        if len(self.knots) != len(self.total_variance) or len(self.knots) < 2:
            msg = (
                f"total_variance has {len(self.total_variance)} values at {len(self.knots)} knots; "
                "give one a knot, and two knots or more"
            )
            raise InvalidArgumentError(msg)
        if not all(a < b for a, b in pairwise(self.knots)):
            msg = f"knots do not ascend from {self.knots[0]} to {self.knots[-1]}; sort them"
            raise InvalidArgumentError(msg)
        if not min(self.total_variance) > 0.0:
            msg = f"total_variance has {min(self.total_variance)}; give values > 0"
            raise InvalidArgumentError(msg)
        knots, values = np.array(self.knots), np.array(self.total_variance)
        second = second_derivatives(knots=knots, total_variance=values)
        object.__setattr__(self, "_spline", (knots, values, second))

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Total variance and its first two derivatives in log-moneyness."""
        knots, values, second = self._spline
        w, dw, ddw, _ = slice_derivatives(
            knots=knots, total_variance=values, second=second, log_moneyness=log_moneyness
        )
        return SmileValues(w, dw, ddw)


@dataclass(frozen=True, kw_only=True)
class AndreasenHugeSurface(SlicedSurface[AndreasenHugeSlice]):
    """A surface of Andreasen-Huge slices; satisfies `Surface`, with all `SlicedSurface` says.

    Notes
    -----
    The prices on the grid have no arbitrage; `certify` says whether the spline through their
    implied variances, and total variance between expiries, kept that.

    References
    ----------
    .. [1] Andreasen, J., Huge, B. (2011), "Volatility interpolation", Risk, March, 76-79.

    Verified by ``tests/unit/volatility/curves/test_andreasen_huge.py``.
    """

    FORMAT: ClassVar[str] = "axiom.andreasen_huge"
    SLICE: ClassVar[type] = AndreasenHugeSlice
