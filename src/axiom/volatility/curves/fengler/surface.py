"""Fengler's slices and their surface."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.curves.fengler.prices import CallCurve, call_curve
from axiom.volatility.curves.sliced import SlicedSurface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.smile import SmileValues

__all__ = ["FenglerSlice", "FenglerSurface"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FenglerSlice:
    """One expiry: a convex cubic spline of call prices over forward, with power tails.

    Attributes
    ----------
    expiry : datetime
        The settlement instant, aware.
    years : float
        Time to it.
    nodes : tuple of float
        Moneyness, strike over forward, ascending, > 0, three or more.
    density : tuple of float
        Second derivative of the price at the nodes, >= 0; linear between them.
    last_value, last_slope : float
        Price at the last node, > 0, and its slope, < 0.
    log_moneyness_min, log_moneyness_max : float
        The range of quotes the slice was fitted to.
    n_quotes : int
        How many quotes it was fitted to.
    """

    expiry: datetime
    years: float
    nodes: tuple[float, ...]
    density: tuple[float, ...]
    last_value: float
    last_slope: float
    log_moneyness_min: float
    log_moneyness_max: float
    n_quotes: int
    curve: CallCurve = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the nodes and build the curve."""
        if len(self.nodes) != len(self.density) or len(self.nodes) < 3:
            msg = f"density has {len(self.density)} values at {len(self.nodes)} nodes; give 3 or "
            raise InvalidArgumentError(msg + "more nodes and one a node")
        ascending = all(a < b for a, b in pairwise(self.nodes))
        if not (ascending and self.nodes[0] > 0.0):
            msg = f"nodes from {self.nodes[0]} to {self.nodes[-1]} do not ascend above 0; sort them"
            raise InvalidArgumentError(msg)
        if not min(self.density) >= 0.0:
            msg = f"density has {min(self.density)}; give values >= 0"
            raise InvalidArgumentError(msg)
        nodes, density = np.array(self.nodes), np.array(self.density)
        curve = call_curve(nodes, density, self.last_value, self.last_slope)
        if not (self.last_value > 0.0 > self.last_slope and curve.left[0] > 0.0):
            msg = f"last_value is {self.last_value}, last_slope {self.last_slope}; give a call > 0 "
            raise InvalidArgumentError(msg + "that falls, and lies above 1 - moneyness throughout")
        if curve.left[1] < 1.0:
            msg = f"last_slope is {self.last_slope}; give one with puts that are convex from 0 on"
            raise InvalidArgumentError(msg)
        object.__setattr__(self, "curve", curve)

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Total variance and its first two derivatives in log-moneyness."""
        return self.curve.smile(log_moneyness)


@dataclass(frozen=True, kw_only=True)
class FenglerSurface(SlicedSurface[FenglerSlice]):
    """A surface of smoothed call prices; satisfies `Surface`, with all `SlicedSurface` says.

    Notes
    -----
    Each slice is free of butterfly arbitrage at every strike. That prices rise with expiry is
    required at points (see `fit_fengler`), and total variance is linear between slices, which the
    form does not prove free of arbitrage: `certify` looks.

    References
    ----------
    .. [1] Fengler, M. (2009), "Arbitrage-free smoothing of the implied volatility surface",
       Quantitative Finance 9(4), 417-428.

    Verified by ``tests/unit/volatility/curves/test_fengler.py``.
    """

    FORMAT: ClassVar[str] = "axiom.fengler"
    SLICE: ClassVar[type] = FenglerSlice
