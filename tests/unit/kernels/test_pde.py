"""The solver in one dimension: order, exact lines, events, threads, and what it refuses."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import price
from axiom.kernels.pde import (
    Edge,
    Event,
    Line,
    LocalVols,
    Resolution,
    Stretches,
    TwoLines,
    solve_lines,
)
from tests.barrier_forms import barrier_price

SPOT, STRIKE, EXPIRY, VOL, RATE, YIELD = 100.0, 105.0, 0.8, 0.25, 0.05, 0.02
TERMS = {
    "spot": SPOT,
    "strike": STRIKE,
    "expiry": EXPIRY,
    "vol": VOL,
    "rate": RATE,
    "dividend_yield": YIELD,
}
KINK, X = math.log(STRIKE), math.log(SPOT)
CALL = TwoLines((0.0, 0.0), (-STRIKE, 1.0), KINK)
LOW, HIGH = Edge(X - 1.4), Edge(X + 1.5)


def constant(expiry: float = EXPIRY) -> Stretches:
    rows = (VOL * VOL, RATE, YIELD)
    tables = [np.array([[0.0, value * expiry]]) for value in rows]
    return Stretches(np.array([0.0, expiry]), *tables)


def value(
    line: Line, refinement: int, *, steps: tuple[int, ...] = (8,), graded: bool = False
) -> float:
    resolution = Resolution(32, refinement, tuple(refinement * n for n in steps), graded=graded)
    return float(solve_lines([line], stretches=constant(), resolution=resolution)[0, 0, 0])


def order(line: Line, exact: float) -> float:
    refinements = (2, 4, 8, 16)
    errors = [abs(value(line, m) - exact) for m in refinements]
    return -float(np.polyfit(np.log(refinements), np.log(errors), 1)[0])


def test_order_of_a_call() -> None:
    exact = price(**TERMS, is_call=True)
    assert order(Line(EXPIRY, LOW, HIGH, CALL, (X,)), exact) > 1.9


@pytest.mark.parametrize("is_up", [False, True])
def test_order_of_a_barrier_option(is_up: bool) -> None:
    barrier = 125.0 if is_up else 92.0
    exact = barrier_price(**TERMS, barrier=barrier, is_call=True, is_up=is_up, is_knock_in=False)
    edge = Edge(math.log(barrier), "kept")
    low, high = (LOW, edge) if is_up else (edge, HIGH)
    assert order(Line(EXPIRY, low, high, CALL, (X,)), exact) > 1.9


def test_lines_in_the_price_are_solved_exactly() -> None:
    """A forward, at the edges of the domain too, but for the grid's error in exp(x)."""
    line = Line(EXPIRY, LOW, HIGH, TwoLines((-STRIKE, 1.0)), (X,))
    forward = SPOT * math.exp(-YIELD * EXPIRY) - STRIKE * math.exp(-RATE * EXPIRY)
    assert value(line, 16) == pytest.approx(forward, abs=2e-4)
    assert value(line, 1) == pytest.approx(forward, abs=0.05)


def test_derivatives_at_the_place() -> None:
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,))
    resolution = Resolution(32, 16, (128,))
    _, first, second = solve_lines([line], stretches=constant(), resolution=resolution)[0, 0]
    up, down = (price(**{**TERMS, "spot": SPOT * math.exp(h)}, is_call=True) for h in (1e-3, -1e-3))
    assert first == pytest.approx((up - down) / 2e-3, rel=1e-4)
    middle = price(**TERMS, is_call=True)
    assert second == pytest.approx((up - 2.0 * middle + down) / 1e-6, rel=1e-3)


def test_an_event_that_does_nothing_changes_little() -> None:
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,))
    with_event = replace(line, events=(Event(0.5, "none"),))
    assert value(with_event, 8, steps=(3, 5)) == pytest.approx(value(line, 8), abs=1e-3)


def test_watching_all_the_time_is_a_barrier_at_the_edge() -> None:
    exact = barrier_price(**TERMS, barrier=92.0, is_call=True, is_up=False, is_knock_in=False)
    events = (Event(EXPIRY, "watch", (math.log(92.0), math.inf)),)
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,), events=events, pins=(math.log(92.0),))
    assert value(line, 16, steps=(1, 8)) == pytest.approx(exact, abs=2e-3)


def test_a_certain_option_on_the_option() -> None:
    """max(u - k, 0) at a date is the compound option; with k = 0 it is the option itself."""
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,), events=(Event(0.4, "compound", (0.0, 1.0)),))
    plain = price(**TERMS, is_call=True)
    assert value(line, 8, steps=(4, 4)) == pytest.approx(plain, abs=2e-3)


def test_a_proportional_dividend_scales_the_spot() -> None:
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,), events=(Event(0.4, "dividend", (0.0, 0.03)),))
    exact = price(**{**TERMS, "spot": 0.97 * SPOT}, is_call=True)
    assert value(line, 16, steps=(4, 4)) == pytest.approx(exact, abs=1e-3)


def test_threads_and_neighbours_change_nothing() -> None:
    strikes = np.linspace(80.0, 120.0, 21)
    lines = [
        Line(EXPIRY, LOW, HIGH, TwoLines((0.0, 0.0), (-k, 1.0), math.log(k)), (X,)) for k in strikes
    ]
    resolution = Resolution(32, 2, (16,))
    one = solve_lines(lines, stretches=constant(), resolution=resolution, threads=1)
    three = solve_lines(lines, stretches=constant(), resolution=resolution, threads=3)
    np.testing.assert_array_equal(one, three)
    alone = solve_lines(lines[13:14], stretches=constant(), resolution=resolution)
    np.testing.assert_array_equal(one[13], alone[0])


def test_local_vols_that_do_not_vary_are_a_vol() -> None:
    vols = LocalVols(
        np.array([0.0, 1.0]), np.array([-1.0, 1.0]), np.full((1, 2, 2), VOL), np.zeros(1), X
    )
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,))
    resolution = Resolution(32, 2, (16,))
    local = solve_lines(
        [line], stretches=constant(), resolution=resolution, operator="local", local_vols=vols
    )
    flat = solve_lines([line], stretches=constant(), resolution=resolution)
    np.testing.assert_allclose(local, flat, rtol=1e-12)


def test_curves_that_bend_are_averaged() -> None:
    """Only integrals to expiry matter to a European option."""
    bent = Stretches(
        np.array([0.0, 0.3, EXPIRY]),
        np.array([[0.0, 0.6, 1.0]]) * VOL**2 * EXPIRY,
        np.array([[0.0, 0.1, 1.0]]) * RATE * EXPIRY,
        np.array([[0.0, 0.9, 1.0]]) * YIELD * EXPIRY,
    )
    line = Line(EXPIRY, LOW, HIGH, CALL, (X,))
    found = solve_lines([line], stretches=bent, resolution=Resolution(32, 16, (128,)))[0, 0, 0]
    assert found == pytest.approx(price(**TERMS, is_call=True), abs=2e-3)


LINE = Line(EXPIRY, LOW, HIGH, CALL, (X,))
FINE = Resolution(32, 1, (8,))


@pytest.mark.parametrize(
    ("lines", "resolution", "message"),
    [
        ([], FINE, "lines is empty"),
        ([LINE, replace(LINE, events=(Event(0.1, "none"),))], FINE, "different kinds"),
        ([LINE], Resolution(4, 1, (8,)), "nodes=4"),
        ([LINE], Resolution(32, 1, (8, 8)), "steps="),
        ([replace(LINE, low=Edge(9.0))], FINE, "low=9.0"),
        ([replace(LINE, pins=(1.0, 2.0, 3.0, 4.0, 5.0))], FINE, "pins="),
    ],
)
def test_refusals(lines: list[Line], resolution: Resolution, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=message):
        solve_lines(lines, stretches=constant(), resolution=resolution)


def test_tables_that_do_not_fit_are_refused() -> None:
    bad = replace(constant(), times=np.array([0.0]))
    with pytest.raises(InvalidArgumentError, match="at least two times"):
        solve_lines([LINE], stretches=bad, resolution=FINE)
