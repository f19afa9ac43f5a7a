"""Quotes of the first expiry around the spot: what a trader looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from axiom.desk.quoting.chain import QuoteBoard
    from axiom.desk.replay.listing import Listing, MarketQuotes

__all__ = ["FRONT_SCHEMA", "front_quotes"]

FRONT_SCHEMA = {
    "expiry": pl.Datetime("us", "UTC"), "strike": pl.Float64(), "is_call": pl.Boolean(),
    **dict.fromkeys(("market_bid", "bid", "value", "ask", "market_ask", "position"), pl.Float64()),
}  # fmt: skip


def front_quotes(
    listing: Listing,
    board: QuoteBoard,
    market: MarketQuotes,
    positions: NDArray[np.float64],
    *,
    spot: float,
    n_strikes: int,
) -> pl.DataFrame:
    """Give own quotes beside the market's, of the first expiry around the spot.

    Parameters
    ----------
    listing : Listing
        The options of the rows.
    board : QuoteBoard
        Own quotes.
    market : MarketQuotes
        The market's.
    positions : ndarray, (n,)
        Contracts held.
    spot : float
    n_strikes : int
        Strikes nearest to it, >= 0.

    Returns
    -------
    polars.DataFrame
        ``expiry``, ``strike``, ``is_call``, ``market_bid``, ``bid``, ``value``, ``ask``,
        ``market_ask``, ``position``, by strike, put before call; NaN where there is no price.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_front.py.
    """
    columns = {
        "market_bid": market.bid, "bid": board.bid, "value": board.value, "ask": board.ask,
        "market_ask": market.ask, "position": positions,
    }  # fmt: skip
    table = listing.table.select("expiry", "strike", "is_call").with_columns(
        pl.Series(name, values) for name, values in columns.items()
    )
    front = table.filter(pl.col("expiry") == pl.col("expiry").min())
    distance = (pl.col("strike") - spot).abs()
    near = front.select("strike").unique().sort(distance, "strike").head(n_strikes)
    return front.join(near, on="strike", how="semi", maintain_order="left")
