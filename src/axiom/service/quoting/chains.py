"""Two-sided quotes of a stored chain, by the desk's rules on a stored surface."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.service.chains.keeping import load_chain
from axiom.service.surfaces.keeping import current_surface, load_surface
from axiom.store import QuoteRecord
from axiom.volatility import ChainFitSettings
from axiom.volatility.chain_fit.fit import observe_chain
from axiom.wire.quoting import ChainQuotesAnswer, ChainQuotesRequest, OptionQuote

if TYPE_CHECKING:
    from axiom import desk, risk
    from axiom.market import Chain
    from axiom.service.services import Services
else:
    desk, risk = LazyModule("axiom.desk"), LazyModule("axiom.risk")

__all__ = ["OWN", "announce_quotes", "chain_quotes", "quote_records"]

OWN: Final = "axiom"
"""Source of the desk's own quotes in the store."""
_STATES: Final[Mapping[str, Literal["quoting", "pulled", "killed"]]] = {
    "QUOTING": "quoting",
    "PULLED": "pulled",
    "KILLED": "killed",
}


def chain_quotes(services: Services, request: ChainQuotesRequest) -> ChainQuotesAnswer:
    """Quote every living option of a stored chain.

    Raises
    ------
    NotFoundError
        If there is no such chain or surface.
    InvalidArgumentError
        If a rule is outside its domain, or a position is not of the chain.

    Notes
    -----
    The quotes are those of `axiom.desk.ChainQuoter`. Verified by
    tests/service/test_chain_quotes.py.
    """
    _, chain = load_chain(services.store, request.chain_id)
    stored = (
        current_surface(services, chain.underlying, until=chain.valuation_time)
        if request.surface_id is None
        else load_surface(services, request.surface_id)
    )
    fitted_by = stored.record.settings.get("chain_fit", {})
    observed = observe_chain(chain, ChainFitSettings.from_dict(fitted_by))
    listing = chain.quotes.filter(pl.col("expiry") > chain.valuation_time)
    bid, ask = (listing[side].fill_null(math.nan).to_numpy() for side in ("bid", "ask"))
    quoter = desk.ChainQuoter(
        stored.surface,
        listing=listing,
        spot=observed.spot,
        rules=_rules(request),
        limits=risk.Limits(**request.limits.model_dump()),
        tick=request.tick or chain.tick or desk.infer_tick(listing),
        multiplier=request.multiplier,
        terms=observed.forwards.terms,
        positions=_positions(request, listing),
        underlying=request.underlying_held,
    )
    board = quoter.on_market(bid=bid, ask=ask, time=chain.valuation_time)
    return _answer(chain, stored.record.id, listing, board)


def quote_records(found: ChainQuotesAnswer) -> list[QuoteRecord]:
    """Make the rows of quotes for the store."""
    return [
        QuoteRecord(
            time=found.time,
            underlying=found.underlying,
            expiry=one.expiry,
            strike=one.strike,
            is_call=one.is_call,
            bid=one.bid,
            ask=one.ask,
            bid_size=one.bid_size,
            ask_size=one.ask_size,
            source=OWN,
        )
        for one in found.quotes
    ]


def announce_quotes(services: Services, found: ChainQuotesAnswer) -> None:
    """Tell the stream of quotes, option by option, and of their state."""
    told: dict[str, Any] = {
        f"{one.expiry:%Y-%m-%dT%H:%MZ}|{one.strike:g}|{'C' if one.is_call else 'P'}": {
            "bid": one.bid, "ask": one.ask, "bid_size": one.bid_size, "ask_size": one.ask_size,
        }
        for one in found.quotes
    }  # fmt: skip
    state = {"state": found.state, "reason": found.reason, "time": found.time}
    services.bus.publish("quotes", found.underlying, told | state)


def _rules(request: ChainQuotesRequest) -> desk.ChainRules:
    numbers = request.rules.model_dump(exclude={"risk_aversion"})
    skew = desk.InventorySkew(risk_aversion=request.rules.risk_aversion)
    return desk.ChainRules(skew=skew, max_surface_age_seconds=None, **numbers)


def _positions(request: ChainQuotesRequest, listing: pl.DataFrame) -> np.ndarray[Any, Any]:
    """Give the contracts held by row."""
    columns = (listing["expiry_date"], listing["strike"], listing["is_call"])
    rows = {key: row for row, key in enumerate(zip(*columns, strict=True))}
    found = np.zeros(listing.height)
    for held in request.positions:
        key: tuple[dt.date, float, bool] = (held.expiry, held.strike, held.is_call)
        if key not in rows:
            raise InvalidArgumentError(
                f"position in {held.expiry} {held.strike:g} is of no living option of the chain; "
                "leave it out, or take a chain that lists it"
            )
        found[rows[key]] += held.quantity
    return found


def _answer(
    chain: Chain, surface_id: str, listing: pl.DataFrame, board: desk.QuoteBoard
) -> ChainQuotesAnswer:
    columns = [listing[name].to_list() for name in ("expiry", "strike", "is_call")]
    figures = [board.value, board.bid, board.ask, board.bid_size, board.ask_size]
    rows = zip(*columns, *(figure.tolist() for figure in figures), strict=True)
    return ChainQuotesAnswer(
        underlying=chain.underlying,
        time=board.time,
        spot=board.spot,
        surface_id=surface_id,
        state=_STATES[board.state.name],
        reason=board.reason,
        quotes=tuple(_quote(row) for row in rows),
    )


def _quote(row: tuple[Any, ...]) -> OptionQuote:
    expiry, strike, is_call, *figures = row
    value, bid, ask = (one if math.isfinite(one) else None for one in figures[:3])
    return OptionQuote(
        expiry=expiry, strike=strike, is_call=is_call, value=value, bid=bid, ask=ask,
        bid_size=figures[3], ask_size=figures[4],
    )  # fmt: skip
