"""Tools for the risk of a book."""

from __future__ import annotations

from typing import Any, Final

from axiom.client.calls import post
from axiom.service.mcp.callers import caller
from axiom.service.mcp.tools import ToolOffer, flattened
from axiom.wire.risk import (
    BookRequest,
    ExplainAnswer,
    ExplainRequest,
    LadderAnswer,
    LadderRequest,
    MarginAnswer,
    MarginRequest,
    StressAnswer,
    StressRequest,
    ValuationAnswer,
    ValueAtRiskAnswer,
    ValueAtRiskRequest,
)

__all__ = ["TOOLS"]


async def risk(book: dict[str, Any]) -> ValuationAnswer:
    """Value a book on a stored surface with all Greeks, by position, expiry and strike.

    Without positions it is the stored ones of the strategy. The field units says what each figure
    is and in which unit.
    """
    return await caller().send(post("/v1/risk/value", book, ValuationAnswer))


async def scenario(book: dict[str, Any]) -> LadderAnswer:
    """Revalue a book under joint moves of spot (relative) and vol (decimals), at once."""
    return await caller().send(post("/v1/risk/scenarios", book, LadderAnswer))


async def stress(book: dict[str, Any]) -> StressAnswer:
    """Revalue a book under named stresses: the historical ones from 1987 on, or one's own."""
    return await caller().send(post("/v1/risk/stress", book, StressAnswer))


async def value_at_risk(book: dict[str, Any]) -> ValueAtRiskAnswer:
    """Give the value at risk and expected shortfall of a book over given moves of its market."""
    return await caller().send(post("/v1/risk/value-at-risk", book, ValueAtRiskAnswer))


async def margin(book: dict[str, Any]) -> MarginAnswer:
    """Give the margin of a book by revaluing it under the scenarios of rules."""
    return await caller().send(post("/v1/risk/margin", book, MarginAnswer))


async def explain_pnl(book: dict[str, Any]) -> ExplainAnswer:
    """Explain the profit of a book between two stored surfaces by its causes."""
    return await caller().send(post("/v1/risk/explain", book, ExplainAnswer))


TOOLS: Final = (
    ToolOffer(function=flattened(BookRequest, risk), title="Risk of a book"),
    ToolOffer(function=flattened(LadderRequest, scenario), title="Scenarios"),
    ToolOffer(function=flattened(StressRequest, stress), title="Stresses"),
    ToolOffer(function=flattened(ValueAtRiskRequest, value_at_risk), title="Value at risk"),
    ToolOffer(function=flattened(MarginRequest, margin), title="Margin"),
    ToolOffer(function=flattened(ExplainRequest, explain_pnl), title="Explain the P&L"),
)
"""Tools for what a book may lose, and why it lost."""
