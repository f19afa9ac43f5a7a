"""The recorded SPX days as the fits see them, and what a fit is worth: shares inside bid-ask.

Each day is read, screened and given forwards and vols once; only what comes after is timed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.market import Chain, iter_chains, screen_quotes
from axiom.volatility import (
    Forwards,
    Surface,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)
from axiom.volatility.certificate.quality import model_prices
from benchmarks.data import SPX_MONTH, recorded

Floats = NDArray[np.float64]

CURVES = ("spline", "essvi")
FEWEST = 5


@dataclass(frozen=True, slots=True, eq=False)
class Smile:
    """The out-of-the-money quotes of one expiry with a bid, ascending in log-moneyness."""

    years: float
    forward: float
    log_moneyness: Floats
    bid_vol: Floats
    mid_vol: Floats
    ask_vol: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """One chain, ready to be fitted."""

    chain: Chain
    options: pl.DataFrame
    forwards: Forwards

    @property
    def name(self) -> str:
        return f"{self.chain.valuation_time:%Y-%m-%d}"

    @property
    def quotes(self) -> pl.DataFrame:
        """Usable quotes: with a bid, before their expiry."""
        return self.options.filter(pl.col("reason") == "OK", pl.col("years") > 0.0)

    def smiles(self) -> list[Smile]:
        """What rivals fit that know nothing of calls and puts; expiries of few quotes left out."""
        k = pl.col("log_moneyness")
        out = self.quotes.filter(
            pl.col("is_call") == (k > 0.0),
            pl.col("bid_vol").is_finite() & pl.col("ask_vol").is_finite(),
        )
        groups = out.sort("years", "log_moneyness").partition_by("expiry", maintain_order=True)
        return [_smile(group) for group in groups if group.height >= FEWEST]


def prepared(chain: Chain, **how: Any) -> Day:
    """Screen a chain and find its forwards and vols."""
    screened = screen_quotes(chain)
    forwards = imply_forwards(chain, screened, **how)
    options = implied_smiles(screen_against_forwards(screened, forwards), forwards)
    return Day(chain, options, forwards)


@cache
def spx_days() -> tuple[Day, ...]:
    """Return the twenty recorded days; raises DataAbsentError where they are absent."""
    return tuple(prepared(chain) for chain in iter_chains(recorded(SPX_MONTH)))


def fit(day: Day, curve: str, options: pl.DataFrame | None = None) -> Surface:
    """Fit one day from cold, or the part of its quotes given."""
    given = day.options if options is None else options
    surface: Surface = fit_surface(
        given, day.forwards, valuation_time=day.chain.valuation_time, curve=curve
    )
    return surface


def inside(quotes: pl.DataFrame, vol: Floats) -> NDArray[np.bool_]:
    """Tell which quotes have the model's price inside bid and ask."""
    model = model_prices(quotes, vol)
    slack = 1e-12 * quotes["forward"].to_numpy()
    bid, ask = quotes["bid"].to_numpy(), quotes["ask"].to_numpy()
    return np.asarray((model >= bid - slack) & (model <= ask + slack))


def out_of_the_money(quotes: pl.DataFrame) -> pl.DataFrame:
    """Keep calls above and puts below the forward."""
    return quotes.filter(pl.col("is_call") == (pl.col("log_moneyness") > 0.0))


def spread_over(days: Sequence[Day], count: int) -> Iterator[Day]:
    """Take `count` days at even distances."""
    step = max(1, len(days) // count)
    yield from days[::step][:count]


def _smile(group: pl.DataFrame) -> Smile:
    columns = ("log_moneyness", "bid_vol", "mid_vol", "ask_vol")
    k, bid, mid, ask = (group[name].to_numpy() for name in columns)
    return Smile(group["years"][0], group["forward"][0], k, bid, mid, ask)
