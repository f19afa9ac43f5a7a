"""The quotes that a fit uses, whatever the curve: picked, sorted and split by expiry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from axiom.volatility.forwards.imply import Forwards

__all__ = ["ExpiryQuotes", "FitQuotes", "forward_curve", "usable_quotes"]

_COLUMNS = (
    "expiry",
    "years",
    "reason",
    "log_moneyness",
    "is_call",
    "bid_vol",
    "mid_vol",
    "ask_vol",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryQuotes:
    """The quotes of one expiry: rows start:stop of the columns of `FitQuotes`."""

    expiry: datetime
    years: float
    start: int
    stop: int
    n_strikes: int

    @property
    def n_quotes(self) -> int:
        """How many quotes, calls and puts."""
        return self.stop - self.start

    @property
    def rows(self) -> slice:
        """The rows as a slice of the columns."""
        return slice(self.start, self.stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitQuotes:
    """The usable quotes of a chain, ascending in years and log-moneyness; columns are (n,).

    Attributes
    ----------
    expiries : tuple of ExpiryQuotes
        Ascending in `years`; those of the table without a usable quote too.
    row : ndarray of intp
        Where each quote stands in the options table.
    years, log_moneyness : ndarray of float64
        Of each quote; log(strike / forward).
    is_call : ndarray of bool
        Call or put.
    bid_vol, vol, ask_vol : ndarray of float64
        Bid, mid and ask; the bid is NaN where it has no vol.
    half_spread : ndarray of float64
        In vol, at least the floor; from ask to mid where the bid has no vol.
    """

    expiries: tuple[ExpiryQuotes, ...]
    row: NDArray[np.intp]
    years: NDArray[np.float64]
    log_moneyness: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    bid_vol: NDArray[np.float64]
    vol: NDArray[np.float64]
    ask_vol: NDArray[np.float64]
    half_spread: NDArray[np.float64]

    def kept(self, *, min_strikes: int) -> tuple[ExpiryQuotes, ...]:
        """Expiries with quotes at `min_strikes` or more strikes; FitError where there is none."""
        kept = tuple(e for e in self.expiries if e.n_strikes >= min_strikes)
        if not kept:
            msg = (
                f"no expiry has usable quotes at {min_strikes} or more strikes ({self.row.size} "
                "quotes have reason OK, a mid vol and are out of or near the money, at "
                f"{sum(e.n_quotes > 0 for e in self.expiries)} expiries); give a chain with more "
                "quotes"
            )
            raise FitError(msg)
        return kept

    def skipped(self, *, min_strikes: int) -> tuple[SkippedExpiry, ...]:
        """List the other expiries, with the reason."""
        return tuple(
            SkippedExpiry(
                expiry=e.expiry,
                years=e.years,
                n_quotes=e.n_quotes,
                reason=f"usable quotes at {e.n_strikes} strikes; {min_strikes} are needed",
            )
            for e in self.expiries
            if e.n_strikes < min_strikes
        )


def usable_quotes(
    options: pl.DataFrame, *, near_the_money: float, half_spread_floor: float
) -> FitQuotes:
    """Pick the rows to fit: reason OK, a mid vol, out of the money or near the forward.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.
    near_the_money : float
        Quotes of both sides are used within this many standard deviations, vol sqrt(years), of the
        forward.
    half_spread_floor : float
        In vol; half-spreads below it count as it.

    Raises
    ------
    InvalidArgumentError
        A column is missing.

    Notes
    -----
    Verified by ``tests/unit/volatility/curves/test_quotes.py``.
    """
    missing = [c for c in _COLUMNS if c not in options.columns]
    if missing:
        msg = f"options lacks the columns {missing}; give the table that implied_smiles returns"
        raise InvalidArgumentError(msg)
    columns = ("years", "log_moneyness", "bid_vol", "mid_vol", "ask_vol")
    t, k, bid, mid, ask = (options[c].cast(pl.Float64).to_numpy() for c in columns)
    is_call = options["is_call"].to_numpy()
    with np.errstate(invalid="ignore"):
        near = np.abs(k) < near_the_money * mid * np.sqrt(t)
        half = np.where(np.isnan(bid), ask - mid, 0.5 * (ask - bid))
        use = (options["reason"] == "OK").to_numpy() & np.isfinite(half) & np.isfinite(k)
        use &= (mid > 0.0) & (t > 0.0) & (np.where(is_call, k >= 0.0, k <= 0.0) | near)
    rows = np.flatnonzero(use)
    rows = rows[np.lexsort((k[rows], t[rows]))]
    return FitQuotes(
        expiries=_expiries(options["expiry"], t, k, rows),
        row=rows,
        years=t[rows],
        log_moneyness=k[rows],
        is_call=is_call[rows],
        bid_vol=bid[rows],
        vol=mid[rows],
        ask_vol=ask[rows],
        half_spread=np.maximum(half[rows], half_spread_floor),
    )


def forward_curve(forwards: Forwards | pl.DataFrame) -> ForwardCurve:
    """Build the curve that a surface carries, from `imply_forwards`' result or its table."""
    table = forwards if isinstance(forwards, pl.DataFrame) else forwards.table
    rows = table.select("years", "forward", "discount_factor").drop_nulls().sort("years")
    nodes = (
        ForwardNode(years=t, forward=f, discount_factor=d)
        for t, f, d in rows.iter_rows()
        if t > 0.0
    )
    return ForwardCurve(nodes=tuple(nodes))


def _expiries(
    expiry: pl.Series, t: NDArray[np.float64], k: NDArray[np.float64], rows: NDArray[np.intp]
) -> tuple[ExpiryQuotes, ...]:
    alive = np.flatnonzero(t > 0.0)
    years, first = np.unique(t[alive], return_index=True)
    starts, stops = (np.searchsorted(t[rows], years, side) for side in ("left", "right"))
    return tuple(
        ExpiryQuotes(
            expiry=expiry[int(alive[i])],
            years=y,
            start=a,
            stop=b,
            n_strikes=np.unique(k[rows[a:b]]).size,
        )
        for y, i, a, b in zip(
            years.tolist(), first.tolist(), starts.tolist(), stops.tolist(), strict=True
        )
    )
