"""Simulators of local vol: one asset, or several correlated, some of which may be lognormal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from axiom.engines.montecarlo.lognormal_paths import lower_factor
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Correlated, LocalVol

__all__ = ["local_vol_simulator"]

Doubles = NDArray[np.float64]


def local_vol_simulator(model: LocalVol | Correlated, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of assets under local vol, by predictor and corrector.

    Notes
    -----
    The weak order in the step is one. A lognormal asset among them is exact. The variance that a
    block carries for bridges is that of the mean vol of each step.

    Verified by ``tests/unit/engines/montecarlo/test_local_vol_paths.py``.
    """
    members = model.models if isinstance(model, Correlated) else (model,)
    correlation = model.matrix if isinstance(model, Correlated) else np.ones((1, 1))
    tables = [_table(member, grid) for member in members]
    grown = [np.log(market.growth(grid.times, i)) for i in range(len(members))]
    log_forward = np.column_stack(grown) + np.log(market.spots)
    return _core.local_vol_paths(
        grid.times,
        np.asarray(market.spots, dtype=np.float64),
        grid.monitor,
        [nodes for nodes, _ in tables],
        [vols.ravel() for _, vols in tables],
        np.diff(grid.ends, prepend=0.0),
        lower_factor(correlation).ravel(),
        log_forward.ravel(),
    )


def _table(model: BlackScholes | LocalVol, grid: TimeGrid) -> tuple[Doubles, Doubles]:
    """Return the nodes and the vols at both ends of every step, shape (2 steps, nodes)."""
    if isinstance(model, BlackScholes):
        variance = np.diff(model.total_variance(grid.ends), prepend=0.0)
        vols = np.sqrt(np.maximum(variance, 0.0) / np.diff(grid.ends, prepend=0.0))
        return np.zeros(1), np.repeat(vols, 2)[:, None]
    nodes = np.asarray(model.log_moneyness)
    times = np.column_stack([grid.starts, grid.ends]).reshape(-1, 1)
    return nodes, np.ascontiguousarray(model.vol(time=times, log_moneyness=nodes))
