"""Least-squares projection onto linear inequalities that tie neighbours together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Rows", "project"]

_CENTRING, _TO_BOUNDARY = 0.1, 0.99
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Rows:
    """Inequalities early x_i + late x_(i+1) >= bound; `late` is None where they are on x_i alone.

    `early` (m, n_i), `late` (m, n_(i+1)) or None, `bound` (m,).
    """

    index: int
    early: NDArray[np.float64]
    late: NDArray[np.float64] | None
    bound: NDArray[np.float64]


def project(
    centre: Sequence[NDArray[np.float64]], rows: Sequence[Rows], *, iterations: int = 40
) -> list[NDArray[np.float64]]:
    """Find the point nearest to `centre` (blocks x_i, each (n_i,)) that satisfies all rows.

    Where none does, the last iterate comes back: the caller checks what it got.

    Notes
    -----
    A primal-dual interior-point method; the normal equations are block tridiagonal and solved by
    block elimination, so that the cost is linear in the number of blocks.

    References
    ----------
    .. [1] Nocedal, J., Wright, S. (2006), "Numerical Optimization", 2nd ed., section 16.6.

    Verified by tests/unit/volatility/certificate/test_repair.py.
    """
    x = [c.copy() for c in centre]
    slack = [np.maximum(_apply(r, x) - r.bound, 1.0) for r in rows]
    dual = [np.ones_like(s) for s in slack]
    total = max(sum(s.size for s in slack), 1)
    for _ in range(iterations):
        gap = sum(float(s @ z) for s, z in zip(slack, dual, strict=True)) / total
        primal = [_apply(r, x) - s - r.bound for r, s in zip(rows, slack, strict=True)]
        worst = max((float(np.abs(p).max(initial=0.0)) for p in primal), default=0.0)
        if gap < _CLOSE and worst < _CLOSE:
            break
        try:
            step = _newton(centre, x, rows, _State(slack, dual, primal, _CENTRING * gap))
        except np.linalg.LinAlgError:  # no point satisfies all rows
            break
        if not all(np.isfinite(s).all() for s in (*step.x, *step.dual)):
            break
        length = _length(slack, step.slack, dual, step.dual)
        x = [a + length * b for a, b in zip(x, step.x, strict=True)]
        slack = [a + length * b for a, b in zip(slack, step.slack, strict=True)]
        dual = [a + length * b for a, b in zip(dual, step.dual, strict=True)]
    return x


@dataclass(frozen=True, slots=True)
class _State:
    slack: list[NDArray[np.float64]]
    dual: list[NDArray[np.float64]]
    primal: list[NDArray[np.float64]]
    target: float


@dataclass(frozen=True, slots=True)
class _Step:
    x: list[NDArray[np.float64]]
    slack: list[NDArray[np.float64]]
    dual: list[NDArray[np.float64]]


def _apply(r: Rows, x: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    own: NDArray[np.float64] = r.early @ x[r.index]
    return own if r.late is None else own + r.late @ x[r.index + 1]


def _newton(
    centre: Sequence[NDArray[np.float64]],
    x: list[NDArray[np.float64]],
    rows: Sequence[Rows],
    state: _State,
) -> _Step:
    diagonal = [np.eye(c.size) for c in centre]
    beside = [np.zeros((a.size, b.size)) for a, b in pairwise(centre)]
    right = [c - a for c, a in zip(centre, x, strict=True)]
    pulls = []
    for r, s, z, p in zip(rows, state.slack, state.dual, state.primal, strict=True):
        weight = z / s
        pull = state.target / s - weight * p  # what the dual becomes, but for the step in x
        pulls.append((weight, pull))
        weighted = weight[:, None] * r.early
        diagonal[r.index] += r.early.T @ weighted
        right[r.index] += r.early.T @ pull
        if r.late is not None:
            diagonal[r.index + 1] += r.late.T @ (weight[:, None] * r.late)
            beside[r.index] += weighted.T @ r.late
            right[r.index + 1] += r.late.T @ pull
    dx = _block_tridiagonal(diagonal, beside, right)
    moves = [_apply(r, dx) for r in rows]
    slack = [m + p for m, p in zip(moves, state.primal, strict=True)]
    dual = [
        pull - weight * m - z for (weight, pull), m, z in zip(pulls, moves, state.dual, strict=True)
    ]
    return _Step(dx, slack, dual)


def _block_tridiagonal(
    diagonal: list[NDArray[np.float64]],
    beside: list[NDArray[np.float64]],
    right: list[NDArray[np.float64]],
) -> list[NDArray[np.float64]]:
    """Solve the symmetric system with these blocks on and above the diagonal."""
    pivots, solved = [diagonal[0]], [right[0]]
    for i, above in enumerate(beside):
        both = np.linalg.solve(pivots[i], np.column_stack([above, solved[i]]))
        pivots.append(diagonal[i + 1] - above.T @ both[:, :-1])
        solved.append(right[i + 1] - above.T @ both[:, -1])
    x = [np.asarray(np.linalg.solve(pivots[-1], solved[-1]), dtype=np.float64)]
    for i in range(len(beside) - 1, -1, -1):
        rest = solved[i] - beside[i] @ x[0]
        x.insert(0, np.asarray(np.linalg.solve(pivots[i], rest), dtype=np.float64))
    return x


def _length(
    slack: list[NDArray[np.float64]],
    slack_step: list[NDArray[np.float64]],
    dual: list[NDArray[np.float64]],
    dual_step: list[NDArray[np.float64]],
) -> float:
    """Give the longest step that leaves slacks and duals above zero."""
    longest = 1.0
    for at, by in zip([*slack, *dual], [*slack_step, *dual_step], strict=True):
        falls = by < 0.0
        if falls.any():
            longest = min(longest, _TO_BOUNDARY * float((-at[falls] / by[falls]).min()))
    return longest
