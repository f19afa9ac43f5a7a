"""A small chain to quote: a planted market, its surface and a book."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl

from axiom.desk import ChainQuoter, PriceGrid
from axiom.desk.quoting.chain.listing import Listing
from tests.planted.quotes import NOW
from tests.unit.volatility.live.made import WORLD, fitted, quotes

SPOT = WORLD.spot
GRID = PriceGrid(ticks=(0.05, 0.10), starts=(0.0, 3.0))
SECOND = dt.timedelta(seconds=1)


def listed() -> pl.DataFrame:
    """The options of the planted chain."""
    return quotes().select("expiry", "strike", "is_call")


def listing() -> Listing:
    return Listing.of(listed())


def holdings(seed: int = 0, most: int = 20, share: float = 0.2) -> np.ndarray:
    """Random positions in a share of the rows."""
    rng = np.random.default_rng(seed)
    size = listed().height
    return np.where(rng.random(size) < share, rng.integers(-most, most + 1, size), 0).astype(float)


def quoter(**changes) -> ChainQuoter:
    """A desk on the planted chain."""
    given = {"listing": listed(), "spot": SPOT, "tick": GRID}
    return ChainQuoter(changes.pop("surface", None) or fitted(), **{**given, **changes})


def market() -> dict[str, np.ndarray]:
    """The market's own quotes by row."""
    table = quotes()
    sides = (table[name].fill_null(math.nan).to_numpy() for name in ("bid", "ask"))
    return dict(zip(("bid", "ask"), sides, strict=True))


def at(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)
