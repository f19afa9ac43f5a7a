"""What is valued: a book, given or stored, and the surface and spot it is valued on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Book, Position
from axiom.store import InstrumentRecord, PositionRecord, SurfaceRecord, UnitOfWork
from axiom.volatility import ExerciseTerms, Surface, surface_from_json
from axiom.wire.risk import BookRequest, MarketAt

__all__ = ["Holdings", "Market", "find_holdings", "find_market"]

_PAGE: Final = 10_000
_LISTED: Final = pl.Schema(
    {"expiry_date": pl.Date(), "settlement": pl.String(), "expiry": pl.Datetime("us", "UTC")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """A stored surface and a spot.

    Parameters
    ----------
    surface_id
        Of the stored surface.
    surface
        The surface.
    spot
        Of the underlying, > 0.
    """

    surface_id: str
    surface: Surface
    spot: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """A book on one underlying, and its market.

    Parameters
    ----------
    book
        The positions.
    market
        What they are valued on.
    arguments
        The library's arguments for both: book, surface, spot, underlying, listed, dynamics, terms.

    Notes
    -----
    Verified by tests/unit/service/risk/test_risk.py.
    """

    book: Book
    market: Market
    arguments: dict[str, Any]


def find_market(work: UnitOfWork, underlying: str, asked: MarketAt) -> Market:
    """Find the surface and the spot that are asked for.

    Raises
    ------
    NotFoundError
        If a surface of that identifier is not stored.
    InvalidArgumentError
        If it is on another underlying, none is stored, or no spot is given or stored.
    """
    record = _surface(work, underlying, asked.surface_id)
    spot = asked.spot
    if spot is None and record.chain_id is not None:
        spot = work.chains.get(record.chain_id).spot
    if spot is None:
        raise InvalidArgumentError(
            f"spot is null, and no chain of surface {record.id!r} is stored with one: give the "
            f"spot of {underlying!r}"
        )
    return Market(surface_id=record.id, surface=surface_from_json(record.parameters), spot=spot)


def find_holdings(work: UnitOfWork, request: BookRequest) -> Holdings:
    """Find the book and the market that are asked for.

    Raises
    ------
    NotFoundError, InvalidArgumentError
        As `find_market`; and InvalidArgumentError if nothing is held.

    Notes
    -----
    Verified by tests/unit/service/risk/test_risk.py.
    """
    market = find_market(work, request.underlying, request)
    listed = None
    if request.positions is None:
        book, listed = _stored_book(work, request)
    else:
        rows = [
            Position(underlying=request.underlying, **one.model_dump()) for one in request.positions
        ]
        book = Book.from_rows(rows, source="request")
    arguments = {
        "book": book,
        "surface": market.surface,
        "spot": market.spot,
        "underlying": request.underlying,
        "listed": listed,
        "dynamics": request.dynamics,
        "terms": ExerciseTerms(exercise=request.exercise),
    }
    return Holdings(book=book, market=market, arguments=arguments)


def _surface(work: UnitOfWork, underlying: str, identifier: str | None) -> SurfaceRecord:
    """Find a stored surface."""
    if identifier is None:
        latest = work.surfaces.latest(underlying)
        if latest is None:
            raise InvalidArgumentError(
                f"no surface of {underlying!r} is stored: fit one to a chain by POST /v1/surfaces"
            )
        return latest
    found = work.surfaces.get(identifier)
    if found.underlying != underlying:
        raise InvalidArgumentError(
            f"surface_id={identifier!r} is on {found.underlying!r}, the book on {underlying!r}: "
            "give a surface of the book's underlying"
        )
    return found


def _stored_book(work: UnitOfWork, request: BookRequest) -> tuple[Book, pl.DataFrame | None]:
    """Make a book of the stored positions, and say at which instants its dates settle."""
    found = _open_positions(work, request)
    held = work.instruments.get_many([one.instrument_id for one in found])
    rows = [_position(one, held[one.instrument_id]) for one in found]
    if not rows:
        whose = "" if request.strategy is None else f" by {request.strategy!r}"
        raise InvalidArgumentError(
            f"nothing is held of {request.underlying!r}{whose}: book trades by POST /v1/trades, or "
            "give positions"
        )
    listed = {
        (one.expiry_date, one.settlement or "PM", one.expiry)
        for one in held.values()
        if one.expiry is not None
    }
    table = pl.DataFrame(sorted(listed, key=str), schema=_LISTED, orient="row")
    return Book.from_rows(rows, source="store"), table if listed else None


def _open_positions(work: UnitOfWork, request: BookRequest) -> Sequence[PositionRecord]:
    """Give all positions that are not closed."""
    whose: Any = {"strategy": request.strategy, "underlying": request.underlying, "is_open": True}
    if request.at is not None:
        return work.positions.as_of(request.at, **whose)
    found: list[PositionRecord] = []
    after: tuple[str, str] | None = None
    while True:
        page = work.positions.page(**whose, limit=_PAGE, after=after)
        found += page
        if len(page) < _PAGE:
            return found
        after = (page[-1].strategy, page[-1].instrument_id)


def _position(record: PositionRecord, instrument: InstrumentRecord) -> Position:
    """Make a position of the library."""
    if instrument.kind not in ("option", "underlying"):
        raise InvalidArgumentError(
            f"instrument {instrument.symbol!r} is a {instrument.kind}: give positions without it, "
            "and value it by POST /v1/value"
        )
    strike = instrument.strike
    return Position(
        underlying=instrument.underlying,
        quantity=float(record.quantity),
        multiplier=float(instrument.multiplier),
        expiry=instrument.expiry_date if isinstance(instrument.expiry_date, dt.date) else None,
        strike=None if strike is None else float(strike),
        is_call=instrument.is_call,
        settlement=instrument.settlement,
        exercise=instrument.exercise,
    )
