"""`/v1/trades`, `/v1/positions`, `/v1/pnl`, `/v1/limits` and `/v1/breaches`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import Path, Query, Request, Response

from axiom.service.access import principal_of, scoped_router
from axiom.service.book import limits as book_limits
from axiom.service.book import positions as book_positions
from axiom.service.book import trades as book_trades
from axiom.service.book.booking import Booking
from axiom.service.edge import responses
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, Answer, read_request, write
from axiom.store import UnitOfWork
from axiom.wire.book import (
    PageQuery,
    PnlAnswer,
    PnlPage,
    PnlQuery,
    PnlRequest,
    PositionsPage,
    PositionsQuery,
    TradeAnswer,
    TradeBatchRequest,
    TradeRequest,
    TradesAnswer,
    TradesPage,
    TradesQuery,
)
from axiom.wire.limits import BreachesPage, LimitsAnswer, LimitsPage, LimitsQuery, LimitsRequest

__all__ = ["ROUTERS"]

READING: Final = scoped_router("read", tags=["book"])
WRITING: Final = scoped_router("trade", tags=["book"], dependencies=[IDEMPOTENT])
ROUTERS: Final = (READING, WRITING)

TradeId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[!-~]+$")]


@WRITING.post("/trades", status_code=201, response_model=TradeAnswer, responses=responses(409, 503))
async def post_trade(request: Request, trade: TradeRequest) -> Response:
    """Book a trade; the answer comes once it is durable."""
    asked = await read_request(request, "POST /v1/trades")
    return await _booked(request, Booking.of(asked, [trade]))


@WRITING.post(
    "/trades/batch", status_code=201, response_model=TradesAnswer, responses=responses(409, 503)
)
async def post_trades(request: Request, batch: TradeBatchRequest) -> Response:
    """Book trades together, all or none; the answer comes once they are durable."""
    asked = await read_request(request, "POST /v1/trades/batch")
    return await _booked(request, Booking.of(asked, batch.trades, is_batch=True))


async def _booked(request: Request, booking: Booking) -> Response:
    """Hand a booking to the group writer, and wait until it is durable."""
    services_of(request).trades.submit(booking)
    answer = await asyncio.wrap_future(booking.answer)
    return answer.response()


@WRITING.post(
    "/trades/{trade_id}/cancel",
    status_code=201,
    response_model=TradeAnswer,
    responses=responses(404, 409, 503),
)
def post_cancel(request: Request, trade_id: TradeId) -> Response:
    """Take a trade back: its reverse is booked, and names it. Once only."""
    change = book_trades.cancelling(trade_id, services_of(request).bus)
    return write(request, "POST /v1/trades/{trade_id}/cancel", change)


@WRITING.post(
    "/trades/{trade_id}/correct",
    status_code=201,
    response_model=TradesAnswer,
    responses=responses(404, 409, 503),
)
def post_correction(request: Request, trade_id: TradeId, trade: TradeRequest) -> Response:
    """Take a trade back, and book another in its place: both are answered. Once only."""
    change = book_trades.correcting(trade_id, trade, services_of(request).bus)
    return write(request, "POST /v1/trades/{trade_id}/correct", change)


@READING.get("/trades", response_model=TradesPage, responses=responses(503))
def get_trades(request: Request, query: Annotated[TradesQuery, Query()]) -> TradesPage:
    """List trades in the order in which they were booked."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_trades.trades_page(work, query)


@READING.get("/trades/{trade_id}", response_model=TradeAnswer, responses=responses(404, 503))
def get_trade(request: Request, trade_id: TradeId) -> TradeAnswer:
    """Give one trade."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_trades.trade_of(work, trade_id)


@READING.get("/positions", response_model=PositionsPage, responses=responses(503))
def get_positions(request: Request, query: Annotated[PositionsQuery, Query()]) -> PositionsPage:
    """List positions by strategy and instrument."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_positions.positions_page(work, query)


@READING.get("/pnl", response_model=PnlPage, responses=responses(503))
def get_pnl(request: Request, query: Annotated[PnlQuery, Query()]) -> PnlPage:
    """List the stored profit by day, strategy, underlying and currency."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_positions.pnl_page(work, query)


@WRITING.put("/pnl", response_model=PnlAnswer, responses=responses(409, 503))
def put_pnl(request: Request, pnl: PnlRequest) -> Response:
    """Store the profit of a day, in place of what was stored of it."""
    bus = services_of(request).bus

    def change(work: UnitOfWork) -> Answer:
        answer = book_positions.pnl_answer(work.pnl.put(book_positions.pnl_record(pnl)))
        told = {pnl.strategy: answer.model_dump(mode="json")}
        return Answer.of(
            answer,
            target=f"{pnl.day} {pnl.strategy} {pnl.underlying}",
            after_commit=(lambda: bus.publish("pnl", pnl.underlying, told),),
        )

    return write(request, "PUT /v1/pnl", change)


@READING.get("/limits", response_model=LimitsPage, responses=responses(503))
def get_limits(request: Request, query: Annotated[PageQuery, Query()]) -> LimitsPage:
    """List every version of the limits, in the order in which they were set."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_limits.limits_page(work, query)


@READING.get("/limits/current", response_model=LimitsAnswer, responses=responses(404, 503))
def get_current_limits(request: Request, query: Annotated[LimitsQuery, Query()]) -> LimitsAnswer:
    """Give the limits of a strategy on an underlying that hold now."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_limits.current_limits(work, query)


@WRITING.put("/limits", response_model=LimitsAnswer, responses=responses(409, 503))
def put_limits(request: Request, limits: LimitsRequest) -> Response:
    """Set the limits of a strategy on an underlying from now on; earlier ones are kept."""
    caller = principal_of(request)
    set_by = caller.name if caller else ""

    def change(work: UnitOfWork) -> Answer:
        kept = work.limits.add(book_limits.limits_record(limits, set_by=set_by))
        return Answer.of(book_limits.limits_answer(kept), target=kept.id)

    return write(request, "PUT /v1/limits", change)


@READING.get("/breaches", response_model=BreachesPage, responses=responses(503))
def get_breaches(request: Request, query: Annotated[PageQuery, Query()]) -> BreachesPage:
    """List limits that were exceeded, latest first."""
    with services_of(request).store.begin(read_only=True) as work:
        return book_limits.breaches_page(work, query)
