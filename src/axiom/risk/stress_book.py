"""A book under named stresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.risk.book import Book
from axiom.risk.moves.carried import SurfaceMarket
from axiom.risk.moves.shocks import ShockedBook, Shocks
from axiom.risk.stresses import HISTORICAL_STRESSES, REACH, Stress
from axiom.risk.valuation import STRIKE_EDGES, checked_spot, strike_bucket
from axiom.volatility import DynamicsLike, ExerciseTerms, SpotVolDynamics, Surface

__all__ = ["StressTest", "stress_book"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StressTest:
    """What named stresses do to a book.

    Parameters
    ----------
    present_value : float
        Value of the book before any stress.
    table : polars.DataFrame
        One row a stress: ``stress``, ``spot_move``, ``vol_move`` (30 days from expiry),
        ``rate_move``, ``years``, ``present_value``, ``profit``, ``source``.
    positions : polars.DataFrame
        One row a position and stress: the terms of the position, its ``strike_bucket``,
        ``stress``, ``present_value`` and ``profit``.
    dynamics : SpotVolDynamics
        How vols follow the spot.

    Notes
    -----
    Verified by tests/unit/risk/test_stress_book.py.
    """

    present_value: float
    table: pl.DataFrame
    positions: pl.DataFrame
    dynamics: SpotVolDynamics

    def by_expiry(self) -> pl.DataFrame:
        """Give the profit by expiry, one column a stress; the underlying in the row without one."""
        return self._pivoted("expiry")

    def by_strike(self) -> pl.DataFrame:
        """Give the profit by bucket of strike over forward, one column a stress."""
        return self._pivoted("strike_bucket")

    def _pivoted(self, key: str) -> pl.DataFrame:
        wide = self.positions.pivot(
            "stress", index=key, values="profit", aggregate_function="sum", maintain_order=True
        )
        return wide.sort(key, nulls_last=False) if key == "expiry" else wide


def stress_book(
    book: Book,
    *,
    surface: Surface,
    spot: float,
    underlying: str,
    stresses: Sequence[Stress] = HISTORICAL_STRESSES,
    listed: pl.DataFrame | None = None,
    dynamics: DynamicsLike = "sticky_strike",
    terms: ExerciseTerms | None = None,
    threads: int = 1,
) -> StressTest:
    """Revalue a book under named stresses.

    Parameters
    ----------
    book, surface, spot, underlying, listed, terms, threads
        As in `value_book`.
    stresses
        At least one, with names of their own; `HISTORICAL_STRESSES` by default.
    dynamics
        How vols follow the spot, as in `scenario_ladder`.

    Returns
    -------
    StressTest

    Raises
    ------
    InvalidArgumentError
        If there is no stress, or two have one name, or as `value_book`.

    Notes
    -----
    The vols first follow the spot by the dynamics, which moves the at-the-money vol of an expiry
    from vol(0) to vol(R x) for a log-return x. What that leaves of the move of the stress is added
    to all vols of the expiry; where the dynamics alone move them further than the stress, nothing
    is. A move of the skew is added times z = log(strike / forward) / (vol sqrt(years)), with the
    moved forward and the at-the-money vol before, cut to [-3, 3]. A vol below 0 is 0.
    Verified by tests/unit/risk/test_stress_book.py.
    """
    checked_spot(spot)
    _check_names(stresses)
    follows = SpotVolDynamics.of(dynamics)
    market = SurfaceMarket(surface=surface, spot=spot, terms=terms or ExerciseTerms())
    held = ShockedBook.of(
        book, market, follows, underlying=underlying, listed=listed, threads=threads
    )
    now = held.present_values
    values = np.array([held.values(_shocks(one, held))[0] for one in stresses])
    return StressTest(
        present_value=float(now.sum()),
        table=_table(stresses, values.sum(axis=1), float(now.sum())),
        positions=_positions(stresses, held, values, now),
        dynamics=follows,
    )


def _check_names(stresses: Sequence[Stress]) -> None:
    names = [one.name for one in stresses]
    if not names:
        raise InvalidArgumentError("stresses is empty; give at least one")
    for name in names:
        if names.count(name) > 1:
            raise InvalidArgumentError(f"stresses: {name!r} is there twice; rename one")


def _shocks(stress: Stress, held: ShockedBook) -> Shocks:
    """Give the moves of a stress, with that of each option's vol beyond the dynamics."""
    options, surface = held.options, held.smile.market.surface
    years, x = options.years, float(np.log1p(stress.spot))
    kept = 1.0 - held.smile.dynamics.travel
    place = {"expiry": years}
    at_money = np.asarray(surface.vol(log_moneyness=np.zeros_like(years), **place))
    risen = np.asarray(surface.vol(log_moneyness=np.full_like(years, kept * x), **place))
    wanted = stress.vol_move(years, at_money)
    beyond = wanted - (risen - at_money)
    added = np.where(wanted > 0.0, np.maximum(beyond, 0.0), np.minimum(beyond, 0.0))
    forward = np.asarray(surface.forward(years)) * (1.0 + stress.spot)
    z = np.log(options.strike / forward) / (at_money * np.sqrt(years))
    added = np.where(wanted == 0.0, 0.0, added) + stress.skew * np.clip(z, -REACH, REACH)
    return Shocks(
        years=stress.years,
        spot=np.array([stress.spot]),
        vol=added[None, :],
        rate=np.array([stress.rate]),
    )


def _table(stresses: Sequence[Stress], values: Floats, now: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "stress": [one.name for one in stresses],
            "spot_move": [one.spot for one in stresses],
            "vol_move": [one.vol for one in stresses],
            "rate_move": [one.rate for one in stresses],
            "years": [one.years for one in stresses],
            "present_value": values,
            "profit": values - now,
            "source": [one.source for one in stresses],
        }
    )


def _positions(
    stresses: Sequence[Stress], held: ShockedBook, values: Floats, now: Floats
) -> pl.DataFrame:
    """Give one row a position and stress."""
    years = held.table["years"]
    forward = np.full(len(years), np.nan)
    forward[: held.options.years.size] = held.smile.market.surface.forward(held.options.years)
    terms = held.table.with_columns(pl.Series("forward", forward))
    terms = terms.with_columns(strike_bucket(terms, STRIKE_EDGES)).drop("forward")
    told = [
        terms.with_columns(
            pl.lit(one.name).alias("stress"),
            pl.Series("present_value", value),
            pl.Series("profit", value - now),
        )
        for one, value in zip(stresses, values, strict=True)
    ]
    return pl.concat(told)
