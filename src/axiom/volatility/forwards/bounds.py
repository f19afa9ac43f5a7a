"""Quotes against the bounds that no arbitrage sets, once forwards are known."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.market.hygiene import REASON
from axiom.volatility.forwards.imply import Forwards

__all__ = ["screen_against_forwards"]


def screen_against_forwards(
    screened: pl.DataFrame, forwards: Forwards, *, tolerance_se: float = 3.0
) -> pl.DataFrame:
    """Mark usable quotes whose whole spread lies outside the no-arbitrage bounds.

    Parameters
    ----------
    screened : polars.DataFrame
        Quotes with reasons, from `axiom.market.screen_quotes`.
    forwards : Forwards
        From `imply_forwards`.
    tolerance_se : float, default 3.0
        How many standard errors, of forward and discount factor together, a quote may lie outside.

    Returns
    -------
    polars.DataFrame
        `screened`, with `BELOW_INTRINSIC` where the ask is below D max(F - K, 0) for a call,
        D max(K - F, 0) for a put; `ABOVE_MAXIMUM` where the bid is above D F, D K; `OFF_PARITY`
        where call and put of a strike, bought and sold across their spreads, leave a profit against
        D (F - K): of the two the one in the money, the one seldom traded, is marked.

    Raises
    ------
    InvalidArgumentError
        When `tolerance_se` is negative or NaN.

    Notes
    -----
    A bid or a mid below intrinsic is not an error in the data: deep in the money the spread spans
    the intrinsic value. Such a quote stays usable; its mid has no implied vol, and says so by its
    status.

    For American options the bounds are wider by what early exercise may be worth: a call is worth
    S at most, a put K, and C - P lies between D (F - K) - K (1 - D) and D (F - K) + S - D F, each
    widening taken as 0 where it is negative (S: the spot, or F where there is none).

    Verified by ``tests/unit/volatility/test_bounds.py``.
    """
    if math.isnan(tolerance_se) or tolerance_se < 0.0:
        raise InvalidArgumentError(f"tolerance_se={tolerance_se!r}: give a number of 0 or more")
    table = _with_bounds(screened, forwards, tolerance_se)
    usable = pl.col("reason") == "OK"
    reason = (
        pl.when(usable & (pl.col("ask") < pl.col("intrinsic") - pl.col("slack")))
        .then(pl.lit("BELOW_INTRINSIC", dtype=REASON))
        .when(usable & (pl.col("bid") > pl.col("maximum") + pl.col("slack")))
        .then(pl.lit("ABOVE_MAXIMUM", dtype=REASON))
        .otherwise(pl.col("reason"))
    )
    table = table.with_columns(reason=reason)
    off = pl.Series(_off_parity(table))
    mark = pl.when(off).then(pl.lit("OFF_PARITY", dtype=REASON)).otherwise(pl.col("reason"))
    return table.with_columns(reason=mark).select(screened.columns)


def _with_bounds(screened: pl.DataFrame, forwards: Forwards, tolerance_se: float) -> pl.DataFrame:
    """Add `value` (D (F - K)), `intrinsic`, `maximum`, `slack`, and the worth of exercise."""
    known = forwards.table.select(
        "expiry", "forward", "forward_se", "discount_factor", "discount_factor_se"
    )
    discount, strike, forward = pl.col("discount_factor"), pl.col("strike"), pl.col("forward")
    value = discount * (forward - strike)
    error = discount * pl.col("forward_se").fill_null(0.0)
    error_of_discount = (forward - strike) * pl.col("discount_factor_se").fill_null(0.0)
    put_premium = call_premium = pl.lit(0.0)
    if forwards.exercise == "american":
        spot = forward if forwards.spot is None else pl.lit(forwards.spot)
        put_premium = (strike * (1.0 - discount)).clip(lower_bound=0.0)
        call_premium = (spot - discount * forward).clip(lower_bound=0.0)
    most_of_call, most_of_put = discount * forward + call_premium, discount * strike + put_premium
    maximum = pl.when("is_call").then(most_of_call).otherwise(most_of_put)
    joined = screened.join(known, on="expiry", how="left", maintain_order="left")
    return joined.with_columns(
        value=value,
        intrinsic=pl.when("is_call").then(value).otherwise(-value).clip(lower_bound=0.0),
        maximum=maximum,
        slack=tolerance_se * (error**2 + error_of_discount**2).sqrt() + 1e-9 * maximum,
        put_premium=put_premium,
        call_premium=call_premium,
    )


def _off_parity(table: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows are the in-the-money half of a pair that breaks parity."""
    names = ("strike", "bid", "ask", "forward", "value", "slack", "put_premium", "call_premium")
    usable = np.flatnonzero((table["reason"] == "OK").to_numpy())
    columns = {name: table[name].to_numpy()[usable] for name in names}
    expiry, is_call = (
        table[name].to_physical().to_numpy()[usable] for name in ("expiry", "is_call")
    )
    strike, bid, ask = columns["strike"], columns["bid"], columns["ask"]
    same = (expiry[1:] == expiry[:-1]) & (strike[1:] == strike[:-1])
    put = np.flatnonzero(same & ~is_call[:-1] & is_call[1:])
    call = put + 1
    lower = (columns["value"] - columns["put_premium"] - columns["slack"])[put]
    upper = (columns["value"] + columns["call_premium"] + columns["slack"])[put]
    broken = (ask[call] - bid[put] < lower) | (bid[call] - ask[put] > upper)
    in_the_money = np.where(strike[put] < columns["forward"][put], call, put)
    off = np.zeros(table.height, dtype=bool)
    off[usable[in_the_money[broken]]] = True
    return off
