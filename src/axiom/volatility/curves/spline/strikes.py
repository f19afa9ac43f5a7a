"""Bid and ask of every strike, calls and puts together, as the spline fit reads them."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline_fit import QuoteColumns

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.volatility.curves.spline.settings import SplineSettings

__all__ = ["ExpiryStrikes", "VolQuotes", "expiry_strikes", "intervals"]

_COLUMNS = (
    "expiry", "years", "reason", "log_moneyness", "is_call", "bid_vol", "mid_vol", "ask_vol",
)  # fmt: skip
_LEAST_OVERLAP = 0.2  # of the out-of-the-money spread, for calls and puts to be read together
_LEAST_WEIGHT, _MOST_WEIGHT = 0.25, 4.0
_SECOND_US = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class VolQuotes:
    """Quotes as vols, (n,) each: in any order, calls and puts of a strike on rows of their own.

    A bid vol of NaN or 0 is no bid, an ask vol of NaN no ask: at least one of them is there. The
    mid vol may be NaN. `weight` is 1 for an ordinary quote.
    """

    years: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    bid_vol: NDArray[np.float64]
    mid_vol: NDArray[np.float64]
    ask_vol: NDArray[np.float64]
    weight: NDArray[np.float64]

    def part(self, start: int, stop: int) -> VolQuotes:
        """Give the rows start:stop."""
        own = slice(start, stop)
        return VolQuotes(**{f.name: getattr(self, f.name)[own] for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryStrikes:
    """The quotes of one expiry: one row a strike, and what they cover."""

    expiry: datetime
    years: float
    columns: QuoteColumns
    n_quotes: int

    @property
    def bids(self) -> NDArray[np.float64]:
        """Log-moneyness of the strikes with a bid, or of all where there are too few of them."""
        k: NDArray[np.float64] = self.columns.log_moneyness[self.columns.low > 0.0]
        return k

    @property
    def level(self) -> float:
        """Total variance near the forward: the median of the five strikes closest to it."""
        nearest = np.argsort(np.abs(self.columns.log_moneyness), kind="stable")[:5]
        return float(np.median(self.columns.middle[nearest]))


def expiry_strikes(
    options: pl.DataFrame, *, valuation_time: datetime, settings: SplineSettings
) -> tuple[ExpiryStrikes, ...]:
    """Read the table of `implied_smiles`: quotes with reason OK, and asks without a bid.

    Returns
    -------
    tuple of ExpiryStrikes
        Ascending in `years`.

    Raises
    ------
    InvalidArgumentError
        A column is missing.

    Notes
    -----
    Where call and put of a strike overlap by a fifth of the out-of-the-money spread, what both
    allow is the interval; else the out-of-the-money quote is believed. The size quoted (the smaller
    of bid and ask, against the expiry's median) weighs by its square root, between a quarter and
    four; age as `SplineSettings.age_half_life` says.

    Verified by ``tests/unit/volatility/curves/spline/test_strikes.py``.
    """
    missing = [c for c in _COLUMNS if c not in options.columns]
    if missing:
        msg = f"options lacks the columns {missing}; give the table that implied_smiles returns"
        raise InvalidArgumentError(msg)
    quotes, usable, row = _rows(options, valuation_time, settings)
    years, starts = np.unique(quotes.years, return_index=True)
    bounds = [*starts.tolist(), quotes.years.size]
    return tuple(
        ExpiryStrikes(
            expiry=options["expiry"][int(row[a])],
            years=y,
            columns=intervals(quotes.part(a, b), half_spread_floor=settings.half_spread_floor),
            n_quotes=int(usable[a:b].sum()),
        )
        for y, (a, b) in zip(years.tolist(), pairwise(bounds), strict=True)
    )


def _rows(
    options: pl.DataFrame, valuation_time: datetime, settings: SplineSettings
) -> tuple[VolQuotes, NDArray[np.bool_], NDArray[np.intp]]:
    """Pick the rows that bound a vol, ascending in years; which are OK, and where they stand."""
    reason = options["reason"]
    names = ("years", "log_moneyness", "bid_vol", "mid_vol", "ask_vol")
    t, k, bid, mid, ask = (options[c].cast(pl.Float64).to_numpy() for c in names)
    usable = (reason == "OK").to_numpy()
    ask_alone = (reason == "NO_BID").to_numpy() & (ask > 0.0)
    sided = usable & ((bid > 0.0) | (ask > 0.0))
    rows = np.flatnonzero((sided | ask_alone) & (t > 0.0) & np.isfinite(t) & np.isfinite(k))
    rows = rows[np.argsort(t[rows], kind="stable")]
    quotes = VolQuotes(
        years=t[rows],
        log_moneyness=k[rows],
        is_call=options["is_call"].to_numpy()[rows],
        bid_vol=np.where(ask_alone, np.nan, bid)[rows],
        mid_vol=mid[rows],
        ask_vol=ask[rows],
        weight=_weights(options, rows, valuation_time, settings),
    )
    return quotes, usable[rows], rows


def intervals(quotes: VolQuotes, *, half_spread_floor: float) -> QuoteColumns:
    """One row a strike of one expiry, ascending: what bid and ask of call and put allow."""
    k = quotes.log_moneyness
    in_the_money = np.where(quotes.is_call, k < 0.0, k > 0.0)
    order = np.lexsort((in_the_money, k))
    k = k[order]
    bid, mid, ask = quotes.bid_vol[order], quotes.mid_vol[order], quotes.ask_vol[order]
    low = np.where(bid > 0.0, bid, 0.0)
    high = np.where(ask > 0.0, ask, np.inf)
    first = np.flatnonzero(np.concatenate(([True], k[1:] != k[:-1])))
    own_low, own_high = low[first], high[first]
    both_low, both_high = np.maximum.reduceat(low, first), np.minimum.reduceat(high, first)
    with np.errstate(invalid="ignore"):
        overlap = both_high - both_low >= _LEAST_OVERLAP * (own_high - own_low)
    overlap &= np.isfinite(both_high)
    low, high = np.where(overlap, both_low, own_low), np.where(overlap, both_high, own_high)
    middle = _middle(low, mid[first], high)
    floored = np.where(low > 0.0, np.minimum(low, middle - half_spread_floor), 0.0)
    t = quotes.years[:1]
    return QuoteColumns(
        log_moneyness=k[first],
        low=np.maximum(floored, 0.0) ** 2 * t,
        middle=middle**2 * t,
        high=np.maximum(high, middle + half_spread_floor) ** 2 * t,
        weight=quotes.weight[order][first],
    )


def _middle(
    low: NDArray[np.float64], mid: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mid vol where it lies inside, the bid where there is no ask, else the centre."""
    inside = (mid > low) & (mid < high) & (low > 0.0)
    centre = np.where(np.isfinite(high), 0.5 * (low + high), low)
    return np.where(inside, mid, centre)


def _weights(
    options: pl.DataFrame,
    rows: NDArray[np.intp],
    valuation_time: datetime,
    settings: SplineSettings,
) -> NDArray[np.float64]:
    weight = np.ones(rows.size)
    if {"bid_size", "ask_size"} <= set(options.columns):
        sizes = (options[c].cast(pl.Float64).to_numpy() for c in ("bid_size", "ask_size"))
        size = np.fmin(*sizes)[rows]
        known = np.isfinite(size) & (size > 0.0)
        if known.any():
            relative = np.sqrt(size / np.median(size[known]), where=known, out=np.ones(rows.size))
            weight *= np.clip(relative, _LEAST_WEIGHT, _MOST_WEIGHT)
    if settings.age_half_life < math.inf and "quote_time" in options.columns:
        age = _ages(options["quote_time"], valuation_time)[rows]
        halvings = np.where(np.isfinite(age), np.maximum(age, 0.0) / settings.age_half_life, 0.0)
        weight *= np.maximum(np.exp2(-halvings), _LEAST_WEIGHT**2)
    return weight


def _ages(quote_time: pl.Series, valuation_time: datetime) -> NDArray[np.float64]:
    """Seconds before the valuation time; NaN where a quote has no time."""
    if not isinstance(quote_time.dtype, pl.Datetime):
        return np.full(quote_time.len(), np.nan)
    micros = quote_time.dt.epoch("us").cast(pl.Float64).to_numpy()
    return valuation_time.timestamp() - micros / _SECOND_US
