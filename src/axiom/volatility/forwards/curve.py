"""The forward and discount curves that a surface carries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ForwardCurve", "ForwardNode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardNode:
    """Forward price and discount factor for one expiry, in years from the valuation time."""

    years: float
    forward: float
    discount_factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardCurve:
    """Forwards and discount factors at any expiry, from those of the listed ones.

    Between nodes log(forward) and log(discount factor) are linear in time. Outside them the forward
    grows at the carry measured over the nearest stretch of nodes that spans a factor of two in
    expiry (zero carry where there is no such stretch); the discount factor runs through 1 at
    expiry zero, and at the last node's zero rate beyond it.

    Parameters
    ----------
    nodes : tuple of ForwardNode
        Ascending in `years`, at least one.
    """

    nodes: tuple[ForwardNode, ...]

    def __post_init__(self) -> None:
        """Refuse nodes that do not ascend or are not positive."""
        if not self.nodes:
            msg = "nodes is empty; give the forward of at least one expiry"
            raise InvalidArgumentError(msg)
        years = 0.0
        for node in self.nodes:
            if not (years < node.years < math.inf):
                msg = f"nodes: years is {node.years} after {years}; give ascending years above 0"
                raise InvalidArgumentError(msg)
            if not (0.0 < node.forward < math.inf and 0.0 < node.discount_factor < math.inf):
                msg = f"nodes: {node} has a forward or discount factor that is not finite and > 0"
                raise InvalidArgumentError(msg)
            years = node.years

    @property
    def years(self) -> tuple[float, ...]:
        """Expiries of the nodes."""
        return tuple(node.years for node in self.nodes)

    @property
    def log_forward(self) -> tuple[float, ...]:
        """Logarithm of the forward at each node."""
        return tuple(math.log(node.forward) for node in self.nodes)

    @property
    def carry_before(self) -> float:
        """Growth of log(forward) before the first node, per year."""
        first = self.nodes[0]
        for node in self.nodes:
            if node.years >= 2.0 * first.years:
                return _carry(first, node)
        return 0.0

    @property
    def carry_after(self) -> float:
        """Growth of log(forward) after the last node, per year."""
        last = self.nodes[-1]
        for node in reversed(self.nodes):
            if node.years <= 0.5 * last.years:
                return _carry(node, last)
        return 0.0

    def forward(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Forward price for delivery at `expiry` (years, >= 0)."""
        t = _expiries(expiry)
        years = self.years
        inside = np.interp(t, years, self.log_forward)
        before = np.minimum(t - years[0], 0.0) * self.carry_before
        after = np.maximum(t - years[-1], 0.0) * self.carry_after
        return _as_given(np.exp(inside + before + after))

    def discount_factor(self, expiry: ArrayLike) -> float | NDArray[np.float64]:
        """Discount factor to `expiry` (years, >= 0)."""
        t = _expiries(expiry)
        years = (0.0, *self.years)
        logs = (0.0, *(math.log(node.discount_factor) for node in self.nodes))
        inside = np.interp(t, years, logs)
        after = np.maximum(t - years[-1], 0.0) * (logs[-1] / years[-1])
        return _as_given(np.exp(inside + after))


def _carry(a: ForwardNode, b: ForwardNode) -> float:
    return math.log(b.forward / a.forward) / (b.years - a.years)


def _expiries(expiry: ArrayLike) -> NDArray[np.float64]:
    t = np.asarray(expiry, dtype=np.float64)
    bad = (t < 0.0) | np.isinf(t)
    if bad.any():
        msg = f"expiry is {t[bad].flat[0]}; give years, finite and >= 0"
        raise InvalidArgumentError(msg)
    return t


def _as_given(values: NDArray[np.float64]) -> float | NDArray[np.float64]:
    return float(values) if values.ndim == 0 else values
