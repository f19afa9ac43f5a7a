"""`HedgingPaths`: spots, and the vols at which options are quoted along them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.hedging.setup import HedgingSetup
from axiom.engines.montecarlo.simulators import grid_for, simulator
from axiom.instruments import European
from axiom.kernels.arrays import check_threads
from axiom.kernels.hedging import LANES, model_spots, sabr_quotes, stochastic_paths
from axiom.market import Market
from axiom.models import Model, Sabr

__all__ = ["HedgingPaths", "simulate_hedging_paths"]

Doubles = NDArray[np.float64]

LEAST_SPOT: Final = 1e-12
"""Of the spot now, below which no simulated spot is taken."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HedgingPaths:
    """Paths in blocks of 64; every array is (blocks, hedges + 1, 64).

    Attributes
    ----------
    spots
        At the hedges, and at expiry.
    vols, slopes
        At which the option is quoted, and how far that is expected to move with a unit of the
        spot; at expiry they mean nothing.
    second_vols
        At which the second option is quoted, where there is one.

    Verified by ``tests/unit/desk/hedging/test_paths.py``.
    """

    spots: Doubles
    vols: Doubles
    slopes: Doubles
    second_vols: Doubles | None = None

    @property
    def count(self) -> int:
        """Number of paths."""
        return int(self.spots.shape[0]) * LANES


def simulate_hedging_paths(
    setup: HedgingSetup, *, n_paths: int, seed: int, first_path: int = 0, threads: int = 1
) -> HedgingPaths:
    """Simulate the paths of a set-up.

    Parameters
    ----------
    setup : HedgingSetup
    n_paths, first_path : int
        Whole blocks of 64 paths are simulated, as many as cover n_paths; first_path is a multiple
        of 64. A path depends on the seed and its number alone.
    seed : int
        From 0 to 2^64 - 1.
    threads : int

    Returns
    -------
    HedgingPaths

    Raises
    ------
    InvalidArgumentError
        If there is no path, or an argument is outside its domain.

    Notes
    -----
    Black-Scholes with one vol is exact, SABR with beta 1 takes `substeps` log-Euler steps an
    interval and is quoted at Hagan's vol. Any other model moves by its scheme, and is quoted at a
    constant vol with slope 0.

    Verified by ``tests/unit/desk/hedging/test_paths.py``.
    """
    _check_numbers(n_paths, first_path)
    check_threads(threads)
    blocks, first = -(-n_paths // LANES), first_path // LANES
    if not setup.is_compiled:
        spots = _spots_by_scheme(setup, seed, first, blocks, threads)
        return _quoted(setup, spots, spots, threads)
    vol, rho, nu = _start(setup.model)
    spots, spot_vols = stochastic_paths(
        spot=setup.spot,
        drift=setup.drift,
        vol=vol,
        rho=rho,
        nu=nu,
        expiry=setup.option.expiry,
        hedges=setup.hedges,
        substeps=setup.substeps if nu > 0.0 else 1,
        seed=seed,
        first_block=first,
        blocks=blocks,
        threads=threads,
    )
    return _quoted(setup, spots, spot_vols, threads)


def _check_numbers(n_paths: int, first_path: int) -> None:
    for name, value, least in (("n_paths", n_paths, 1), ("first_path", first_path, 0)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise InvalidArgumentError(f"{name}={value!r}: give a whole number of at least {least}")
    if first_path % LANES:
        raise InvalidArgumentError(f"first_path={first_path}: give a multiple of {LANES}")


def _start(model: Model) -> tuple[float, float, float]:
    """Return the vol now, rho and nu of SABR or Black-Scholes."""
    if isinstance(model, Sabr):
        return model.alpha, model.rho, model.nu
    vol = model.spot_vol
    return (vol if isinstance(vol, float) else vol[0]), 0.0, 0.0


def _spots_by_scheme(
    setup: HedgingSetup, seed: int, first: int, blocks: int, threads: int
) -> Doubles:
    """Return spots of any model; the drift of the spot is the rate of the market it moves on."""
    times = setup.interval * np.arange(1, setup.hedges + 1)
    market = Market(spot=setup.spot, rate=setup.drift)
    walker = simulator(setup.model, market, grid_for(setup.model, times))
    later = model_spots(walker, seed=seed, first_block=first, blocks=blocks, threads=threads)
    now = np.full((blocks, 1, LANES), setup.spot)
    # A scheme may absorb a spot at 0, where no Greek is defined.
    return np.concatenate([now, np.maximum(later, LEAST_SPOT * setup.spot)], axis=1)


def _quoted(setup: HedgingSetup, spots: Doubles, spot_vols: Doubles, threads: int) -> HedgingPaths:
    vols, slopes = _quotes(setup, setup.option, spots, spot_vols, threads)
    second = None
    if setup.second is not None:
        second, _ = _quotes(setup, setup.second, spots, spot_vols, threads)
    return HedgingPaths(spots=spots, vols=vols, slopes=slopes, second_vols=second)


def _quotes(
    setup: HedgingSetup, option: European, spots: Doubles, spot_vols: Doubles, threads: int
) -> tuple[Doubles, Doubles]:
    if not (setup.is_sabr and isinstance(setup.model, Sabr)):
        return np.full(spots.shape, setup.quoted_vol), np.zeros(spots.shape)
    return sabr_quotes(
        spots,
        spot_vols,
        strike=option.strike,
        rho=setup.model.rho,
        nu=setup.model.nu,
        expiry=option.expiry,
        interval=setup.interval,
        threads=threads,
    )
