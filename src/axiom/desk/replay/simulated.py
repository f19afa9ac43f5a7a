"""A simulated market in options as a feed: spot, surface and quotes from one seed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, numbers, whole
from axiom.kernels import greeks
from axiom.market import Chain, chain_updates
from axiom.market.chain import INSTANT, QUOTE_SCHEMA
from axiom.market.clock import SECONDS_PER_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.market import FeedUpdate

    Floats = NDArray[np.float64]

__all__ = ["SimulatedFeed", "SimulatedMarket"]

_START: Final = dt.datetime(2024, 3, 1, 14, 30, tzinfo=dt.UTC)
_SPOT, _QUOTES = 0, 1
_DUST: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedMarket:
    """How a simulated market moves and is quoted.

    Parameters
    ----------
    spot : float
        Where it starts, > 0.
    vol : float
        Of the spot, and implied at the forward, where the level is 0; > 0.
    level_speed, level_vol, level_correlation : float
        The level x of all vols follows dx = -speed x dt + level_vol dW, its shocks correlated with
        the spot's: vols and the spot's own vol are multiplied by exp(x). >= 0, >= 0, in [-1, 1].
    skew, curvature : float
        Of the smile (rho and eta of an SSVI surface with phi = eta / sqrt(theta)): in (-1, 1), and
        above 0 with ``curvature (1 + |skew|) <= 2``.
    rate, dividend_yield : float
        Continuously compounded, a year.
    days : tuple of float
        Days to each expiry at the start, > 0.
    n_strikes : int
        Strikes of each expiry, >= 5, evenly spaced in log-moneyness within `width` deviations.
    width : float
        Deviations of the spot until expiry on either side, > 0.
    half_spread_vol : float
        Half-spread of the quotes in vol, which vega turns into price; >= 0. At least a tick.
    noise : float
        Standard deviation of a quote's mid about the model's value, in half-spreads, >= 0.
    size : float
        Mean size of the quotes, contracts, >= 1.
    tick : float
        Price increment, > 0.
    interval_seconds : float
        Time between updates, > 0.
    n_updates : int
        How many, >= 0.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_simulated.py.
    """

    spot: float = 100.0
    vol: float = 0.2
    level_speed: float = 5.0
    level_vol: float = 1.0
    level_correlation: float = -0.7
    skew: float = -0.5
    curvature: float = 0.8
    rate: float = 0.02
    dividend_yield: float = 0.0
    days: tuple[float, ...] = (14.0, 42.0, 91.0, 182.0)
    n_strikes: int = 21
    width: float = 2.5
    half_spread_vol: float = 0.004
    noise: float = 0.2
    size: float = 20.0
    tick: float = 0.01
    interval_seconds: float = 60.0
    n_updates: int = 390

    def __post_init__(self) -> None:
        """Check the domain."""
        for name in ("spot", "vol", "width", "tick", "interval_seconds", "curvature"):
            number(self, name, above=0.0)
        for name in ("level_speed", "level_vol", "half_spread_vol", "noise"):
            number(self, name, least=0.0)
        for name in ("level_correlation", "skew"):
            number(self, name, least=-1.0, most=1.0)
        for name in ("rate", "dividend_yield"):
            number(self, name)
        number(self, "size", least=1.0)
        numbers(self, "days", above=0.0)
        whole(self, "n_strikes", least=5)
        whole(self, "n_updates")
        if self.curvature * (1.0 + abs(self.skew)) > 2.0:
            raise InvalidArgumentError(
                f"curvature={self.curvature} with skew={self.skew} has arbitrage: keep "
                "curvature (1 + |skew|) at 2 or below"
            )


class SimulatedFeed:
    """A feed of simulated quotes on European options.

    Parameters
    ----------
    market : SimulatedMarket, optional
        How it moves and is quoted; the defaults when None.
    start : datetime, optional
        Aware; when the feed opens.
    seed : int, default 0
        Of everything random, >= 0.

    Raises
    ------
    InvalidArgumentError
        If `start` is naive or the seed is negative.

    Notes
    -----
    The spot is lognormal with vol ``vol exp(x)`` within an update. The surface is an SSVI surface
    with theta = (vol exp(x))^2 T, free of arbitrage at every instant; its shape stays at each
    log-moneyness. Every option is quoted around its value; draws of an update are made from (seed,
    update), so that the feed can be read again from the beginning and gives the same bits.
    `values` gives the true values, for comparison.

    Verified by tests/unit/desk/replay/test_simulated.py.
    """

    def __init__(
        self,
        market: SimulatedMarket | None = None,
        *,
        start: dt.datetime = _START,
        seed: int = 0,
    ) -> None:
        if start.tzinfo is None:
            raise InvalidArgumentError(f"start={start!r} has no time zone: give an aware time")
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise InvalidArgumentError(f"seed={seed!r}: give a whole number of at least 0")
        self._market, self._seed = market or SimulatedMarket(), seed
        self._start = start.astimezone(dt.UTC)
        self._listing = self._listed()
        self._paths = self._moves()

    @property
    def market(self) -> SimulatedMarket:
        """How it moves and is quoted."""
        return self._market

    @property
    def n_updates(self) -> int:
        """How many updates follow the opening chain: those before the last expiry."""
        market = self._market
        alive = math.ceil(86400.0 * max(market.days) / market.interval_seconds) - 1
        return min(market.n_updates, alive)

    def opening(self) -> Chain:
        """Return the first chain."""
        return self._chain(0)

    def updates(self) -> Iterator[FeedUpdate]:
        """Yield what changes at each update."""
        chains = (self._chain(number) for number in range(1, self.n_updates + 1))
        return chain_updates(self.opening(), chains)

    def close(self) -> None:
        """Do nothing: the feed holds no resources."""

    def time(self, number: int) -> dt.datetime:
        """Give the time of an update; 0 is the opening."""
        return self._start + dt.timedelta(seconds=number * self._market.interval_seconds)

    def spot(self, number: int) -> float:
        """Give the spot at an update; 0 is the opening."""
        return float(self._paths[0][number])

    def values(self, number: int) -> pl.DataFrame:
        """Give the true value of every option that has not expired at an update.

        Parameters
        ----------
        number : int
            From 0, the opening, to `n_updates`.

        Returns
        -------
        polars.DataFrame
            `expiry`, `strike`, `is_call`, `vol`, `value`, `vega`.
        """
        market, level = self._market, float(self._paths[1][number])
        now = pl.lit(self.time(number), dtype=INSTANT)
        table = self._listing.filter(pl.col("expiry") > now)
        elapsed = (table["expiry"] - self.time(number)).dt.total_microseconds().to_numpy()
        years, strike = elapsed / (1e6 * SECONDS_PER_YEAR), table["strike"].to_numpy()
        spot = self.spot(number)
        forward = spot * np.exp((market.rate - market.dividend_yield) * years)
        theta = (market.vol * math.exp(level)) ** 2 * years
        vol = np.sqrt(_ssvi(np.log(strike / forward), theta, market) / years)
        found: Any = greeks(
            spot=spot,
            strike=strike,
            expiry=years,
            vol=vol,
            rate=market.rate,
            dividend_yield=market.dividend_yield,
            is_call=table["is_call"].to_numpy(),
            only=("price", "vega"),
        )
        columns = {"vol": vol, "value": found.price, "vega": found.vega}
        return table.with_columns(pl.Series(name, column) for name, column in columns.items())

    def _chain(self, number: int) -> Chain:
        market = self._market
        return Chain(
            underlying="SIM",
            valuation_time=self.time(number),
            spot=self.spot(number),
            quotes=_quoted(self.values(number), market, self._rng(_QUOTES, number)),
            rate=market.rate,
            tick=market.tick,
            source="simulated",
        )

    def _listed(self) -> pl.DataFrame:
        """List the options: strikes rounded to three digits of the spot."""
        market, rows = self._market, []
        unit = 10.0 ** (math.floor(math.log10(market.spot)) - 2)
        for days in market.days:
            expiry = self._start + dt.timedelta(days=days)
            deviation = market.vol * math.sqrt(days / 365.0)
            places = np.linspace(-market.width, market.width, market.n_strikes)
            strikes = np.unique(np.round(market.spot * np.exp(deviation * places) / unit) * unit)
            rows += [(expiry, float(k), is_call) for k in strikes for is_call in (False, True)]
        names = ("expiry", "strike", "is_call")
        kinds = pl.Schema({name: QUOTE_SCHEMA[name] for name in names})
        return pl.DataFrame(rows, schema=kinds, orient="row").sort("expiry", "strike", "is_call")

    def _moves(self) -> tuple[Floats, Floats]:
        """Draw spot and level at every update."""
        market = self._market
        years = market.interval_seconds / SECONDS_PER_YEAR
        spots, levels = [market.spot], [0.0]
        carry = market.rate - market.dividend_yield
        other = math.sqrt(1.0 - market.level_correlation**2)
        for update in range(1, market.n_updates + 1):
            z = self._rng(_SPOT, update).standard_normal(2) * math.sqrt(years)
            vol = market.vol * math.exp(levels[-1])
            spots.append(spots[-1] * math.exp((carry - 0.5 * vol * vol) * years + vol * z[0]))
            shock = market.level_correlation * z[0] + other * z[1]
            levels.append(
                levels[-1] * math.exp(-market.level_speed * years) + market.level_vol * shock
            )
        return np.array(spots), np.array(levels)

    def _rng(self, what: int, number: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=[self._seed, 2 * number + what]))


def _quoted(table: pl.DataFrame, market: SimulatedMarket, rng: np.random.Generator) -> pl.DataFrame:
    """Quote options around their values."""
    half = np.maximum(market.half_spread_vol * table["vega"].to_numpy(), market.tick)
    mid = table["value"].to_numpy() + market.noise * half * rng.standard_normal(half.size)
    bid = np.floor((mid - half) / market.tick + _DUST) * market.tick
    ask = np.maximum(np.ceil((mid + half) / market.tick - _DUST), 1.0) * market.tick
    digits = max(0, math.ceil(-math.log10(market.tick)) + 2)
    sizes = 1.0 + rng.poisson(market.size - 1.0, size=(2, half.size))
    quotes = table.select("expiry", "strike", "is_call").with_columns(
        pl.col("expiry").dt.date().alias("expiry_date"),
        pl.lit("PM").alias("settlement"),
        pl.Series("bid", np.round(bid, digits)),
        pl.Series("ask", np.round(ask, digits)),
        pl.Series("bid_size", sizes[0]),
        pl.Series("ask_size", sizes[1]),
    )
    return quotes.with_columns(pl.when(pl.col("bid") > 0.0).then("bid").alias("bid"))


def _ssvi(k: Floats, theta: Floats, market: SimulatedMarket) -> Floats:
    """Give total variance theta / 2 (1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2))."""
    x, rho = market.curvature / np.sqrt(theta) * k, market.skew
    return 0.5 * theta * (1.0 + rho * x + np.sqrt((x + rho) ** 2 + 1.0 - rho * rho))
