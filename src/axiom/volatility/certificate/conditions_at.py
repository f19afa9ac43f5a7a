"""The conditions of spline slices at points, linear in the total variances at their knots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels.spline import second_derivatives

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Basis", "durrleman_gradient"]


@dataclass(frozen=True, slots=True)
class Basis:
    """Maps from the values at the knots to the spline; `second` (n, n) gives w'' at the knots."""

    knots: NDArray[np.float64]
    second: NDArray[np.float64]

    @classmethod
    def of(cls, knots: NDArray[np.float64]) -> Basis:
        """Prepare the map of one slice."""
        unit = np.eye(knots.size)
        columns = [second_derivatives(knots=knots, total_variance=u) for u in unit]
        return cls(knots, np.column_stack(columns))

    def at(self, k: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows (3, m, n) that give w, w' and w'' at k (m,); straight beyond the knots."""
        x, n = self.knots, self.knots.size
        inside = np.clip(k, x[0], x[-1])
        j = np.clip(np.searchsorted(x, inside, side="right") - 1, 0, n - 2)
        h = (x[j + 1] - x[j])[:, None]
        b = (inside - x[j])[:, None] / h
        a, unit = 1.0 - b, np.eye(n)
        low, high = self.second[j], self.second[j + 1]
        w = a * unit[j] + b * unit[j + 1]
        w = w + ((a**3 - a) * low + (b**3 - b) * high) * h**2 / 6.0
        slope = (unit[j + 1] - unit[j]) / h
        slope = slope + ((1.0 - 3.0 * a**2) * low + (3.0 * b**2 - 1.0) * high) * h / 6.0
        beyond = (k - inside)[:, None]
        curvature = np.where(beyond == 0.0, a * low + b * high, 0.0)
        return np.stack([w + beyond * slope, slope, curvature])


def durrleman_gradient(
    k: NDArray[np.float64], jet: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Durrleman's g (m,) and its derivatives (3, m) in w, w' and w'', from jets (3, m)."""
    w, slope, curvature = jet
    first = 1.0 - 0.5 * k * slope / w
    g = first**2 - 0.25 * slope**2 * (1.0 / w + 0.25) + 0.5 * curvature
    by_w = first * k * slope / w**2 + 0.25 * (slope / w) ** 2
    by_slope = -first * k / w - 0.5 * slope * (1.0 / w + 0.25)
    return g, np.stack([by_w, by_slope, np.full_like(w, 0.5)])
