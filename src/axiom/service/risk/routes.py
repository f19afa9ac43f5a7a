"""`/v1/risk/…`: what books are worth, how they move, what they may lose."""

from __future__ import annotations

from typing import Final

from fastapi import Request, Response

from axiom.service.access import principal_of, scoped_router
from axiom.service.edge import responses
from axiom.service.lean import json_response
from axiom.service.risk import computing
from axiom.service.risk.holdings import Holdings, find_holdings, find_market
from axiom.service.risk.limits import checking, limits_in_force, usage_of
from axiom.service.risk.recording import recording
from axiom.service.services import services_of
from axiom.service.writes import IDEMPOTENT, write
from axiom.store.runs import compute_run
from axiom.wire.risk import (
    BookRequest,
    ExplainAnswer,
    ExplainRequest,
    LadderAnswer,
    LadderRequest,
    LimitsCheckRequest,
    LimitUsageAnswer,
    MarginAnswer,
    MarginRequest,
    StressAnswer,
    StressRequest,
    ValuationAnswer,
    ValueAtRiskAnswer,
    ValueAtRiskRequest,
)

__all__ = ["ROUTERS"]

COMPUTING: Final = scoped_router("price", tags=["risk"])
WRITING: Final = scoped_router("trade", tags=["risk"], dependencies=[IDEMPOTENT])
ROUTERS: Final = (COMPUTING, WRITING)


@COMPUTING.post("/risk/value", response_model=ValuationAnswer, responses=responses(404, 503))
def post_value(request: Request, book: BookRequest) -> Response:
    """Value a book on a stored surface, with all Greeks, by position, expiry and strike."""
    held = _held(request, book)
    return json_response(computing.valuation_answer(held, computing.value(held)))


@WRITING.post(
    "/risk/value/record",
    status_code=201,
    response_model=ValuationAnswer,
    responses=responses(404, 409, 503),
)
def post_recorded_value(request: Request, book: BookRequest) -> Response:
    """Do so, and keep it: the run, which can be replayed, and the Greeks at its time."""
    held = _held(request, book)
    caller = principal_of(request)
    computed = compute_run("book", held.arguments, principal=caller.name if caller else "")
    change = recording(computed, held, book, bus=services_of(request).bus)
    return write(request, "POST /v1/risk/value/record", change)


@COMPUTING.post("/risk/scenarios", response_model=LadderAnswer, responses=responses(404, 503))
def post_scenarios(request: Request, book: LadderRequest) -> Response:
    """Revalue a book under joint moves of spot and vol, at once."""
    return json_response(computing.ladder(_held(request, book), book))


@COMPUTING.post("/risk/stress", response_model=StressAnswer, responses=responses(404, 503))
def post_stress(request: Request, book: StressRequest) -> Response:
    """Revalue a book under named stresses, the historical ones of the library or one's own."""
    return json_response(computing.stresses(_held(request, book), book))


@COMPUTING.post(
    "/risk/value-at-risk", response_model=ValueAtRiskAnswer, responses=responses(404, 503)
)
def post_value_at_risk(request: Request, book: ValueAtRiskRequest) -> Response:
    """Give the value at risk and expected shortfall of a book over moves of its market."""
    return json_response(computing.value_at_risk(_held(request, book), book))


@COMPUTING.post("/risk/margin", response_model=MarginAnswer, responses=responses(404, 503))
def post_margin(request: Request, book: MarginRequest) -> Response:
    """Give the margin of a book by revaluing it under the scenarios of rules."""
    return json_response(computing.margin(_held(request, book), book))


@COMPUTING.post("/risk/explain", response_model=ExplainAnswer, responses=responses(404, 503))
def post_explain(request: Request, book: ExplainRequest) -> Response:
    """Explain the P&L of a book between two stored surfaces by its causes."""
    with services_of(request).store.begin(read_only=True) as work:
        held = find_holdings(work, book)
        after = find_market(work, book.underlying, book.after)
    return json_response(computing.explanation(held, after, book))


@WRITING.post("/risk/limits", response_model=LimitUsageAnswer, responses=responses(404, 409, 503))
def post_limits(request: Request, book: LimitsCheckRequest) -> Response:
    """Check the limits of a strategy against its book; what is exceeded is stored."""
    with services_of(request).store.begin(read_only=True) as work:
        record = limits_in_force(work, book.strategy, book.underlying)
        held = find_holdings(work, book)
    usage = usage_of(record, computing.value(held), book)
    metrics = services_of(request).metrics
    for name, amount, limit in zip(usage.names, usage.amounts, usage.limits, strict=True):
        metrics.exposed(f"{book.strategy} {book.underlying} {name}", amount, limit)
    return write(request, "POST /v1/risk/limits", checking(record, usage, held, book))


def _held(request: Request, book: BookRequest) -> Holdings:
    """Find what is asked for, and let the database go before computing."""
    with services_of(request).store.begin(read_only=True) as work:
        return find_holdings(work, book)
