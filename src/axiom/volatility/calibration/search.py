"""The search for the parameters that meet a target best, from several starts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from axiom.core.errors import FitError
from axiom.kernels import implied_vol
from axiom.volatility.calibration.identification import (
    not_identified,
    simulation_errors,
    standard_errors,
)
from axiom.volatility.calibration.result import Calibration, CalibrationStart
from axiom.volatility.curves.least_squares import Minimum, minimise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.models import Model
    from axiom.volatility.calibration.data import Target
    from axiom.volatility.calibration.parameters import Box

__all__ = ["Problem", "SimulatedProblem", "calibrated"]

_EVALUATIONS = 60
_SAME = 1e-3  # costs this close, relatively, are one minimum


class Problem(Protocol):
    """Prices of a target under a model, by parameters."""

    box: Box

    def prices(
        self, parameters: NDArray[np.float64], threads: int = 1
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices over the forward (n,) and derivatives in the parameters (n, p)."""

    def starts(self) -> list[NDArray[np.float64]]:
        """Points to search from."""

    def model(self, parameters: NDArray[np.float64]) -> Model:
        """Return the model at parameters."""


@runtime_checkable
class SimulatedProblem(Problem, Protocol):
    """Prices of a target that are means over independent groups of paths."""

    def prices_by_group(
        self, parameters: NDArray[np.float64], threads: int = 1
    ) -> NDArray[np.float64]:
        """Prices over the forward (g, n) from each group alone."""


class _Residuals:
    """Residuals and Jacobian in the coordinates of the box, computed together."""

    def __init__(self, problem: Problem, target: Target, threads: int) -> None:
        self._problem, self._target, self._threads = problem, target, threads
        self._at: NDArray[np.float64] | None = None
        self.by_parameter = np.empty((0, 0))
        self._values = np.empty(0)

    def __call__(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        if self._at is None or not np.array_equal(z, self._at):
            parameters = self._problem.box.inside(z)
            prices, slopes = self._problem.prices(parameters, self._threads)
            scale = self._target.scale
            self._values = (prices - self._target.price) / scale
            self.by_parameter = slopes / scale[:, None]
            self._at = z.copy()
        return self._values

    def jacobian(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        self(z)
        return self.by_parameter * self._problem.box.slopes(z)


def calibrated(
    problem: Problem, target: Target, *, searches: int, threads: int, years: float | None = None
) -> Calibration:
    """Search from the most promising starts and judge the best end.

    Raises
    ------
    FitError
        If there are fewer prices than parameters.
    """
    box = problem.box
    if target.size < len(box.names):
        msg = (
            f"{target.size} usable quotes cannot determine {len(box.names)} parameters "
            f"({', '.join(box.names)}); give more quotes"
        )
        raise FitError(msg)
    residuals = _Residuals(problem, target, threads)
    first = [(_cost(residuals(box.coordinates(s))), i, s) for i, s in enumerate(problem.starts())]
    ends: list[tuple[Minimum, CalibrationStart]] = []
    for _, _, start in sorted(first, key=lambda row: row[:2])[:searches]:
        z = box.coordinates(start)
        end = minimise(residuals, residuals.jacobian, z, evaluations=_EVALUATIONS)
        named = dict(zip(box.names, start.tolist(), strict=True))
        agrees = any(abs(end.cost - known.cost) <= _SAME * known.cost for known, _ in ends)
        ends.append((end, CalibrationStart(parameters=named, cost=end.cost)))
        if agrees:
            break
    ends.sort(key=lambda row: row[0].cost)
    starts = tuple(start for _, start in ends)
    at = ends[0][0].x
    return _judged(problem, target, residuals, at, starts, threads=threads, years=years)


def _judged(
    problem: Problem,
    target: Target,
    residuals: _Residuals,
    z: NDArray[np.float64],
    starts: tuple[CalibrationStart, ...],
    *,
    threads: int,
    years: float | None,
) -> Calibration:
    values, misfit = problem.box.inside(z), residuals(z)
    jacobian, names = residuals.by_parameter, problem.box.names
    errors = standard_errors(jacobian, misfit)
    if isinstance(problem, SimulatedProblem):
        groups = (problem.prices_by_group(values, threads) - target.price) / target.scale
        errors = np.hypot(errors, simulation_errors(jacobian, groups))
    gap = _vols(target.price + misfit * target.scale, target) - target.vol
    has_vol = np.isfinite(gap)
    return Calibration(
        model=problem.model(values),
        parameters=dict(zip(names, values.tolist(), strict=True)),
        standard_errors=dict(zip(names, errors.tolist(), strict=True)),
        not_identified=not_identified(jacobian, errors, values, problem.box),
        rmse_vol=float(np.sqrt(np.mean(gap[has_vol] ** 2))) if has_vol.any() else math.nan,
        inside=float(np.mean(np.abs(gap) <= target.half_spread)),
        n_quotes=target.size,
        n_without_vol=int(np.count_nonzero(~has_vol)),
        starts=starts,
        years=years,
    )


def _vols(prices: NDArray[np.float64], target: Target) -> NDArray[np.float64]:
    """Vols of model prices; NaN where rounding leaves a price no vol."""
    found = implied_vol(
        price=np.maximum(prices, 0.0),
        forward=1.0,
        strike=target.strike / target.forward,
        expiry=target.years,
        is_call=target.is_call,
    )
    return np.asarray(found, dtype=np.float64)


def _cost(residuals: NDArray[np.float64]) -> float:
    cost = 0.5 * float(residuals @ residuals)
    return cost if np.isfinite(cost) else np.inf
