"""Quotes planted on a known surface: a `Chain` with ticks, spreads, noise, gaps and errors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.kernels import greeks
from axiom.market import Chain
from tests.planted.truths import Truth

Floats = NDArray[np.float64]

NOW = dt.datetime(2024, 3, 1, 15, 0, tzinfo=dt.UTC)
DAYS = (7, 14, 28, 63, 126, 252, 504)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class World:
    """What else is true: the carry, and how prices are quoted.

    Attributes
    ----------
    half_spread
        Of an option at the money, in vol; it grows by `widening` of itself a deviation.
    noise
        Standard deviation of the mid around the truth, in half-spreads. Cut at 0.95, so that the
        truth lies inside every spread that is not an outlier's.
    gaps
        Share of the strikes that nobody quotes.
    outliers
        Share of the quotes that are wrong by 4 to 12 spreads.
    deviations
        Strikes lie within so many standard deviations.
    cut
        Whether every third expiry lacks its puts, and every other third its calls, beyond one
        deviation.
    """

    spot: float = 3000.0
    rate: float = 0.02
    dividend_yield: float = 0.015
    tick: float = 0.05
    spacing: float = 10.0
    half_spread: float = 0.003
    widening: float = 0.6
    noise: float = 0.5
    gaps: float = 0.0
    outliers: float = 0.0
    deviations: float = 3.0
    cut: bool = False
    days: tuple[int, ...] = DAYS

    def forward(self, years: float) -> float:
        """Forward of an expiry."""
        return self.spot * float(np.exp((self.rate - self.dividend_yield) * years))

    def discount(self, years: float) -> float:
        """Discount factor of an expiry."""
        return float(np.exp(-self.rate * years))

    def half_spread_vol(self, deviations: Floats) -> Floats:
        """Half a spread in vol, so many standard deviations from the forward, before ticks."""
        return np.asarray(self.half_spread * (1.0 + self.widening * np.abs(deviations)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Planted:
    """A chain and the truth beneath it."""

    chain: Chain
    truth: Truth
    world: World
    outliers: pl.DataFrame = field(repr=False)

    def vol(self, strike: Floats, years: float) -> Floats:
        """True vols of one expiry at strikes."""
        return self.truth.vol(np.log(np.asarray(strike) / self.world.forward(years)), years)


def plant(truth: Truth, world: World | None = None, *, seed: int) -> Planted:
    """Quote a truth in a world."""
    world = world or World()
    rng = np.random.default_rng(seed)
    tables = [_expiry(truth, world, place, days, rng) for place, days in enumerate(world.days)]
    table = pl.concat(tables)
    chain = Chain(
        underlying="PLANTED",
        valuation_time=NOW,
        quotes=table.drop("is_outlier"),
        spot=world.spot,
        tick=world.tick,
        source="planted",
    )
    wrong = table.filter(pl.col("is_outlier")).select("expiry", "strike", "is_call")
    return Planted(chain=chain, truth=truth, world=world, outliers=wrong)


def _expiry(
    truth: Truth, world: World, place: int, days: int, rng: np.random.Generator
) -> pl.DataFrame:
    years = days / 365.0
    strike, is_call = _listed(truth, world, place, years, rng)
    k = np.log(strike / world.forward(years))
    vol = truth.vol(k, years)
    scale = world.discount(years)
    fair = greeks(
        forward=world.forward(years), strike=strike, expiry=years, vol=vol, is_call=is_call,
        only=("price", "vega"),
    )  # fmt: skip
    width = world.half_spread_vol(k / (vol * np.sqrt(years)))
    half = np.maximum(scale * np.asarray(fair.vega) * width, world.tick)
    drawn = np.clip(rng.normal(0.0, world.noise, strike.size), -0.95, 0.95) * half
    wrong = rng.random(strike.size) < world.outliers
    slip = rng.choice([-1.0, 1.0], strike.size) * rng.uniform(8.0, 24.0, strike.size) * half
    mid = scale * np.asarray(fair.price) + np.where(wrong, slip, drawn)
    bid, ask = _rounded(mid, half, world.tick)
    expiry = NOW + days * _DAY
    return pl.DataFrame(
        {
            "expiry": [expiry] * strike.size,
            "expiry_date": [expiry.date()] * strike.size,
            "settlement": ["PM"] * strike.size,
            "strike": strike,
            "is_call": is_call,
            "bid": bid,
            "ask": ask,
            "is_outlier": wrong,
        }
    )


def _rounded(mid: Floats, half: Floats, tick: float) -> tuple[Floats, Floats]:
    """Bids go down and asks up to a tick, so that what lay between still does."""
    bid = np.maximum(np.floor((mid - half) / tick + 1e-9) * tick, 0.0)
    ask = np.ceil((mid + half) / tick - 1e-9) * tick
    return bid, np.maximum(ask, tick)


def _listed(
    truth: Truth, world: World, place: int, years: float, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """Strikes, each with a put and a call; the coarser the longer the expiry."""
    forward = world.forward(years)
    deviation = float(truth.vol(np.zeros(1), years)[0]) * np.sqrt(years)
    step = world.spacing * max(1.0, round(20.0 * deviation))
    low, high = forward * np.exp(np.array([-1.0, 0.8]) * world.deviations * deviation)
    strike = np.arange(np.ceil(low / step), np.floor(high / step) + 1.0) * step
    strike = strike[rng.random(strike.size) >= world.gaps]
    if world.cut and place % 3:
        away = np.log(strike / forward) / deviation
        strike = strike[away > -1.0] if place % 3 == 1 else strike[away < 1.0]
    return np.repeat(strike, 2), np.tile([False, True], strike.size)
