"""Tools for the book: positions, trades, profit, limits."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from pydantic import Field

from axiom.client.calls import post
from axiom.service.mcp.callers import caller
from axiom.service.mcp.tools import ToolOffer, flattened
from axiom.wire.book import PnlPage, PositionsPage, TradeAnswer, TradeRequest, TradesPage
from axiom.wire.limits import BreachesPage, LimitsPage

__all__ = ["TOOLS"]

Strategy = Annotated[str | None, Field(description="Whose; of all strategies where null.")]
Underlying = Annotated[str | None, Field(description="Symbol of the underlying; all where null.")]
Most = Annotated[int, Field(ge=1, le=200, description="Most of them.")]


async def positions(
    *,
    strategy: Strategy = None,
    underlying: Underlying = None,
    is_open: Annotated[bool, Field(description="Leave out those whose quantity is 0.")] = True,
    limit: Most = 100,
) -> PositionsPage:
    """List what is held, by strategy and instrument: exact sums over the trades."""
    return await caller().book.positions(
        strategy=strategy, underlying=underlying, is_open=is_open, limit=limit
    )


async def trades(
    *, strategy: Strategy = None, underlying: Underlying = None, limit: Most = 50
) -> TradesPage:
    """List the latest trades."""
    return await caller().book.trades(
        strategy=strategy, underlying=underlying, newest_first=True, limit=limit
    )


async def pnl(
    *,
    start: Annotated[dt.date, Field(description="First day.")],
    end: Annotated[dt.date, Field(description="Day after the last.")],
    strategy: Strategy = None,
    underlying: Underlying = None,
    limit: Most = 100,
) -> PnlPage:
    """List the stored profit by day, with its explanation by term."""
    return await caller().book.pnl(
        start=start, end=end, strategy=strategy, underlying=underlying, limit=limit
    )


async def limits(
    *, strategy: Strategy = None, underlying: Underlying = None, limit: Most = 50
) -> LimitsPage:
    """List the risk limits that were set."""
    return await caller().book.limits(strategy=strategy, underlying=underlying, limit=limit)


async def breaches(
    *, strategy: Strategy = None, underlying: Underlying = None, limit: Most = 50
) -> BreachesPage:
    """List limits that were exceeded, latest first."""
    return await caller().book.breaches(strategy=strategy, underlying=underlying, limit=limit)


async def book_trade(trade: dict[str, Any]) -> TradeAnswer:
    """Book a trade. Quantities and prices are exact: text such as "12.5"."""
    return await caller().send(post("/v1/trades", trade, TradeAnswer, is_write=True))


TOOLS: Final = (
    ToolOffer(function=positions, title="Positions"),
    ToolOffer(function=trades, title="Trades"),
    ToolOffer(function=pnl, title="Profit and loss by day"),
    ToolOffer(function=limits, title="Risk limits"),
    ToolOffer(function=breaches, title="Limits exceeded"),
    ToolOffer(
        function=flattened(TradeRequest, book_trade),
        title="Book a trade",
        writes=True,
        is_repeatable=False,
    ),
)
"""Tools for what is held."""
