"""Parameters inside bounds, as coordinates without bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Box", "Parameter"]

_EDGE = 1e-3  # of the coordinate's share of the box


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, its bounds, and whether ratios of it matter rather than differences."""

    name: str
    low: float
    high: float
    is_ratio: bool


class Box:
    """Maps coordinates z (p,) in R to parameters inside bounds and back.

    Notes
    -----
    Parameter or, for ratios, its logarithm = low + (high - low) / (1 + exp(-z)).

    Verified by ``tests/unit/volatility/calibration/test_parameters.py``.
    """

    def __init__(self, parameters: tuple[Parameter, ...]) -> None:
        self.parameters = parameters
        self._is_ratio = np.array([p.is_ratio for p in parameters])
        low, high = (np.array([getattr(p, side) for p in parameters]) for side in ("low", "high"))
        self._low, self._high = self._scaled(low), self._scaled(high)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names."""
        return tuple(p.name for p in self.parameters)

    def inside(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Parameters at coordinates."""
        at = self._low + (self._high - self._low) * self._share(z)
        return np.where(self._is_ratio, np.exp(np.where(self._is_ratio, at, 0.0)), at)

    def slopes(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Differentiate the parameters in their coordinates."""
        share = self._share(z)
        slope = (self._high - self._low) * share * (1.0 - share)
        return np.where(self._is_ratio, slope * self.inside(z), slope)

    def coordinates(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Coordinates of parameters; those at or beyond a bound are moved inside."""
        share = (self._scaled(values) - self._low) / (self._high - self._low)
        share = np.clip(share, _EDGE, 1.0 - _EDGE)
        return np.log(share / (1.0 - share))

    def scales(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sizes that errors are compared with: the value of a ratio, else a tenth of the range."""
        return np.where(self._is_ratio, values, 0.1 * (self._high - self._low))

    def at_bound(self, values: NDArray[np.float64]) -> tuple[str, ...]:
        """Names of the parameters within a thousandth of the range of a bound."""
        share = (self._scaled(values) - self._low) / (self._high - self._low)
        near = (share < 2 * _EDGE) | (share > 1.0 - 2 * _EDGE)
        return tuple(name for name, hit in zip(self.names, near, strict=True) if hit)

    @staticmethod
    def _share(z: NDArray[np.float64]) -> NDArray[np.float64]:
        return 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))

    def _scaled(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(self._is_ratio, np.log(np.where(self._is_ratio, values, 1.0)), values)
