"""From a model on a market to the simulator of its paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.heston_paths import heston_simulator
from axiom.engines.montecarlo.local_vol_paths import local_vol_simulator
from axiom.engines.montecarlo.lognormal_paths import lognormal_simulator, quanto_simulator
from axiom.engines.montecarlo.merton_paths import merton_simulator
from axiom.engines.montecarlo.rough_paths import rough_bergomi_simulator
from axiom.engines.montecarlo.sabr_paths import sabr_simulator
from axiom.engines.montecarlo.time_grid import TimeGrid
from axiom.kernels import _core
from axiom.kernels._core import Simulator
from axiom.kernels.arrays import check_threads
from axiom.kernels.random_numbers import LANES, pseudorandom_source, sobol_source
from axiom.market.spot_market import Market
from axiom.models import (
    Bates,
    BlackScholes,
    Correlated,
    Heston,
    LocalVol,
    Merton,
    Model,
    QuantoBlackScholes,
    RoughBergomi,
    Sabr,
)

__all__ = ["LONGEST_STEPS", "SIMULATED", "grid_for", "simulate_paths", "simulator"]

LONGEST_STEPS: dict[type[Model], float] = {
    Bates: 1.0 / 16.0,
    Heston: 1.0 / 16.0,
    LocalVol: 1.0 / 32.0,
    RoughBergomi: 1.0 / 64.0,
    Sabr: 1.0 / 32.0,
}
"""Longest step in years of the schemes that are not exact."""


def _correlated(model: Correlated, market: Market, grid: TimeGrid) -> Simulator:
    if all(isinstance(single, BlackScholes) for single in model.models):
        return lognormal_simulator(model, market, grid)
    return local_vol_simulator(model, market, grid)


_BUILDERS: dict[type[Model], Callable[[Any, Market, TimeGrid], Simulator]] = {
    Bates: heston_simulator,
    BlackScholes: lognormal_simulator,
    Correlated: _correlated,
    Heston: heston_simulator,
    LocalVol: local_vol_simulator,
    Merton: merton_simulator,
    QuantoBlackScholes: quanto_simulator,
    RoughBergomi: rough_bergomi_simulator,
    Sabr: sabr_simulator,
}

SIMULATED: tuple[type[Model], ...] = tuple(_BUILDERS)
"""Models that have a scheme."""


def grid_for(model: Model, times: ArrayLike, *, longest_step: float | None = None) -> TimeGrid:
    """Return the steps that a model's scheme takes to times that a contract watches.

    A scheme that is not exact takes an even number to each, so that half as many show its error.

    Parameters
    ----------
    model : Model
    times : array_like, (n,)
        Years, ascending, above 0.
    longest_step : float, optional
        Years, above 0; by default `LONGEST_STEPS`, and one step a time where the scheme is exact.

    Returns
    -------
    TimeGrid
    """
    if longest_step is not None:
        return TimeGrid.of(times, longest_step=longest_step)
    members = model.models if isinstance(model, Correlated) else (model,)
    usual = min(LONGEST_STEPS.get(type(member), np.inf) for member in members)
    if usual == np.inf:
        return TimeGrid.of(times)
    return TimeGrid.of(times, longest_step=2.0 * usual).doubled


def simulator(model: Model, market: Market, grid: TimeGrid) -> Simulator:
    """Make the simulator of a model's paths.

    Parameters
    ----------
    model : Model
    market : Market
        Of as many assets, without cash dividends.
    grid : TimeGrid

    Returns
    -------
    Simulator

    Raises
    ------
    InvalidArgumentError
        If the model has no scheme, the numbers of assets differ, or there are cash dividends.

    Verified by ``tests/unit/engines/montecarlo/test_path_moments.py``.
    """
    builder = _BUILDERS.get(type(model))
    if builder is None:
        known = ", ".join(sorted(kind.__name__ for kind in _BUILDERS))
        raise InvalidArgumentError(
            f"no scheme simulates {type(model).__name__}: give one of {known}"
        )
    if model.n_assets != market.n_assets:
        raise InvalidArgumentError(
            f"model has {model.n_assets} assets, the market {market.n_assets}: give as many"
        )
    if market.dividends:
        raise InvalidArgumentError(
            "market pays cash dividends, which paths do not cover: give dividend_yield"
        )
    return builder(model, market, grid)


def simulate_paths(
    model: Model,
    market: Market,
    times: ArrayLike,
    *,
    n_paths: int,
    seed: int = 0,
    is_antithetic: bool = False,
    is_sobol: bool = False,
    longest_step: float | None = None,
    threads: int = 1,
) -> NDArray[np.float64]:
    """Simulate paths of a model.

    Parameters
    ----------
    model : Model
        See `axiom.models`.
    market : Market
        Spots, rates and yields; no cash dividends.
    times : array_like, (n,)
        Years at which the paths are wanted, ascending, above 0.
    n_paths : int
        At least 1.
    seed : int
        From 0 to 2^64 - 1.
    is_antithetic : bool
        Whether in every 64 paths the last 32 mirror the first.
    is_sobol : bool
        Whether the paths come from scrambled Sobol points; they are then not independent.
    longest_step : float, optional
        Of the scheme, in years; see `grid_for`.
    threads : int
        At least 1; the paths do not depend on it.

    Returns
    -------
    ndarray of float64, (n_paths, n, assets)
        Spots.

    Raises
    ------
    InvalidArgumentError
        If the model has no scheme, or an argument is outside its domain.

    Examples
    --------
    >>> from axiom.engines.montecarlo import simulate_paths
    >>> from axiom.market import Market
    >>> from axiom.models import BlackScholes
    >>> market = Market(spot=100.0, rate=0.03)
    >>> paths = simulate_paths(BlackScholes(vol=0.2), market, [0.5, 1.0], n_paths=1000)
    >>> paths.shape
    (1000, 2, 1)

    Verified by ``tests/unit/engines/montecarlo/test_path_moments.py``.
    """
    if isinstance(n_paths, bool) or not isinstance(n_paths, int | np.integer) or n_paths < 1:
        raise InvalidArgumentError(f"n_paths={n_paths!r}: give a whole number of at least 1")
    if is_antithetic and is_sobol:
        raise InvalidArgumentError("is_antithetic and is_sobol exclude each other: choose one")
    grid = grid_for(model, times, longest_step=longest_step)
    walker = simulator(model, market, grid)
    source = (
        sobol_source(seed=seed, years=grid.ends)
        if is_sobol
        else pseudorandom_source(seed=seed, is_antithetic=is_antithetic)
    )
    blocks = -(-int(n_paths) // LANES)
    flat = _core.simulate_paths(walker, source, 0, 0, blocks, check_threads(threads))
    return flat.reshape(blocks * LANES, len(grid.times), walker.assets)[:n_paths]
