"""The grid of spot, vol and time: a book revalued under joint moves as time passes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.book import Book
from axiom.risk.moves.carried import SurfaceMarket
from axiom.risk.moves.shocks import ShockedBook, Shocks
from axiom.risk.scenarios import SPOT_SHOCKS, VOL_SHOCKS, checked_shocks
from axiom.risk.valuation import checked_spot
from axiom.volatility import DynamicsLike, ExerciseTerms, SpotVolDynamics, Surface

__all__ = ["TIME_SHOCKS", "ScenarioGrid", "scenario_grid"]

TIME_SHOCKS = (0.0, 1.0 / 365.0, 7.0 / 365.0, 30.0 / 365.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenarioGrid:
    """A book under joint moves of spot and vol after some time.

    Parameters
    ----------
    spot
        Unshocked spot.
    time_shocks
        Years that pass, shape (n_time,).
    spot_shocks
        Relative moves of spot, shape (n_spot,).
    vol_shocks
        Parallel moves of vol, shape (n_vol,).
    dynamics
        Where the vol of a strike goes as spot moves.
    present_value, profit
        Value of the book, with the settlements and dividends that it received on the way, and its
        difference from the value now, shape (n_time, n_spot, n_vol).

    Notes
    -----
    Verified by tests/unit/risk/test_scenario_grid.py.
    """

    spot: float
    time_shocks: NDArray[np.float64]
    spot_shocks: NDArray[np.float64]
    vol_shocks: NDArray[np.float64]
    dynamics: SpotVolDynamics
    present_value: NDArray[np.float64]
    profit: NDArray[np.float64]

    def table(self) -> pl.DataFrame:
        """Give the grid as a long table, one row a scenario."""
        axes = np.meshgrid(self.time_shocks, self.spot_shocks, self.vol_shocks, indexing="ij")
        names = ("time_shock", "spot_shock", "vol_shock")
        columns = {name: axis.ravel() for name, axis in zip(names, axes, strict=True)}
        value, profit = self.present_value.ravel(), self.profit.ravel()
        return pl.DataFrame({**columns, "present_value": value, "profit": profit})


def scenario_grid(
    book: Book,
    *,
    surface: Surface,
    spot: float,
    underlying: str,
    listed: pl.DataFrame | None = None,
    time_shocks: Sequence[float] = TIME_SHOCKS,
    spot_shocks: Sequence[float] = SPOT_SHOCKS,
    vol_shocks: Sequence[float] = VOL_SHOCKS,
    dynamics: DynamicsLike = "sticky_strike",
    terms: ExerciseTerms | None = None,
    threads: int = 1,
) -> ScenarioGrid:
    """Revalue a book on a grid of moves of spot and vol after some time has passed.

    Parameters
    ----------
    book, surface, spot, underlying, listed, terms, threads
        As in `value_book`.
    time_shocks
        Years that pass, each finite and >= 0.
    spot_shocks, vol_shocks, dynamics
        As in `scenario_ladder`.

    Returns
    -------
    ScenarioGrid
        Values of shape (n_time, n_spot, n_vol).

    Raises
    ------
    InvalidArgumentError
        If a shock lies outside its domain, or the dynamics are unknown.

    Notes
    -----
    As time passes each expiry keeps its rates and its vol by the clock of the surface; where no
    time passes the values are those of `scenario_ladder`. Options whose expiry is not after the
    time are worth what they settle at on the moved spot; dividends of the time are paid before the
    spot moves, and the holder of the underlying keeps them.
    Verified by tests/unit/risk/test_scenario_grid.py.
    """
    checked_spot(spot)
    times = _checked_times(time_shocks)
    spots, vols = checked_shocks(spot_shocks, vol_shocks)
    follows = SpotVolDynamics.of(dynamics)
    market = SurfaceMarket(surface=surface, spot=spot, terms=terms or ExerciseTerms())
    held = ShockedBook.of(
        book, market, follows, underlying=underlying, listed=listed, threads=threads
    )
    moves, rises = np.repeat(spots, vols.size), np.tile(vols, spots.size)[:, None]
    still = np.zeros(moves.size)
    shape = (times.size, spots.size, vols.size)
    value = np.array(
        [
            held.values(Shocks(years=years, spot=moves, vol=rises, rate=still)).sum(axis=1)
            for years in times.tolist()
        ]
    ).reshape(shape)
    return ScenarioGrid(
        spot=spot,
        time_shocks=times,
        spot_shocks=spots,
        vol_shocks=vols,
        dynamics=follows,
        present_value=value,
        profit=value - held.present_values.sum(),
    )


def _checked_times(time_shocks: Sequence[float]) -> NDArray[np.float64]:
    """Return the times as an array, or raise."""
    bad = [x for x in time_shocks if not (math.isfinite(x) and x >= 0.0)]
    if bad or not len(time_shocks):
        raise InvalidArgumentError(
            f"time_shocks holds {bad[0] if bad else 'nothing'}; give finite years of 0 or more"
        )
    return np.asarray(time_shocks, dtype=np.float64)
