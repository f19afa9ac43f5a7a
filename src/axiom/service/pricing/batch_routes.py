"""`/v1/price/batch`, `/v1/greeks/batch` and `/v1/implied-vol/batch`: options by column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Query
from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from axiom.core.errors import InvalidArgumentError
from axiom.service.access import scoped_router
from axiom.service.lean import validated
from axiom.service.negotiation import body_bytes, preferred_type
from axiom.service.pricing.arrow_in import read_options
from axiom.service.pricing.batches import Batch, arrow_response, json_response
from axiom.service.pricing.columns import how_of, options_of
from axiom.service.pricing.documents import bodies
from axiom.service.pricing.rows import Fill, fill_greeks, fill_vols
from axiom.service.services import services_of
from axiom.wire.arrow import (
    ARROW,
    GREEK_NAMES,
    ArrowGreeksQuery,
    ArrowImpliedVolQuery,
    ArrowPriceQuery,
)
from axiom.wire.batches import (
    GreeksColumns,
    GreeksColumnsAnswer,
    ImpliedVolColumns,
    ImpliedVolColumnsAnswer,
    PriceColumns,
    PriceColumnsAnswer,
)

__all__ = ["router"]

router = scoped_router("price", tags=["pricing"])
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What one of the routes computes."""

    columns: TypeAdapter[Any]
    quoted: str
    fill: Fill
    names: Callable[[Any], tuple[str, ...]]


def _price_names(asked: Any) -> tuple[str, ...]:
    return ("price",)


def _greek_names(asked: GreeksColumns | ArrowGreeksQuery) -> tuple[str, ...]:
    only = asked.only.split(",") if isinstance(asked.only, str) else asked.only
    if only is None:
        return GREEK_NAMES
    for name in only:
        if name not in GREEK_NAMES:
            raise InvalidArgumentError(f"only={name!r}: give names of {', '.join(GREEK_NAMES)}")
    if not only:
        raise InvalidArgumentError("only names no output: leave it out for all")
    return tuple(dict.fromkeys(only))


def _vol_names(asked: ImpliedVolColumns | ArrowImpliedVolQuery) -> tuple[str, ...]:
    return ("vol", "lower", "upper") if asked.return_interval else ("vol",)


_PRICE = _Kind(
    columns=TypeAdapter(PriceColumns), quoted="vol", fill=fill_greeks, names=_price_names
)
_GREEKS = _Kind(
    columns=TypeAdapter(GreeksColumns), quoted="vol", fill=fill_greeks, names=_greek_names
)
_VOLS = _Kind(
    columns=TypeAdapter(ImpliedVolColumns), quoted="price", fill=fill_vols, names=_vol_names
)


@router.post("/price/batch", **bodies(PriceColumns, PriceColumnsAnswer))
async def price_batch(request: Request, query: Annotated[ArrowPriceQuery, Query()]) -> Response:
    """Price options by column, with a status for each row.

    A row that cannot be priced says so in its status; the others are right. JSON columns carry all
    arguments in the body; with Arrow, those that hold for every row are in the query. The answer is
    of the type that ``Accept`` prefers, else that of the request.
    """
    return await _answer(_PRICE, request, query)


@router.post("/greeks/batch", **bodies(GreeksColumns, GreeksColumnsAnswer))
async def greeks_batch(request: Request, query: Annotated[ArrowGreeksQuery, Query()]) -> Response:
    """Price options with all their Greeks by column; see `/v1/price/batch`."""
    return await _answer(_GREEKS, request, query)


@router.post("/implied-vol/batch", **bodies(ImpliedVolColumns, ImpliedVolColumnsAnswer))
async def implied_vol_batch(
    request: Request, query: Annotated[ArrowImpliedVolQuery, Query()]
) -> Response:
    """Find implied vols by column; see `/v1/price/batch`."""
    return await _answer(_VOLS, request, query)


async def _answer(kind: _Kind, request: Request, query: ArrowPriceQuery) -> Response:
    given = request.headers.get("content-type", JSON)
    is_arrow = given.partition(";")[0].strip().lower() == ARROW
    wanted = preferred_type(request, (ARROW, JSON) if is_arrow else (JSON, ARROW))
    if query.compression is not None and wanted != ARROW:
        raise InvalidArgumentError("compression is for Arrow answers: accept one, or leave it out")
    most_rows = services_of(request).settings.row_limit
    body = await body_bytes(request)
    if is_arrow:
        how = how_of(query)
        parts = await to_thread.run_sync(
            lambda: read_options(body, quoted=kind.quoted, how=how, most_rows=most_rows)
        )
        batch = Batch(parts=parts, fill=kind.fill, names=kind.names(query))
    else:
        batch = await to_thread.run_sync(_from_json, kind, body, request, query, most_rows)
    if wanted == ARROW:
        return await arrow_response(batch, query.compression)
    return await json_response(batch)


def _from_json(
    kind: _Kind, body: bytes | bytearray, request: Request, query: ArrowPriceQuery, most_rows: int
) -> Batch:
    elsewhere = query.model_fields_set - {"compression"}
    if elsewhere:
        raise InvalidArgumentError(
            f"{', '.join(sorted(elsewhere))} in the query is for Arrow bodies: put it into the JSON"
        )
    asked = validated(kind.columns, body, request)
    options = options_of(asked, most_rows=most_rows)
    return Batch(parts=[options], fill=kind.fill, names=kind.names(asked))
