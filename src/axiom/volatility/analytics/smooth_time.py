"""Total variance with a growth that is continuous in time, for local vols without jumps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["Jet", "smooth_total_variance"]

_BEYOND = 1.0


@dataclass(frozen=True, slots=True)
class Jet:
    """A function of log-moneyness with its first two derivatives, arrays of one shape."""

    value: NDArray[np.float64]
    first: NDArray[np.float64]
    second: NDArray[np.float64]

    def __add__(self, other: Jet) -> Jet:
        """Add two functions."""
        return Jet(self.value + other.value, self.first + other.first, self.second + other.second)

    def __sub__(self, other: Jet) -> Jet:
        """Subtract a function."""
        return self + other.scaled(-1.0)

    def scaled(self, factor: NDArray[np.float64] | float) -> Jet:
        """Multiply by a number that does not depend on log-moneyness."""
        return Jet(self.value * factor, self.first * factor, self.second * factor)

    def inverse(self) -> Jet:
        """One over a function above 0; 0 with its derivatives where it is not."""
        up = self.value > 0.0
        one = np.where(up, 1.0, 0.0) / np.where(up, self.value, 1.0)
        first = -self.first * one**2
        return Jet(one, first, -self.second * one**2 + 2.0 * self.first**2 * (one * one * one))


def smooth_total_variance(
    surface: Surface, k: NDArray[np.float64], t: NDArray[np.float64]
) -> tuple[Jet, NDArray[np.float64]]:
    """Total variance and its growth per clock year, with a growth continuous in time.

    Parameters
    ----------
    surface : Surface
    k, t : ndarray of float64
        Log-moneyness and years >= 0, of one shape.

    Returns
    -------
    Jet
        Total variance and its derivatives in k.
    ndarray of float64
        Its derivative in variance time (calendar time without a clock).

    Notes
    -----
    At fixed k a monotone cubic in variance time through 0 and the surface's own values at its
    fitted expiries, with Fritsch and Butland's slopes: the weighted harmonic mean of both sides'
    growth, which is smooth in k too, so that all derivatives are exact. Rising values give a rising
    cubic: no calendar arbitrage comes in. Beyond the last expiry the surface's own growth, to which
    the slope jumps there. Butterfly arbitrage between expiries is not excluded by construction: g
    says.

    References
    ----------
    .. [1] Fritsch, F. N., Butland, J. (1984), "A method for constructing local monotone piecewise
       cubic interpolants", SIAM Journal on Scientific and Statistical Computing 5(2), 300-304.

    Verified by ``tests/unit/volatility/analytics/test_smooth_time.py``.
    """
    nodes = _Nodes.of(surface)
    cell = np.clip(np.searchsorted(nodes.years, t, side="right") - 1, 0, nodes.last)
    around = [nodes.variance(surface, k, cell + j) for j in (-1, 0, 1, 2)]
    before, growth, after = (
        nodes.growth(cell + j, around[j + 1], around[j + 2]) for j in (-1, 0, 1)
    )
    left = _chosen((cell == 0) | (cell == nodes.last), growth, _slope(nodes, cell, before, growth))
    right = _chosen(cell == nodes.last, growth, _slope(nodes, cell + 1, growth, after))
    width = nodes.tau[cell + 1] - nodes.tau[cell]
    u = (nodes.time_of(surface, t) - nodes.tau[cell]) / width
    bend = growth.scaled(3.0) - left.scaled(2.0) - right
    twist = left + right - growth.scaled(2.0)
    rise = left.scaled(u) + bend.scaled(u * u) + twist.scaled(u * u * u)
    w = around[1] + rise.scaled(width)
    return w, left.value + 2.0 * bend.value * u + 3.0 * twist.value * (u * u)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Expiry 0, the fitted expiries and one beyond, in calendar and in variance time."""

    years: NDArray[np.float64]
    tau: NDArray[np.float64]

    @classmethod
    def of(cls, surface: Surface) -> _Nodes:
        fitted = np.asarray(surface.fitted_expiries, dtype=np.float64)
        years = np.concatenate([[0.0], fitted, [fitted[-1] + _BEYOND]])
        return cls(years, cls.time_of(surface, years))

    @staticmethod
    def time_of(surface: Surface, t: NDArray[np.float64]) -> NDArray[np.float64]:
        clock = getattr(surface, "clock", None)
        return t if clock is None else np.asarray(clock(t))

    @property
    def last(self) -> int:
        """The cell beyond the last fitted expiry."""
        return self.years.size - 2

    def variance(self, surface: Surface, k: NDArray[np.float64], node: NDArray[np.intp]) -> Jet:
        """Total variance at nodes; nothing at expiry 0 and before."""
        inside = np.clip(node, 1, self.last + 1)
        d = surface.derivatives(log_moneyness=k, expiry=self.years[inside])
        found = Jet(np.asarray(d.total_variance), np.asarray(d.dw_dk), np.asarray(d.d2w_dk2))
        return found.scaled(np.where(node <= 0, 0.0, 1.0))

    def growth(self, cell: NDArray[np.intp], early: Jet, late: Jet) -> Jet:
        """Mean growth over cells from total variance at both ends; nothing where there is none."""
        is_one = (cell >= 0) & (cell <= self.last)
        at = np.clip(cell, 0, self.last)
        width = self.tau[at + 1] - self.tau[at]
        return (late - early).scaled(np.where(is_one, 1.0, 0.0) / width)


def _slope(nodes: _Nodes, node: NDArray[np.intp], before: Jet, after: Jet) -> Jet:
    """Weighted harmonic mean of the growth on both sides of a node; 0 where one does not grow."""
    inner = np.clip(node, 1, nodes.last)
    a = nodes.tau[inner] - nodes.tau[inner - 1]
    b = nodes.tau[inner + 1] - nodes.tau[inner]
    share = (a + 2.0 * b) / (3.0 * (a + b))
    mean = (before.inverse().scaled(share) + after.inverse().scaled(1.0 - share)).inverse()
    grows = (before.value > 0.0) & (after.value > 0.0)
    return mean.scaled(np.where(grows, 1.0, 0.0))


def _chosen(where: NDArray[np.bool_], one: Jet, other: Jet) -> Jet:
    return Jet(
        np.where(where, one.value, other.value),
        np.where(where, one.first, other.first),
        np.where(where, one.second, other.second),
    )
