"""Tools for quotes and hedges."""

from __future__ import annotations

from typing import Any, Final

from axiom.client.calls import post
from axiom.service.mcp.callers import caller
from axiom.service.mcp.tools import ToolOffer, flattened
from axiom.wire.hedging import (
    BookHedgeAnswer,
    BookHedgeRequest,
    OptionHedgeAnswer,
    OptionHedgeRequest,
)
from axiom.wire.quoting import PolicyQuotesAnswer, PolicyQuotesRequest

__all__ = ["TOOLS"]


async def suggest_quotes(asked: dict[str, Any]) -> PolicyQuotesAnswer:
    """Quote one asset by a policy, once for each inventory; nothing is sent to a market."""
    return await caller().send(post("/v1/quotes/policy", asked, PolicyQuotesAnswer))


async def suggest_hedge(asked: dict[str, Any]) -> BookHedgeAnswer:
    """Suggest what to trade against the exposures of a book; nothing is stored."""
    return await caller().send(post("/v1/hedges/suggestion", asked, BookHedgeAnswer))


async def hedge_option(asked: dict[str, Any]) -> OptionHedgeAnswer:
    """Say what to hold of the underlying against one option, by a policy with costs."""
    return await caller().send(post("/v1/hedges/policy", asked, OptionHedgeAnswer))


TOOLS: Final = (
    ToolOffer(function=flattened(PolicyQuotesRequest, suggest_quotes), title="Suggest quotes"),
    ToolOffer(function=flattened(BookHedgeRequest, suggest_hedge), title="Suggest a hedge"),
    ToolOffer(function=flattened(OptionHedgeRequest, hedge_option), title="Hedge one option"),
)
"""Tools that suggest without trading."""
