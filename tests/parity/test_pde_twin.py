"""The compiled solver against the same scheme written with dense matrices."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from axiom.kernels.pde import Edge, Line, Resolution, Stretches, TwoLines, solve_lines

SHARE = 2.0 - math.sqrt(2.0)


def twin(
    nodes: NDArray[np.float64],
    values: NDArray[np.float64],
    *,
    diffusion: float,
    drift: float,
    decay: float,
    lengths: NDArray[np.float64],
    floor: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """March with TR-BDF2, both edges at the values they have; a floor by brute force."""
    count, h = len(nodes), nodes[1] - nodes[0]
    L = np.zeros((count, count))
    for i in range(1, count - 1):
        L[i, i - 1 : i + 2] = diffusion / h**2 * np.array([1.0, -2.0, 1.0])
        L[i, i - 1 : i + 2] += drift / (2.0 * h) * np.array([-1.0, 0.0, 1.0])
        L[i, i] -= decay
    identity = np.eye(count)
    for dt in lengths:
        matrix = identity - 0.5 * SHARE * dt * L
        stage = solved(matrix, values + 0.5 * SHARE * dt * L @ values, floor)
        right = (stage - (1.0 - SHARE) ** 2 * values) / (SHARE * (2.0 - SHARE))
        right[[0, -1]] = values[[0, -1]]
        values = solved(matrix, right, floor)
    return values


def solved(
    matrix: NDArray[np.float64], right: NDArray[np.float64], floor: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """Solve the linear problem, or the complementarity problem by moving its active set."""
    if floor is None:
        return np.linalg.solve(matrix, right)
    active = np.zeros(len(right), dtype=bool)
    for _ in range(100):
        rows = np.where(active[:, None], np.eye(len(right)), matrix)
        x = np.linalg.solve(rows, np.where(active, floor, right))
        moved = np.where(active, matrix @ x - right >= -1e-14, x < floor - 1e-14)
        if (moved == active).all():
            return x
        active = moved
    raise AssertionError("the active set does not settle")


STRETCHES = Stretches(
    np.array([0.0, 2.0]),
    np.array([[0.0, 0.18], [0.0, 0.08]]),
    np.array([[0.0, 0.06], [0.0, 0.02]]),
    np.array([[0.0, 0.02], [0.0, 0.04]]),
)


@pytest.mark.parametrize("variant", [0, 1])
def test_knock_out_bond(variant: int) -> None:
    nodes = np.linspace(-0.5, 0.7, 61)
    line = Line(2.0, Edge(-0.5, "kept", 0.3), Edge(0.7, "kept", 0.1), TwoLines((1.0, 0.0)), (0.1,))
    found = solve_lines(
        [line], stretches=STRETCHES, resolution=Resolution(20, 3, (25,), concentration=0.0)
    )
    begin = np.ones(61)
    begin[[0, -1]] = 0.3, 0.1
    v, r, q = (
        table[variant, 1] / 2.0
        for table in (STRETCHES.variance, STRETCHES.rate, STRETCHES.dividend_yield)
    )
    expected = twin(
        nodes,
        begin,
        diffusion=0.5 * v,
        drift=r - q - 0.5 * v,
        decay=r,
        lengths=np.full(25, 2.0 / 25),
    )
    assert found[0, variant, 0] == pytest.approx(expected[30], abs=1e-13)


@pytest.mark.parametrize("two_sided", [False, True])
def test_early_exercise(two_sided: bool) -> None:
    """Between edges that hold the payoff, steps growing quadratically."""
    nodes = np.linspace(-0.6, 0.6, 61)
    payoff = np.maximum(1.0 - np.exp(nodes), 0.0)
    low = Edge(-0.6, "kept", float(payoff[0]))
    line = Line(2.0, low, Edge(0.6, "kept", 0.0), TwoLines((1.0, -1.0), (0.0, 0.0), 0.0), (0.04,))
    found = solve_lines(
        [line],
        stretches=STRETCHES,
        resolution=Resolution(20, 3, (20,), concentration=0.0, graded=True),
        american=True,
        two_sided=two_sided,
    )
    ends = 2.0 * (np.arange(21) / 20.0) ** 2
    expected = twin(
        nodes,
        payoff,
        diffusion=0.045,
        drift=0.03 - 0.01 - 0.045,
        decay=0.03,
        lengths=np.diff(ends),
        floor=payoff,
    )
    assert found[0, 0, 0] == pytest.approx(expected[32], abs=1e-12)
