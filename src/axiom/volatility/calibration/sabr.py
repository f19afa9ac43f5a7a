"""SABR, one expiry at a time: parameters, starting points, and prices with gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.kernels import greeks
from axiom.kernels.sabr import hagan_vol, hagan_vol_gradient
from axiom.models import Sabr
from axiom.volatility.calibration.parameters import Box, Parameter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.calibration.data import Target

__all__ = ["SabrProblem"]

_NAMES = ("alpha", "rho", "nu")


class SabrProblem:
    """Prices of one expiry's options by Hagan's expansion, over the forward; beta is given.

    Notes
    -----
    alpha is searched for as the vol at the money, alpha F^(beta - 1).

    Verified by ``tests/unit/volatility/calibration/test_calibrate.py``.
    """

    def __init__(self, target: Target, *, beta: float, shift: float) -> None:
        self._target, self._beta, self._shift = target, beta, shift
        self._unit = float(target.forward[0] + shift) ** (1.0 - beta)
        bounds = (1e-3 * self._unit, 5.0 * self._unit)
        self.box = Box(
            (
                Parameter("alpha", *bounds, True),
                Parameter("rho", -0.999, 0.999, False),
                Parameter("nu", 1e-3, 20.0, True),
            )
        )

    def prices(
        self, parameters: NDArray[np.float64], threads: int = 1
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Prices (n,) and their derivatives in the parameters (n, 3)."""
        t, names = self._target, dict(zip(_NAMES, parameters.tolist(), strict=True))
        forward, strike = t.forward + self._shift, t.strike + self._shift
        given: dict[str, Any] = {
            "forward": forward,
            "strike": strike,
            "expiry": t.years,
            "beta": self._beta,
        }
        found = greeks(
            forward=forward / t.forward,
            strike=strike / t.forward,
            expiry=t.years,
            vol=np.maximum(hagan_vol(**given, **names), 0.0),
            is_call=t.is_call,
            only=("price", "vega"),
            threads=threads,
        )
        slopes = hagan_vol_gradient(_NAMES, **given, **names)
        return np.asarray(found.price), (found.vega * slopes).T

    def starts(self) -> list[NDArray[np.float64]]:
        """Points to search from: the vol at the money, three correlations, two vols of vol."""
        level = float(self._target.at_the_money()[1][0]) * self._unit
        years = float(self._target.years[0])
        return [
            np.array([level, rho, nu / np.sqrt(max(years, 0.02))])
            for rho in (-0.6, 0.0, 0.6)
            for nu in (0.3, 1.0)
        ]

    def model(self, parameters: NDArray[np.float64]) -> Sabr:
        """Return the model at parameters."""
        named = dict(zip(_NAMES, parameters.tolist(), strict=True))
        return Sabr(beta=self._beta, shift=self._shift, **named)
