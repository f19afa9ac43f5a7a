"""Paths on which hedges are tried, the vols quoted along them, and what a rule of hedging costs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.kernels import _core
from axiom.kernels.random_numbers import LANES, checked_seed, pseudorandom_source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.kernels._core import Simulator

__all__ = [
    "LANES",
    "HedgingRule",
    "model_spots",
    "rule_costs",
    "sabr_quotes",
    "stochastic_paths",
]

_UNBOUNDED: Final = np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgingRule:
    """Where a hedge may stand, as the compiled loop takes it; per option sold.

    Attributes
    ----------
    is_call
        Whether the option is a call.
    vol_scale, cost_variance
        The centre is the delta at the vol whose square is (vol_scale vol)^2 + cost_variance vol;
        with `is_zakamouline`, cost_variance is the factor of his adjustment of the variance.
    shift
        Added to the centre.
    smile
        Times vega times the slope of the quoted vol, added to the centre.
    constant, linear, quadratic
        a + b delta + c delta^2 times the density of d1, added to the centre.
    below, above
        Widths on either side of the centre over (exp(-r T) S Gamma^2)^(1/3); with
        `is_zakamouline`, factors of his H0 and H1.
    least, most
        Bounds of the holding.
    is_zakamouline
        Which form the width has.
    """

    is_call: bool
    vol_scale: float = 1.0
    cost_variance: float = 0.0
    shift: float = 0.0
    smile: float = 0.0
    constant: float = 0.0
    linear: float = 0.0
    quadratic: float = 0.0
    below: float = 0.0
    above: float = 0.0
    least: float = -_UNBOUNDED
    most: float = _UNBOUNDED
    is_zakamouline: bool = False

    @property
    def numbers(self) -> NDArray[np.float64]:
        """The numbers in the order of the compiled loop."""
        names = [field.name for field in fields(self) if field.name != "is_zakamouline"]
        return np.array([float(getattr(self, name)) for name in names])


def stochastic_paths(
    *,
    spot: float,
    drift: float,
    vol: float,
    rho: float,
    nu: float,
    expiry: float,
    hedges: int,
    substeps: int,
    seed: int,
    first_block: int,
    blocks: int,
    threads: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return spots and instantaneous vols of SABR at beta 1, each (blocks, hedges + 1, 64).

    Notes
    -----
    The vol is exact, the spot takes log-Euler steps; with nu 0, Black-Scholes, it is exact too.

    Verified by ``tests/parity/test_hedging_parity.py``.
    """
    terms = np.array([spot, drift, vol, rho, nu, expiry])
    known = checked_seed(seed)
    found = _core.hedging_paths(terms, hedges, substeps, known, first_block, blocks, threads)
    shape = (blocks, hedges + 1, LANES)
    return found[0].reshape(shape), found[1].reshape(shape)


def sabr_quotes(
    spots: NDArray[np.float64],
    spot_vols: NDArray[np.float64],
    *,
    strike: float,
    rho: float,
    nu: float,
    expiry: float,
    interval: float,
    threads: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Hagan's vols of an option along paths, and their slopes in the spot.

    Parameters
    ----------
    spots, spot_vols : ndarray of float64, (blocks, times, 64)
        SABR at beta 1.
    strike, rho, nu : float
    expiry, interval : float
        Years to expiry at the first time, and between times.
    threads : int

    Returns
    -------
    vols, slopes : ndarray of float64, (blocks, times, 64)
        The slope allows for the vol that moves with the spot; at expiry the vol is the
        instantaneous one, and the slope 0.

    Verified by ``tests/parity/test_hedging_parity.py``.
    """
    terms = np.array([strike, rho, nu, expiry, interval])
    vols, slopes = _core.hedging_quotes(
        spots.reshape(-1), spot_vols.reshape(-1), terms, spots.shape[1], threads
    )
    return vols.reshape(spots.shape), slopes.reshape(spots.shape)


def model_spots(
    simulator: Simulator, *, seed: int, first_block: int, blocks: int, threads: int
) -> NDArray[np.float64]:
    """Return spots of one asset at a simulator's times, shape (blocks, times, 64)."""
    source = pseudorandom_source(seed=seed)
    flat = _core.simulate_paths(simulator, source, 0, first_block, blocks, threads)
    by_path = flat.reshape(blocks, LANES, simulator.times)
    return np.ascontiguousarray(by_path.transpose(0, 2, 1))


def rule_costs(
    rule: HedgingRule,
    spots: NDArray[np.float64],
    vols: NDArray[np.float64],
    slopes: NDArray[np.float64],
    *,
    strike: float,
    expiry: float,
    rate: float,
    cost: float,
    premium: float,
    is_short: bool,
    threads: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what hedging by a rule loses on every path, and what of it is the cost of trading.

    Parameters
    ----------
    rule : HedgingRule
    spots, vols, slopes : ndarray of float64, (blocks, hedges + 1, 64)
    strike, expiry, rate : float
    cost : float
        Share of the value traded.
    premium : float
        At which the option is sold or bought.
    is_short : bool
    threads : int

    Returns
    -------
    loss, trading : ndarray of float64, (blocks * 64,)
        Discounted to now.

    Verified by ``tests/parity/test_hedging_parity.py``.
    """
    job = np.array([strike, expiry, rate, cost, premium, 1.0 if is_short else -1.0])
    return _core.hedging_costs(
        spots.reshape(-1),
        vols.reshape(-1),
        slopes.reshape(-1),
        rule.is_zakamouline,
        rule.numbers,
        job,
        spots.shape[1] - 1,
        threads,
    )
