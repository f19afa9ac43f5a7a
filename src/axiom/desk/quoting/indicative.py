"""Indicative two-sided quotes around the model value of every option."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = [
    "QuotingRules",
    "behind_market",
    "half_spreads",
    "indicative_quotes",
    "infer_tick",
    "two_sided",
]

TICKS = (1.0, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001, 0.0005, 0.0001)
ON_GRID_SHARE = 0.995
GRID_SLACK = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingRules:
    """How wide to quote.

    Parameters
    ----------
    vol_half_width
        Half-spread in vol that vega turns into price, decimals, >= 0.
    market_share
        Share of the market's own half-spread, >= 0.

    Raises
    ------
    InvalidArgumentError
        If a value is negative or not finite.

    Notes
    -----
    The half-spread is the largest of ``vega * vol_half_width``, ``market_share`` times the
    market's half-spread and half a tick. Verified by tests/unit/desk/quoting/test_indicative.py.
    """

    vol_half_width: float = 0.001
    market_share: float = 0.8

    def __post_init__(self) -> None:
        """Check the domain."""
        for name in ("vol_half_width", "market_share"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise InvalidArgumentError(f"{name} is {value}; give a finite value of 0 or more")


def infer_tick(options: pl.DataFrame) -> float:
    """Infer the price increment from the bids and asks.

    Parameters
    ----------
    options
        Table with the columns bid and ask.

    Returns
    -------
    float
        The largest of 1, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, … 0.0001 of which at least 99.5 %
        of all bids and asks are whole multiples; 0.01 where none is.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_indicative.py.
    """
    prices = np.concatenate([options["bid"].drop_nulls(), options["ask"].drop_nulls()])
    for tick in TICKS if prices.size else ():
        steps = prices / tick
        if np.mean(np.abs(steps - np.rint(steps)) <= GRID_SLACK * np.maximum(steps, 1.0)) >= (
            ON_GRID_SHARE
        ):
            return tick
    return 0.01


def two_sided(
    *,
    value: ArrayLike,
    half_spread: ArrayLike,
    intrinsic: ArrayLike,
    tick: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Place a bid and an ask on the tick grid around a value.

    Parameters
    ----------
    value
        Model value, at or above ``intrinsic``; NaN gives NaN.
    half_spread
        Half-spread in price, >= 0.
    intrinsic
        Discounted intrinsic value, the least a European option can be worth, >= 0.
    tick
        Price increment, > 0.

    Returns
    -------
    bid, ask : ndarray
        Arrays of the broadcast shape: whole ticks with ``0 <= bid <= value <= ask`` and
        ``bid < ask``; the ask at or above intrinsic. The bid is at or above intrinsic wherever a
        tick lies between intrinsic and the value; where none does, it is the tick just below,
        for the next one would be above the value.

    Raises
    ------
    InvalidArgumentError
        If the tick is not finite and positive.

    Notes
    -----
    Rounding is outward: bids down, asks up. Verified by tests/unit/desk/quoting/test_indicative.py.
    """
    checked_tick(tick)
    least = np.asarray(intrinsic, dtype=np.float64)
    centre = np.maximum(np.asarray(value, dtype=np.float64), least)
    half = np.asarray(half_spread, dtype=np.float64)
    highest_bid = _floor(centre, tick)
    least_bid = np.minimum(_ceil(least, tick), highest_bid)
    bid = np.maximum(_floor(centre - half, tick), np.maximum(least_bid, 0.0))
    ask = np.maximum(_ceil(centre + half, tick), bid + 1.0)
    return _price(bid, tick), _price(ask, tick)


def behind_market(
    *,
    bid: ArrayLike,
    ask: ArrayLike,
    market_bid: ArrayLike,
    market_ask: ArrayLike,
    tick: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hold quotes back so that none trades against the market at once.

    Parameters
    ----------
    bid, ask
        Own quotes, ``bid < ask``.
    market_bid, market_ask
        The market's, ``market_bid < market_ask``; NaN where there is none.
    tick
        Price increment, > 0.

    Returns
    -------
    bid, ask : ndarray
        Arrays of the broadcast shape: the bid lowered to a tick below the market's ask, but not
        below 0, and the ask raised to a tick above the market's bid, where they were beyond.

    Raises
    ------
    InvalidArgumentError
        If the tick is not finite and positive.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_indicative.py.
    """
    checked_tick(tick)
    highest_bid = _price(_ceil(_whole(market_ask, tick), tick) - 1.0, tick)
    lowest_ask = _price(_floor(_whole(market_bid, tick), tick) + 1.0, tick)
    held_bid = np.fmax(np.fmin(np.asarray(bid, dtype=np.float64), highest_bid), 0.0)
    held_ask = np.fmax(np.asarray(ask, dtype=np.float64), lowest_ask)
    return np.where(np.isnan(bid), np.nan, held_bid), np.where(np.isnan(ask), np.nan, held_ask)


def checked_tick(tick: float) -> None:
    """Raise InvalidArgumentError unless the tick is finite and positive."""
    if not (math.isfinite(tick) and tick > 0):
        raise InvalidArgumentError(f"tick is {tick}; give a finite price increment above 0")


def _price(steps: NDArray[np.float64], tick: float) -> NDArray[np.float64]:
    """Price of whole ticks, without binary dust where 1/tick is whole."""
    a_unit = round(1.0 / tick)
    return steps / a_unit if math.isclose(a_unit * tick, 1.0, rel_tol=1e-12) else steps * tick


def _whole(price: ArrayLike, tick: float) -> NDArray[np.float64]:
    """Free prices that are whole ticks but for binary dust from the dust."""
    given = np.asarray(price, dtype=np.float64)
    nearest = _price(np.rint(given / tick), tick)
    return np.where(np.isclose(given, nearest, rtol=1e-13, atol=0.0), nearest, given)


def _floor(price: NDArray[np.float64], tick: float) -> NDArray[np.float64]:
    """Whole ticks at or below a price."""
    steps = np.floor(price / tick)
    steps = np.where(_price(steps + 1.0, tick) <= price, steps + 1.0, steps)
    return np.where(_price(steps, tick) > price, steps - 1.0, steps)


def _ceil(price: NDArray[np.float64], tick: float) -> NDArray[np.float64]:
    """Whole ticks at or above a price."""
    return -_floor(-price, tick)


def half_spreads(
    options: pl.DataFrame, *, tick: float, rules: QuotingRules | None = None
) -> NDArray[np.float64]:
    """Give the half-spread of every option from its vega and the market's own spread.

    Parameters
    ----------
    options
        Table sorted by expiry and strike with the columns expiry, strike, is_call, spread,
        reason and vega (per 1.00 of vol).
    tick
        Price increment, > 0.
    rules
        Widths; the defaults when None.

    Returns
    -------
    ndarray, shape (n_options,)
        Half-spreads in price; NaN where vega is null and the expiry has no usable spread.

    Notes
    -----
    An option whose own quote was left out takes the spread that its neighbours in strike, of the
    same expiry and side, have between them. Verified by tests/unit/desk/quoting/test_indicative.py.
    """
    rules = rules or QuotingRules()
    market = 0.5 * _market_spreads(options)
    from_vega = rules.vol_half_width * options["vega"].to_numpy()
    return np.fmax(np.fmax(rules.market_share * market, from_vega), 0.5 * tick)


def _market_spreads(options: pl.DataFrame) -> NDArray[np.float64]:
    """Own spread where the quote was used, else interpolated in strike."""
    usable = pl.when(pl.col("reason") == "OK").then(pl.col("spread"))
    filled = usable.interpolate_by("strike").forward_fill().backward_fill()
    spread = options.select(filled.over("expiry", "is_call"))
    return spread.to_series().to_numpy()


def indicative_quotes(
    options: pl.DataFrame,
    *,
    tick: float | None = None,
    rules: QuotingRules | None = None,
    spot: float | None = None,
) -> pl.DataFrame:
    """Quote every option two-sided around its model value.

    Parameters
    ----------
    options
        Valued options: the columns expiry, strike, is_call, bid, ask, spread, reason, forward,
        discount_factor, model_value and vega, sorted by expiry and strike.
    tick
        Price increment, > 0; inferred from the bids and asks when None (`infer_tick`).
    rules
        Widths; the defaults when None.
    spot
        Spot, which American options (column ``exercise``) are worth exercising at; needed where
        there are any.

    Returns
    -------
    polars.DataFrame
        Columns half_spread, quote_bid, quote_ask and held_back, a row for each row of
        ``options``; null where there is no model value. ``held_back`` is true where the quote
        around the model value would have traded against the market's own and was moved behind it.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_indicative.py.
    """
    tick = infer_tick(options) if tick is None else tick
    checked_tick(tick)
    half = half_spreads(options, tick=tick, rules=rules)
    intrinsic = _intrinsic(options, spot)
    value = options["model_value"].to_numpy()
    bid, ask = two_sided(value=value, half_spread=half, intrinsic=intrinsic, tick=tick)
    market_bid, market_ask = _market_quotes(options)
    held_bid, held_ask = behind_market(
        bid=bid, ask=ask, market_bid=market_bid, market_ask=market_ask, tick=tick
    )
    columns = {"half_spread": half + 0.0 * value, "quote_bid": held_bid, "quote_ask": held_ask}
    held_back = pl.Series((held_bid < bid) | (held_ask > ask))
    return pl.DataFrame(
        {name: pl.Series(a).fill_nan(None) for name, a in columns.items()}
    ).with_columns(held_back=pl.when(pl.col("quote_bid").is_not_null()).then(held_back))


def _intrinsic(options: pl.DataFrame, spot: float | None) -> NDArray[np.float64]:
    """Least that each option can be worth: discounted intrinsic value, or exercise now."""
    sign = np.where(options["is_call"].to_numpy(), 1.0, -1.0)
    strike = options["strike"].to_numpy()
    moneyness = sign * (options["forward"].to_numpy() - strike)
    least = options["discount_factor"].to_numpy() * np.maximum(moneyness, 0.0)
    american = american_rows(options)
    if not american.any():
        return np.asarray(least)
    if spot is None:
        raise InvalidArgumentError("spot is missing; American options need it for exercise now")
    return np.asarray(np.where(american, np.maximum(least, sign * (spot - strike)), least))


def american_rows(options: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell which options can be exercised early: none where the table has no column for it."""
    if "exercise" not in options.columns:
        return np.zeros(options.height, dtype=bool)
    return (options["exercise"] == "american").to_numpy()


def _market_quotes(options: pl.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bid and ask of the quotes that stand: used, or offered without a bid."""
    used = pl.col("reason") == "OK"
    market = options.select(
        pl.when(used).then("bid"), pl.when(used | (pl.col("reason") == "NO_BID")).then("ask")
    )
    return market["bid"].to_numpy(), market["ask"].to_numpy()
