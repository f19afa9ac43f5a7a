"""European and American options by finite differences, plain and slow, for rates of any sign.

The Black-Scholes equation on a grid of spots from zero, concentrated around the strike; Crank-
Nicolson after two damped steps, in steps that grow with the square of their number after expiry and
after each dividend, where the solution has a kink; the complementarity problem of each step by
policy iteration, which knows nothing of how many exercise regions there are. Dividends are drops of
the spot: V(t-, S) = V(t+, max(S (1 - proportion) - cash, 0)), by cubic splines.

P. A. Forsyth and K. R. Vetzal (2002), Quadratic convergence for valuing American options using a
penalty method, SIAM J. Sci. Comput. 23, 2095-2122.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.linalg import solve_banded

Floats = npt.NDArray[np.float64]
Dividend = tuple[float, float, float]
"""Time in years, cash, proportion."""

POLICY_LIMIT = 100
DAMPED_STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One option; dividends as (time, cash, proportion)."""

    strike: float
    expiry: float
    vol: float
    rate: float = 0.0
    dividend_yield: float = 0.0
    is_call: bool = False
    american: bool = True
    dividends: Sequence[Dividend] = ()

    def payoff(self, spot: Floats) -> Floats:
        """Return what exercise gives."""
        return np.maximum((spot - self.strike) * (1.0 if self.is_call else -1.0), 0.0)


def spot_grid(problem: Problem, intervals: int) -> Floats:
    """Return spots with `intervals` (a multiple of 8) below the strike, which is one of them."""
    total = problem.vol * problem.expiry**0.5
    drift = abs(problem.rate - problem.dividend_yield) * problem.expiry
    highest = problem.strike * np.exp(6.0 * total + drift)
    highest += sum(cash for _, cash, _ in problem.dividends)
    for _, _, proportion in problem.dividends:
        highest /= max(1.0 - proportion, 0.1)
    scale = problem.strike * min(max(total, 0.02), 1.0)
    below = np.arcsinh(problem.strike / scale)
    above = np.arcsinh((highest - problem.strike) / scale)
    upper = intervals // 8 * int(np.ceil(8.0 * above / below))
    position = below / intervals * np.arange(-intervals, upper + 1)
    grid = problem.strike + scale * np.sinh(position)
    grid[0] = 0.0
    return grid


def operator(problem: Problem, spot: Floats) -> Floats:
    """Return the tridiagonal generator, banded as `solve_banded` wants it; linear at the top."""
    variance, drift = problem.vol**2, problem.rate - problem.dividend_yield
    low, high = np.diff(spot)[:-1], np.diff(spot)[1:]
    inner = spot[1:-1]
    second, first = variance * inner**2 / (low + high), drift * inner / (low + high)
    bands = np.zeros((3, spot.size))
    bands[0, 2:] = (second + first * low) / high
    bands[2, :-2] = (second - first * high) / low
    bands[1] = -problem.rate
    bands[1, 1:-1] -= bands[0, 2:] + bands[2, :-2]
    top = drift * spot[-1] / (spot[-1] - spot[-2])
    bands[1, -1] += top
    bands[2, -2] = -top
    return bands


def apply_bands(bands: Floats, values: Floats) -> Floats:
    """Multiply a banded tridiagonal matrix with a vector."""
    result = bands[1] * values
    result[:-1] += bands[0, 1:] * values[1:]
    result[1:] += bands[2, :-1] * values[:-1]
    return result


def step(bands: Floats, values: Floats, size: float, implicit: float, floor: Floats | None):
    """Advance by one step of the theta scheme, above a floor if there is one."""
    right = values + (1.0 - implicit) * size * apply_bands(bands, values)
    matrix = -implicit * size * bands
    matrix[1] += 1.0
    if floor is None:
        return solve_banded((1, 1), matrix, right)
    return above_floor(matrix, right, floor, values)


def above_floor(matrix: Floats, right: Floats, floor: Floats, start: Floats) -> Floats:
    """Solve min(A v - b, v - floor) = 0 by policy iteration."""
    held, rounding = start <= floor, 1e-14 * np.max(np.abs(right))
    for _ in range(POLICY_LIMIT):
        rows = matrix.copy()
        rows[0, 1:][held[:-1]] = 0.0
        rows[2, :-1][held[1:]] = 0.0
        rows[1, held] = 1.0
        values = solve_banded((1, 1), rows, np.where(held, floor, right))
        excess = apply_bands(matrix, values) - right
        again = np.where(held, excess >= -rounding, values < floor - rounding)
        if np.array_equal(again, held):
            return np.maximum(values, floor)
        held = again
    raise ArithmeticError("the policy iteration does not end")


def solve(problem: Problem, intervals: int = 400, steps: int = 400) -> tuple[Floats, Floats]:
    """Return spots and values today; `steps` are shared by the spans between dividends."""
    spot = spot_grid(problem, intervals)
    floor = problem.payoff(spot)
    values, bands = floor.copy(), operator(problem, spot)
    relevant = sorted(d for d in problem.dividends if d[0] <= problem.expiry)
    ends = [problem.expiry, *(time for time, _, _ in reversed(relevant))]
    drops = [None, *reversed(relevant)]
    for end, start, drop in zip(ends, [*ends[1:], 0.0], drops, strict=True):
        if drop is not None:
            values = CubicSpline(spot, values)(np.maximum(spot * (1.0 - drop[2]) - drop[1], 0.0))
            values = np.maximum(values, floor) if problem.american else values
        share = max(round(steps * np.sqrt((end - start) / problem.expiry)), 8)
        span = _span(bands, values, end - start, share, floor if problem.american else None)
        values = span if end > start else values
    return spot, values


def _span(bands, values, length, steps, floor) -> Floats:
    """Go back in time by `length` without a dividend."""
    times = length * (np.arange(steps + 1) / steps) ** 2
    sizes = np.diff(times)
    for _ in range(DAMPED_STEPS):
        values = step(bands, values, sizes[0] / DAMPED_STEPS, 1.0, floor)
    for size in sizes[1:]:
        values = step(bands, values, size, 0.5, floor)
    return values


def price(problem: Problem, spot, intervals: int = 400, steps: int = 400):
    """Return prices, extrapolated from this grid and one half as fine."""
    coarse, fine = (
        CubicSpline(*solve(problem, intervals // halves, steps // halves))(spot)
        for halves in (2, 1)
    )
    return fine + (fine - coarse) / 3.0
