"""Adverse selection estimated from fills: what the value does against us after each."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.rules import MarkoutRules

__all__ = ["Markouts"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A fill whose markout is not due yet."""

    due: float
    row: int
    side: float
    value: float
    delta: float
    vega: float


class Markouts:
    """Loss of fills a unit of delta and of vega, by weighted least squares that forgets.

    Parameters
    ----------
    rules : MarkoutRules
        Start, horizon and memory.

    Notes
    -----
    The markout of a fill is m = -side (V(t + horizon) - V(t)), side 1 where we bought: what the
    theoretical value of one unit has moved against us. With x = (|delta|, vega) at the fill and
    weights w that halve every `half_life_fills` fills, the estimate minimises

        sum_j w_j (m_j - a x_j)^2 + prior_fills sum_i mean(x_i^2) (a_i - start_i)^2

    over a = (per_delta, per_vega) >= 0: the start counts as much as that many fills. mean is the
    weighted one over the fills so far.
    Verified by tests/unit/desk/quoting/chain/test_markouts.py.
    """

    def __init__(self, rules: MarkoutRules) -> None:
        self._rules = rules
        self._waiting: deque[_Waiting] = deque()
        self._kept = 0.5 ** (1.0 / rules.half_life_fills)
        self._moments = np.zeros((2, 2))
        self._products = np.zeros(2)
        self._weight = 0.0
        self.per_delta, self.per_vega = rules.per_delta, rules.per_vega
        self.n_markouts = 0

    def add(
        self, *, row: int, quantity: float, time: float, value: float, delta: float, vega: float
    ) -> None:
        """Take note of a fill at the theoretical value, delta and vega of one unit."""
        if self._rules.is_learning and math.isfinite(value + delta + vega):
            self._waiting.append(
                _Waiting(
                    due=time + self._rules.horizon_seconds,
                    row=row,
                    side=math.copysign(1.0, quantity),
                    value=value,
                    delta=abs(delta),
                    vega=vega,
                )
            )

    def relist(self, place: NDArray[np.intp]) -> None:
        """Follow rows to their new places; fills of rows without one (below 0) are dropped."""
        self._waiting = deque(
            replace(fill, row=int(place[fill.row]))
            for fill in self._waiting
            if place[fill.row] >= 0
        )

    def mature(self, time: float, values: Floats) -> None:
        """Take the markouts that are due, at the values by row now."""
        found = False
        while self._waiting and self._waiting[0].due <= time:
            fill = self._waiting.popleft()
            lost = -fill.side * (float(values[fill.row]) - fill.value)
            if math.isfinite(lost):
                self._take(np.array([fill.delta, fill.vega]), lost)
                found = True
        if found:
            self._estimate()

    def _take(self, x: Floats, lost: float) -> None:
        self._moments = self._kept * self._moments + np.multiply.outer(x, x)
        self._products = self._kept * self._products + x * lost
        self._weight = self._kept * self._weight + 1.0
        self.n_markouts += 1

    def _estimate(self) -> None:
        """Minimise over both, and over each alone where the other would be negative."""
        start = (self._rules.per_delta, self._rules.per_vega)
        tie = self._rules.prior_fills * np.diag(self._moments) / self._weight
        a, b = self._moments + np.diag(tie), self._products + tie * start
        alone = [b[i] / a[i, i] if a[i, i] > 0.0 else start[i] for i in range(2)]
        determinant = a[0, 0] * a[1, 1] - a[0, 1] ** 2
        if determinant <= 1e-12 * a[0, 0] * a[1, 1]:
            both = alone
        else:
            both = [
                (a[1, 1] * b[0] - a[0, 1] * b[1]) / determinant,
                (a[0, 0] * b[1] - a[0, 1] * b[0]) / determinant,
            ]
        if both[1] < 0.0:
            both = [alone[0], 0.0]
        elif both[0] < 0.0:
            both = [0.0, alone[1]]
        self.per_delta, self.per_vega = (max(float(one), 0.0) for one in both)
