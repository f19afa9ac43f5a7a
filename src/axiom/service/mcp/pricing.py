"""Tools for prices, Greeks, implied vols and values."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field

from axiom.client.calls import post
from axiom.service.mcp.callers import caller
from axiom.service.mcp.tools import ToolOffer, flattened
from axiom.wire.exotics import CatalogueAnswer, EngineChoice, Tolerance, ValuationAnswer
from axiom.wire.pricing import (
    GreeksAnswer,
    GreeksRequest,
    ImpliedVolAnswer,
    ImpliedVolRequest,
    PriceAnswer,
    PriceRequest,
)

__all__ = ["TOOLS"]

Named = Annotated[
    dict[str, Any], Field(description="Its fields by name, with its name in the catalogue as type.")
]


async def price(option: dict[str, Any]) -> PriceAnswer:
    """Price one European or American option, with the error of the price.

    Years, decimals, continuous compounding: an expiry of 0.25 is three months, a vol of 0.2 is
    20 %, a rate of 0.03 is 3 %. Give exactly one of spot and forward.
    """
    return await caller().send(post("/v1/price", option, PriceAnswer))


async def greeks(option: dict[str, Any]) -> GreeksAnswer:
    """Price one European or American option with all its Greeks.

    Greeks are raw partial derivatives: vega per 1.00 of vol (divide by 100 for a vol point), theta
    per year (divide by 365 for a day). Years, decimals, continuous compounding. Give exactly one of
    spot and forward.
    """
    return await caller().send(post("/v1/greeks", option, GreeksAnswer))


async def implied_vol(option: dict[str, Any]) -> ImpliedVolAnswer:
    """Find the volatility at which an option has a given price, 0.2 being 20 %.

    With return_interval the answer says whether the price determines the vol at all, and how far.
    """
    return await caller().send(post("/v1/implied-vol", option, ImpliedVolAnswer))


async def value(
    *,
    instrument: Named,
    model: Named,
    market: Annotated[
        dict[str, Any],
        Field(description='Spot, rate, dividend_yield and others: {"spot": 100, "rate": 0.03}.'),
    ],
    greeks: Annotated[bool, Field(description="Whether Greeks are wanted.")] = True,
    engine: EngineChoice = "auto",
    tolerance: Tolerance = 1e-4,
    seed: Annotated[int, Field(ge=0, description="Of simulations.")] = 0,
) -> ValuationAnswer:
    """Value any contract of the catalogue under any model, with a stated error and Greeks.

    Read the tool catalogue first: it says which fields each contract and model takes. The answer
    says by which method the price was found, how large its error is and of which kind.
    """
    found: ValuationAnswer = await caller().value(
        instrument,
        model=model,
        market=market,
        greeks=greeks,
        engine=engine,
        tolerance=tolerance,
        seed=seed,
    )
    return found


async def catalogue() -> CatalogueAnswer:
    """List contracts, models and engines that can be valued, with the terms of each."""
    return await caller().catalogue()


TOOLS: Final = (
    ToolOffer(function=flattened(PriceRequest, price), title="Price an option"),
    ToolOffer(function=flattened(GreeksRequest, greeks), title="Greeks of an option"),
    ToolOffer(function=flattened(ImpliedVolRequest, implied_vol), title="Implied volatility"),
    ToolOffer(function=value, title="Value a contract under a model"),
    ToolOffer(function=catalogue, title="Catalogue of contracts and models"),
)
"""Tools that compute without storing."""
