"""Heston, Bates and Merton: parameters, starting points, and prices with analytic gradients."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels.fourier import OUTPUTS, AffineStrips
from axiom.models import Bates, Heston, Merton
from axiom.volatility.calibration.parameters import Box, Parameter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.calibration.data import Target

__all__ = ["AFFINE", "AffineProblem"]

_VARIANCE = (
    Parameter("initial_variance", 1e-5, 4.0, True),
    Parameter("mean_reversion", 1e-2, 50.0, True),
    Parameter("long_variance", 1e-4, 4.0, True),
    Parameter("vol_of_vol", 1e-2, 10.0, True),
    Parameter("correlation", -0.999, 0.999, False),
)
_JUMPS = (
    Parameter("jump_intensity", 1e-3, 30.0, True),
    Parameter("jump_mean", -1.0, 0.5, False),
    Parameter("jump_vol", 1e-3, 1.0, True),
)
_VOL = Parameter("vol", 5e-3, 4.0, True)
_TOLERANCE = 1e-8  # of prices over the forward


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the three models."""

    model: type[Heston | Bates | Merton]
    parameters: tuple[Parameter, ...]


AFFINE = {
    "bates": _Kind(Bates, _VARIANCE + _JUMPS),
    "heston": _Kind(Heston, _VARIANCE),
    "merton": _Kind(Merton, (_VOL, *_JUMPS)),
}


class AffineProblem:
    """Prices of a target's options under one of the models, over the forward.

    Notes
    -----
    Verified by ``tests/unit/volatility/calibration/test_calibrate.py``.
    """

    def __init__(self, name: str, target: Target) -> None:
        self._kind = AFFINE[name]
        self.box = Box(self._kind.parameters)
        self._target = target
        self._strips = AffineStrips(
            forward=1.0,
            strike=target.strike / target.forward,
            expiry=target.years,
            is_call=target.is_call,
        )
        self._is_merton = name == "merton"
        self._has_jumps = name != "heston"

    def prices(
        self, parameters: NDArray[np.float64], threads: int = 1
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices (n,) and their derivatives in the parameters (n, p)."""
        found = self._strips.evaluate(
            self._affine(parameters),
            payoff="vanilla",
            outputs=9 if self._is_merton else 12,
            tolerance=_TOLERANCE,
            threads=threads,
        )
        rows = {name: found.values[i] for i, name in enumerate(OUTPUTS[: len(found.values)])}
        columns = [self._derivative(rows, name, parameters) for name in self.box.names]
        return rows["value"], np.stack(columns, axis=1)

    def starts(self) -> list[NDArray[np.float64]]:
        """Points to search from: levels from the vols at the money, the rest on a small grid."""
        _, vols = self._target.at_the_money()
        first, last = float(vols[0] ** 2), float(vols[-1] ** 2)
        jumps: tuple[tuple[float, float, float], ...] = ((0.5, -0.1, 0.1), (5.0, -0.02, 0.04))
        if self._is_merton:
            return [np.array([0.8 * np.sqrt(last), *jump]) for jump in jumps]
        grid = itertools.product((1.0, 5.0), (0.4, 1.5), (-0.7, 0.0))
        points = [[first, kappa, last, xi, rho] for kappa, xi, rho in grid]
        if self._has_jumps:
            points = [[*point, *jump] for point in points for jump in jumps]
        return [np.array(point) for point in points]

    def model(self, parameters: NDArray[np.float64]) -> Heston | Bates | Merton:
        """Return the model at parameters."""
        named = dict(zip(self.box.names, parameters.tolist(), strict=True))
        return self._kind.model(**named)

    def _affine(self, parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        if not self._is_merton:
            jumps = () if self._has_jumps else (0.0, 0.0, 0.0)
            return np.array([*parameters, *jumps])
        variance = parameters[0] ** 2
        return np.array([variance, 1.0, variance, 0.0, 0.0, *parameters[1:]])

    @staticmethod
    def _derivative(
        rows: dict[str, NDArray[np.float64]], name: str, parameters: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        if name == "vol":
            both = rows["initial_variance"] + rows["long_variance"]
            return np.asarray(2.0 * parameters[0] * both)
        return rows[name]
