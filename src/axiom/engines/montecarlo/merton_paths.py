"""Simulators of Merton's model, exact over every step."""

from __future__ import annotations

import numpy as np

from axiom.engines.montecarlo.jump_tails import jump_drift, jump_tails
from axiom.engines.montecarlo.lognormal_paths import log_growth
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import Merton

__all__ = ["merton_simulator"]


def merton_simulator(model: Merton, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of one asset under Merton's model.

    Notes
    -----
    The variance that a block carries for bridges is that between jumps.

    Verified by ``tests/unit/engines/montecarlo/test_jump_paths.py``.
    """
    widths = np.diff(grid.ends, prepend=0.0)
    variance = model.vol**2 * widths
    jumps = jump_drift(model.jump_intensity, model.jump_mean, model.jump_vol)
    return _core.merton_paths(
        grid.times,
        np.asarray(market.spots, dtype=np.float64),
        grid.monitor,
        log_growth(market, grid, 0) + jumps * widths - 0.5 * variance,
        variance,
        model.jump_mean,
        model.jump_vol,
        jump_tails(model.jump_intensity, widths),
    )
