"""The same random numbers with half the steps: what a scheme's steps cost."""

from __future__ import annotations

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.simulators import simulator
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.market.spot_market import Market
from axiom.models import Model

__all__ = ["coarse_simulator"]


def coarse_simulator(
    model: Model, market: Market, grid: TimeGrid, *, coarse: TimeGrid | None = None
) -> Simulator:
    """Make a simulator that takes the numbers of a grid and walks with fewer steps.

    Parameters
    ----------
    model : Model
    market : Market
    grid : TimeGrid
        Whose numbers it takes.
    coarse : TimeGrid, optional
        Its steps; by default those of ``grid.halved``.

    Returns
    -------
    Simulator
        A scenario of one experiment with the simulator of `grid`: the two walk along the same
        Brownian paths, so that the difference of their payoffs, whose mean is the difference of the
        schemes' errors, varies little.

    Raises
    ------
    InvalidArgumentError
        If the coarse steps do not end where fine ones end.

    Notes
    -----
    A scheme of weak order one has on the fine grid about the error by which the halved one differs.

    References
    ----------
    Giles, Multilevel Monte Carlo path simulation, Operations Research 56, 2008, 607-617 (p. 610).

    Verified by ``tests/unit/engines/montecarlo/test_coarse_paths.py``.
    """
    chosen = grid.halved if coarse is None else coarse
    if not np.array_equal(chosen.times, grid.times) or (grid.counts % chosen.counts).any():
        raise InvalidArgumentError(
            f"coarse has {chosen.counts.tolist()} steps to its times, the grid "
            f"{grid.counts.tolist()}: give the same times and divisors of its steps"
        )
    spans = np.repeat(grid.counts // chosen.counts, chosen.counts)
    weights = np.repeat(1.0 / np.sqrt(spans), spans)
    return _core.coarse_paths(simulator(model, market, chosen), spans, weights)
