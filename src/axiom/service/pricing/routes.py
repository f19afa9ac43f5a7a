"""`/v1/price`, `/v1/greeks` and `/v1/implied-vol` for one option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from starlette.responses import Response

from axiom.service.access import scoped_router
from axiom.service.lean import LeanRoute, json_response
from axiom.service.pricing import one
from axiom.wire.pricing import (
    GreeksAnswer,
    GreeksRequest,
    ImpliedVolAnswer,
    ImpliedVolRequest,
    PriceAnswer,
    PriceRequest,
)

__all__ = ["router"]

router = scoped_router("price", tags=["pricing"], route_class=LeanRoute)


@router.post("/price", response_model=PriceAnswer)
async def price(option: PriceRequest) -> Response:
    """Price one European or American option, with the error of the price."""
    return await _answered(one.price_of, option)


@router.post("/greeks", response_model=GreeksAnswer)
async def greeks(option: GreeksRequest) -> Response:
    """Price one European or American option with all its Greeks."""
    return await _answered(one.greeks_of, option)


@router.post("/implied-vol", response_model=ImpliedVolAnswer)
async def implied_vol(option: ImpliedVolRequest) -> Response:
    """Find the volatility at which an option has a given price."""
    return await _answered(one.implied_vol_of, option)


async def _answered(compute: Callable[[Any], dict[str, Any]], option: Any) -> Response:
    """Compute at once what takes microseconds, the rest in a thread."""
    if one.is_quick(option):
        return json_response(compute(option))
    return json_response(await to_thread.run_sync(compute, option))
