"""Quotes against the bounds that no arbitrage sets, once forwards are known."""

from __future__ import annotations

import math

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.market.hygiene import REASON
from axiom.volatility.forwards import Forwards

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
        D max(K - F, 0) for a put, and `ABOVE_MAXIMUM` where the bid is above D F, D K.

    Raises
    ------
    InvalidArgumentError
        When `tolerance_se` is negative or NaN.

    Notes
    -----
    A bid or a mid below intrinsic is not an error in the data: deep in the money the spread spans
    the intrinsic value. Such a quote stays usable; its mid has no implied vol, and says so by its
    status.

    Verified by ``tests/unit/volatility/test_bounds.py``.
    """
    if math.isnan(tolerance_se) or tolerance_se < 0.0:
        raise InvalidArgumentError(f"tolerance_se={tolerance_se!r}: give a number of 0 or more")
    known = forwards.table.select(
        "expiry", "forward", "forward_se", "discount_factor", "discount_factor_se"
    )
    discount, strike = pl.col("discount_factor"), pl.col("strike")
    ahead = pl.col("forward") - strike
    intrinsic = discount * pl.when("is_call").then(ahead).otherwise(-ahead).clip(lower_bound=0.0)
    maximum = discount * pl.when("is_call").then("forward").otherwise(strike)
    error = discount * pl.col("forward_se").fill_null(0.0)
    error_of_discount = ahead.abs() * pl.col("discount_factor_se").fill_null(0.0)
    slack = tolerance_se * (error**2 + error_of_discount**2).sqrt() + 1e-9 * maximum
    usable = pl.col("reason") == "OK"
    reason = (
        pl.when(usable & (pl.col("ask") < intrinsic - slack))
        .then(pl.lit("BELOW_INTRINSIC", dtype=REASON))
        .when(usable & (pl.col("bid") > maximum + slack))
        .then(pl.lit("ABOVE_MAXIMUM", dtype=REASON))
        .otherwise(pl.col("reason"))
    )
    joined = screened.join(known, on="expiry", how="left", maintain_order="left")
    return joined.with_columns(reason=reason).select(screened.columns)
