"""The book: trades, positions, profit, limits and breaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Required, TypedDict, Unpack

from axiom.client.calls import Call, Steps, get, given, pages, post, put, segment
from axiom.client.operations import AsyncDomain, Domain, operation
from axiom.wire.book import PnlAnswer, PnlPage, PositionsPage, TradeAnswer, TradesAnswer, TradesPage
from axiom.wire.limits import BreachesPage, LimitsAnswer, LimitsPage

__all__ = ["AsyncBook", "Book", "TradeTerms"]

Exact = Decimal | int | float | str
"""A number that is booked as it is written: 12.1 is twelve and a tenth."""
EXACT: Final = ("quantity", "price", "fees", "strike", "multiplier")
OF_INSTRUMENT: Final = (
    "underlying",
    "expiry",
    "strike",
    "is_call",
    "multiplier",
    "currency",
    "settlement",
    "exercise",
    "expires_at",
)


class TradeTerms(TypedDict, total=False):
    """One trade: of an option, or without expiry, strike and is_call of the underlying itself."""

    underlying: Required[str]
    expiry: dt.date
    strike: Exact
    is_call: bool
    multiplier: Exact
    currency: str
    settlement: str
    exercise: str
    expires_at: dt.datetime
    quantity: Required[Exact]
    price: Required[Exact]
    fees: Exact
    strategy: str
    traded_at: dt.datetime
    venue: str
    counterparty: str
    external_id: str


class BookOperations:
    """Trades and what they add up to. Amounts are exact decimals.

    Notes
    -----
    Verified by tests/service/test_client_book.py.
    """

    @operation
    def trade(
        self, *, idempotency_key: str | None = None, **terms: Unpack[TradeTerms]
    ) -> Call[TradeAnswer]:
        """Book a trade; it is durable once this returns, and booked once however often it is sent.

        Parameters
        ----------
        idempotency_key
            Made for you where None.
        terms
            ``underlying``, ``expiry`` (listed date), ``strike``, ``is_call``, ``multiplier``,
            ``currency``, ``settlement``, ``exercise`` and ``expires_at`` of the instrument;
            ``quantity`` (bought above 0, sold below), ``price``, ``fees``, ``strategy``,
            ``traded_at``, ``venue``, ``counterparty`` and ``external_id`` of the trade.

        Returns
        -------
        TradeAnswer
            The trade as it is stored.

        Raises
        ------
        ConflictError
            If the venue's number of it is taken, or the key was used for something else.
        InvalidArgumentError
            If a term is missing or outside its domain.
        """
        return post(
            "/v1/trades", _trade(terms), TradeAnswer, is_write=True, idempotency_key=idempotency_key
        )

    @operation
    def trade_many(
        self, trades: Iterable[Mapping[str, Any]], *, idempotency_key: str | None = None
    ) -> Call[TradesAnswer]:
        """Book trades together, all or none; each has the terms that `trade` takes."""
        body = {"trades": [_trade(terms) for terms in trades]}
        return post(
            "/v1/trades/batch", body, TradesAnswer, is_write=True, idempotency_key=idempotency_key
        )

    @operation
    def cancel(self, trade_id: str, *, idempotency_key: str | None = None) -> Call[TradeAnswer]:
        """Take a trade back: its reverse is booked, and names it.

        Raises
        ------
        ConflictError
            If it was taken back before.
        NotFoundError
            If there is no such trade.
        """
        path = f"/v1/trades/{segment(trade_id)}/cancel"
        return post(path, None, TradeAnswer, is_write=True, idempotency_key=idempotency_key)

    @operation
    def correct(
        self, trade_id: str, *, idempotency_key: str | None = None, **terms: Unpack[TradeTerms]
    ) -> Call[TradesAnswer]:
        """Take a trade back and book another in its place; the terms are those of `trade`."""
        path = f"/v1/trades/{segment(trade_id)}/correct"
        return post(
            path, _trade(terms), TradesAnswer, is_write=True, idempotency_key=idempotency_key
        )

    @operation
    def trades(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        instrument_id: str | None = None,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
        newest_first: bool = False,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[TradesPage]:
        """List trades in the order in which they were booked.

        Parameters
        ----------
        strategy, underlying, instrument_id
            Whose and of what; of all where None.
        start, end
            Done from `start` to before `end`.
        newest_first
            The other way round.
        limit
            Most trades; all where None.
        after
            `TradesPage.next` of the page before.
        """
        return pages(
            "/v1/trades", TradesPage, "items", limit=limit, strategy=strategy,
            underlying=underlying, instrument_id=instrument_id, start=start, end=end,
            newest_first=newest_first or None, after=after,
        )  # fmt: skip

    @operation
    def get(self, trade_id: str) -> Call[TradeAnswer]:
        """Return one trade."""
        return get(f"/v1/trades/{segment(trade_id)}", TradeAnswer)

    @operation
    def positions(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        is_open: bool = False,
        at: dt.datetime | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> Steps[PositionsPage]:
        """List what is held, by strategy and instrument.

        Parameters
        ----------
        strategy, underlying
            Whose and of what; of all where None.
        is_open
            Leave out those whose quantity is 0.
        at
            As the trades done up to this instant make them; as stored where None.
        limit
            Most positions; all where None.
        after
            `PositionsPage.next` of the page before.
        """
        return pages(
            "/v1/positions", PositionsPage, "items", limit=limit, strategy=strategy,
            underlying=underlying, is_open=is_open or None, at=at, after=after,
        )  # fmt: skip

    @operation
    def pnl(
        self,
        *,
        start: dt.date,
        end: dt.date,
        strategy: str | None = None,
        underlying: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> Steps[PnlPage]:
        """List the stored profit by day, from `start` to before `end`."""
        return pages(
            "/v1/pnl", PnlPage, "items", limit=limit, start=start, end=end, strategy=strategy,
            underlying=underlying, after=after,
        )  # fmt: skip

    @operation
    def put_pnl(
        self,
        *,
        day: dt.date,
        strategy: str,
        underlying: str,
        total: Exact,
        currency: str = "USD",
        terms: Mapping[str, float] | None = None,
        idempotency_key: str | None = None,
    ) -> Call[PnlAnswer]:
        """Store the profit of a day, in place of what was stored of it.

        Parameters
        ----------
        day, strategy, underlying
            Of what.
        total
            Profit, currency; below 0 is a loss.
        currency
            Of all amounts.
        terms
            Its explanation, currency by term.
        idempotency_key
            Made for you where None.
        """
        body = given(
            day=day, strategy=strategy, underlying=underlying, total=exact(total),
            currency=currency, terms=None if terms is None else dict(terms),
        )  # fmt: skip
        return put("/v1/pnl", body, PnlAnswer, idempotency_key=idempotency_key)

    @operation
    def limits(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[LimitsPage]:
        """List every version of the limits, in the order in which they were set."""
        return pages(
            "/v1/limits", LimitsPage, "items", limit=limit, strategy=strategy,
            underlying=underlying, after=after,
        )  # fmt: skip

    @operation
    def current_limits(self, strategy: str, underlying: str) -> Call[LimitsAnswer]:
        """Return the limits of a strategy on an underlying that hold now."""
        return get("/v1/limits/current", LimitsAnswer, strategy=strategy, underlying=underlying)

    @operation
    def set_limits(
        self,
        /,
        strategy: str,
        underlying: str,
        *,
        idempotency_key: str | None = None,
        **limits: float | Mapping[str, float],
    ) -> Call[LimitsAnswer]:
        """Set the limits of a strategy on an underlying from now on.

        Parameters
        ----------
        strategy, underlying
            Whom they bind, on what.
        idempotency_key
            Made for you where None.
        limits
            Absolute limits by the names of `axiom.risk.Limits`; 0 allows nothing.
        """
        body = {"strategy": strategy, "underlying": underlying, "limits": limits}
        return put("/v1/limits", body, LimitsAnswer, idempotency_key=idempotency_key)

    @operation
    def breaches(
        self,
        *,
        strategy: str | None = None,
        underlying: str | None = None,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[BreachesPage]:
        """List limits that were exceeded, latest first."""
        return pages(
            "/v1/breaches", BreachesPage, "items", limit=limit, strategy=strategy,
            underlying=underlying, after=after,
        )  # fmt: skip


class Book(BookOperations, Domain):
    """Trades and what they add up to."""


class AsyncBook(BookOperations, AsyncDomain):
    """Trades and what they add up to, for an asynchronous client."""


def exact(value: Exact) -> str:
    """Return a number as the text that is booked: a float as it prints."""
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else f"{value}"


def _trade(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return one trade as JSON values; the service checks them."""
    known = {
        name: exact(value) if name in EXACT else value
        for name, value in terms.items()
        if value is not None
    }
    instrument = {name: known.pop(name) for name in OF_INSTRUMENT if name in known}
    return {"instrument": instrument, **known}
