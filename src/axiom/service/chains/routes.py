"""`/v1/chains`: quotes uploaded or read from a feed, kept, listed and given back."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Query, Request, Response

from axiom.market import Chain
from axiom.service.access import scoped_router
from axiom.service.chains.answers import chain_answer, chain_page, quotes_table, vix_answer
from axiom.service.chains.feeds import snapshot
from axiom.service.chains.keeping import keep_chain, list_stored_chains, load_chain, remove_chain
from axiom.service.chains.reading import UPLOADED, RawBody, reading_arguments
from axiom.service.chains.uploads import read_upload
from axiom.service.edge import responses
from axiom.service.negotiation import preferred_type
from axiom.service.services import services_of
from axiom.service.tables import (
    ARROW_TYPE,
    JSON_TYPE,
    PARQUET_TYPE,
    columns_of,
    table_content,
    table_response,
)
from axiom.service.writes import IDEMPOTENT, Answer, write
from axiom.store import UnitOfWork
from axiom.volatility.analytics import VixRules, vix
from axiom.wire.chains import (
    ChainAnswer,
    ChainFromFeed,
    ChainPage,
    ChainQuotes,
    Identifier,
    Reading,
    Underlying,
    VixAnswer,
)

__all__ = ["ROUTERS"]

KEPT: Final[dict[int | str, dict[str, Any]]] = {
    201: {"description": "Stored"},
    200: {"description": "It was stored before"},
}

reading = scoped_router("read", tags=["chains"])
computing = scoped_router("price", tags=["chains"])
writing = scoped_router("trade", tags=["chains"], dependencies=[IDEMPOTENT])
ROUTERS = (reading, computing, writing)


@writing.post(
    "/chains",
    operation_id="upload_chain",
    status_code=201,
    response_model=ChainAnswer,
    openapi_extra=UPLOADED,
    responses={**responses(409, 415, 422), **KEPT},
)
def upload_chain(
    request: Request, content: RawBody, options: Annotated[Reading, Query()]
) -> Response:
    """Upload a chain: CSV or Parquet, plain, gzipped or zipped, or Arrow; the same one is one."""
    chain = read_upload(content, name=options.name, reading=reading_arguments(options))
    return _kept(request, "POST /v1/chains", chain)


@writing.post(
    "/chains/from-feed",
    operation_id="take_chain_from_feed",
    status_code=201,
    response_model=ChainAnswer,
    responses={**responses(409, 415, 422, 501), **KEPT},
)
def take_chain_from_feed(request: Request, source: ChainFromFeed) -> Response:
    """Take one snapshot of a feed, and store it as a chain."""
    chain = snapshot(source, data_folder=services_of(request).settings.data_folder)
    return _kept(request, "POST /v1/chains/from-feed", chain)


@reading.get("/chains", operation_id="list_chains")
def list_chains(
    request: Request,
    underlying: Annotated[Underlying | None, Query(description="Whose chains")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Most chains of a page")] = 100,
    after: Annotated[Identifier | None, Query(description="Last id of the page before")] = None,
) -> ChainPage:
    """List the stored chains, the newest first."""
    store = services_of(request).store
    found = list_stored_chains(store, underlying=underlying, limit=limit, after=after)
    return chain_page(found, limit)


@reading.get("/chains/{chain_id}", operation_id="get_chain", responses=responses(404))
def get_chain(request: Request, chain_id: Identifier) -> ChainAnswer:
    """Give a stored chain without its quotes."""
    return chain_answer(*load_chain(services_of(request).store, chain_id))


@reading.get(
    "/chains/{chain_id}/quotes",
    operation_id="get_chain_quotes",
    response_model=ChainQuotes,
    responses={**responses(404, 406), **table_content(ARROW_TYPE, PARQUET_TYPE)},
)
def get_chain_quotes(request: Request, chain_id: Identifier) -> ChainQuotes | Response:
    """Give the quotes of a chain by column: JSON, an Arrow stream or Parquet."""
    form = preferred_type(request, (JSON_TYPE, ARROW_TYPE, PARQUET_TYPE))
    _, chain = load_chain(services_of(request).store, chain_id)
    table = quotes_table(chain)
    if form == JSON_TYPE:
        return ChainQuotes(columns=columns_of(table))
    return table_response(table, form)


@computing.get("/chains/{chain_id}/vix", operation_id="vix_of_chain", responses=responses(404, 422))
def vix_of_chain(
    request: Request,
    chain_id: Identifier,
    *,
    rate: Annotated[float | None, Query(description="Rate, continuously compounded")] = None,
    days: Annotated[int, Query(ge=1, le=3650, description="Days of the index")] = 30,
    min_days: Annotated[int, Query(ge=0, le=3650, description="Terms lie farther off")] = 23,
    max_days: Annotated[int, Query(ge=1, le=3650, description="and no farther off")] = 37,
    every_expiry: Annotated[bool, Query(description="Not one expiry a week alone")] = False,
) -> VixAnswer:
    """Compute the volatility index of a stored chain by Cboe's published rules."""
    _, chain = load_chain(services_of(request).store, chain_id)
    rules = VixRules(days=days, min_days=min_days, max_days=max_days, fridays_only=not every_expiry)
    return vix_answer(vix(chain, rate=rate, rules=rules))


@writing.delete(
    "/chains/{chain_id}",
    operation_id="delete_chain",
    status_code=204,
    response_class=Response,
    responses=responses(404, 409),
)
def delete_chain(request: Request, chain_id: Identifier) -> Response:
    """Delete a chain that no surface was fitted to."""

    def change(work: UnitOfWork) -> Answer:
        remove_chain(work, chain_id)
        return Answer(status=204, target=chain_id)

    return write(request, "DELETE /v1/chains/{chain_id}", change)


def _kept(request: Request, route: str, chain: Chain) -> Response:
    """Store a chain and answer it."""

    def change(work: UnitOfWork) -> Answer:
        record, is_new = keep_chain(work, chain)
        return Answer.of(
            chain_answer(record, chain),
            status=201 if is_new else 200,
            headers={"location": f"/v1/chains/{record.id}"},
            target=record.id,
        )

    return write(request, route, change)
