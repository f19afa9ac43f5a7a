"""Simulators of SABR: the forward to the last time of the grid."""

from __future__ import annotations

import numpy as np

from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import Sabr

__all__ = ["sabr_simulator"]


def sabr_simulator(model: Sabr, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of one asset whose forward to the grid's last time follows SABR.

    Notes
    -----
    The vol is exact; the shifted forward takes Euler steps in its logarithm, of weak order one, and
    is absorbed at 0. At earlier times the spot is the forward over its growth from there.

    Verified by ``tests/unit/engines/montecarlo/test_sabr_paths.py``.
    """
    forwards = market.spots[0] * market.growth(grid.times)
    return _core.sabr_paths(
        grid.times,
        np.asarray(market.spots, dtype=np.float64),
        grid.monitor,
        (model.alpha, model.beta, model.rho, model.nu, model.shift, float(forwards[-1])),
        np.diff(grid.ends, prepend=0.0),
        np.ascontiguousarray(forwards / forwards[-1]),
    )
