"""Implied volatilities of every quote of a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.kernels import implied_vol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.forwards import Forwards

__all__ = ["implied_smiles"]


def implied_smiles(screened: pl.DataFrame, forwards: Forwards | pl.DataFrame) -> pl.DataFrame:
    """Add forwards, log-moneyness and the implied vols of bid, mid and ask to screened quotes.

    Parameters
    ----------
    screened : polars.DataFrame
        As `screen_quotes` returns it; rows with any reason are kept.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `expiry`, `forward`, `discount_factor`.

    Returns
    -------
    polars.DataFrame
        The screened columns and `forward`, `discount_factor`, `log_moneyness` (log(strike /
        forward)), `bid_vol`, `mid_vol`, `ask_vol` (NaN where not OK) and `bid_status`,
        `mid_status`, `ask_status` (codes of `axiom.ImpliedVolStatus`). An expiry without a
        forward has nulls in the first three and INVALID_INPUT as status.

    Notes
    -----
    The vol is that of the forward price of the option, price / discount factor, by Black's formula.

    Verified by repricing each quote at its vol.
    """
    table = forwards if isinstance(forwards, pl.DataFrame) else forwards.table
    known = table.select("expiry", "forward", "discount_factor")
    joined = screened.join(known, on="expiry", how="left", maintain_order="left").with_columns(
        log_moneyness=(pl.col("strike") / pl.col("forward")).log()
    )
    columns: list[pl.Series] = []
    for side in ("bid", "mid", "ask"):
        vol, status = _implied(joined, side)
        columns += [pl.Series(f"{side}_vol", vol), pl.Series(f"{side}_status", status)]
    return joined.with_columns(columns)


def _implied(joined: pl.DataFrame, side: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    price, discount = _numbers(joined, side), _numbers(joined, "discount_factor")
    found: tuple[NDArray[np.float64], NDArray[np.uint8]] = implied_vol(
        price=price / discount,
        forward=_numbers(joined, "forward"),
        strike=_numbers(joined, "strike"),
        expiry=_numbers(joined, "years"),
        is_call=joined["is_call"].to_numpy(),
        return_status=True,
    )
    return found


def _numbers(table: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """Float64 with NaN for null."""
    return table[name].cast(pl.Float64).to_numpy()
