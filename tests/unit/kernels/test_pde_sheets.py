"""Heston's equation on a sheet of nodes: order of convergence, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.pde import (
    Edge,
    Event,
    Line,
    Resolution,
    Stretches,
    TwoLines,
    Variances,
    solve_sheets,
)

X, KINK = math.log(100.0), math.log(100.0)
LINE = Line(1.0, Edge(X - 3.2), Edge(X + 2.8), TwoLines((0.0, 0.0), (-100.0, 1.0), KINK), (X,))
CURVES = Stretches(
    np.array([0.0, 1.0]),
    np.zeros((1, 2)),
    np.array([[0.0, 0.01]]),
    np.array([[0.0, 0.02]]),
)
LEWIS = Variances(0.04, 4.0, 0.25, 1.0, -0.5, 2.0, 12)
EXACT = 16.0701549170288  # QuantLib's test suite, hestonmodel.cpp, after Lewis


def test_order_of_a_call() -> None:
    refinements = (1, 2, 4)
    errors = []
    for m in refinements:
        resolution = Resolution(32, m, (12 * m,), graded=True)
        found = solve_sheets([LINE], stretches=CURVES, variances=LEWIS, resolution=resolution)
        errors.append(abs(float(found[0, 0, 0]) - EXACT))
    order = -float(np.polyfit(np.log(refinements), np.log(errors), 1)[0])
    assert order > 1.9
    assert errors[-1] < 0.02


def test_events_only_cut_the_march() -> None:
    """But for the damped steps after each of them, whose error is of second order."""
    cut = replace(LINE, events=(Event(0.5, "none"),))
    gaps = []
    for m in (2, 4):
        whole, halves = (
            solve_sheets(
                [line], stretches=CURVES, variances=LEWIS, resolution=Resolution(32, m, steps)
            )[0, 0, 0]
            for line, steps in ((LINE, (12 * m,)), (cut, (6 * m, 6 * m)))
        )
        gaps.append(abs(float(halves - whole)))
    assert gaps[0] < 0.01
    assert gaps[1] < 0.3 * gaps[0]


FINE = Resolution(32, 1, (8,))


@pytest.mark.parametrize(
    ("line", "variances", "message"),
    [
        (replace(LINE, low=Edge(0.0, "reflecting")), LEWIS, "do not reflect"),
        (replace(LINE, descending=True), LEWIS, "ascending"),
        (LINE, replace(LEWIS, largest=0.01), "larger one for the grid"),
        (LINE, replace(LEWIS, nodes=4), "nodes=4"),
        (LINE, replace(LEWIS, correlation=1.5), "correlation"),
        (LINE, replace(LEWIS, vol_of_vol=0.0), "vol_of_vol above 0"),
    ],
)
def test_refusals(line: Line, variances: Variances, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=message):
        solve_sheets([line], stretches=CURVES, variances=variances, resolution=FINE)
