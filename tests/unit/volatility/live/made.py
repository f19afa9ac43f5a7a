"""A small planted market for the filter."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import polars as pl

from axiom import price
from axiom.kernels.spline_certificate import find_spline_arbitrage
from axiom.volatility import SplineSurface
from axiom.volatility.live import FilterSettings, SurfaceFilter, follow_chain
from tests.planted.quotes import NOW, Planted, World, plant
from tests.planted.shapes import Ssvi

WORLD = World(days=(7, 28, 126, 252), spacing=25.0)
SECOND = dt.timedelta(seconds=1)


@cache
def planted() -> Planted:
    """One market, the same for all tests."""
    return plant(Ssvi(), WORLD, seed=3)


@cache
def stored() -> str:
    """Its surface, as text."""
    return follow_chain(planted().chain).surface.to_json()


def fitted() -> SplineSurface:
    """Its surface."""
    return SplineSurface.from_json(stored())


def live(settings: FilterSettings | None = None, **changes) -> SurfaceFilter:
    """A filter that holds the whole chain."""
    made = SurfaceFilter(fitted(), spot=WORLD.spot, settings=settings, **changes)
    made.update(quotes(), time=NOW)
    return made


def quotes(place: int | None = None) -> pl.DataFrame:
    """The chain's quotes, or those of one expiry."""
    table = planted().chain.quotes.select("expiry", "strike", "is_call", "bid", "ask")
    return table if place is None else table.filter(pl.col("expiry") == expiry(place))


def expiry(place: int) -> dt.datetime:
    """Settlement instant of one expiry."""
    return fitted().slices[place].expiry


def moved(table: pl.DataFrame, factor: float) -> pl.DataFrame:
    """Prices times a factor."""
    return table.with_columns(pl.col("bid", "ask") * factor)


def repriced(place: int, factor: float) -> pl.DataFrame:
    """The quotes of one expiry after all its vols were multiplied by a factor."""
    table, one = quotes(place), fitted().slices[place]
    forward, discount = fitted().forward(one.years), fitted().discount_factor(one.years)
    strike = table["strike"].to_numpy()
    given = {"forward": forward, "strike": strike, "expiry": one.years}
    given["is_call"] = table["is_call"].to_numpy()
    vol = np.asarray(fitted().vol(strike=strike, expiry=one.years))
    change = discount * (price(**given, vol=factor * vol) - price(**given, vol=vol))
    return table.with_columns(pl.col("bid", "ask") + pl.Series(np.maximum(change, 0.0)))


def is_free(surface: SplineSurface) -> bool:
    """Whether the whole surface is proved free of arbitrage."""
    found = find_spline_arbitrage(
        knots=[s.knots for s in surface.slices],
        total_variance=[s.total_variance for s in surface.slices],
        second=[s.second for s in surface.slices],
        growing=True,
    )
    finite = all(np.isfinite(s.total_variance).all() for s in surface.slices)
    return found is None and finite
