"""The parts of one session, and what an update does to them, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
import polars as pl

from axiom.desk.quoting.chain import ChainQuoter, QuoteBoard, QuoteState
from axiom.desk.replay.events import (
    Explained,
    Filled,
    Hedged,
    Killed,
    LimitBreached,
    Listed,
    Marked,
    MarkedOut,
    MarketMoved,
    Opened,
    Pulled,
    Quoted,
    SessionEvent,
    Settled,
)
from axiom.desk.replay.explaining import Explainer
from axiom.desk.replay.front import front_quotes
from axiom.desk.replay.hedging import BookExposure
from axiom.desk.replay.ledger import Ledger
from axiom.desk.replay.listing import Listing, MarketQuotes, update_digest, withdrawn
from axiom.desk.replay.markouts import Markouts
from axiom.desk.replay.opening import opening_positions
from axiom.desk.replay.orders import Orders
from axiom.desk.replay.reporting import marked, quoted
from axiom.market.clock import years_between
from axiom.volatility import ExerciseTerms, SpotVolDynamics, follow_chain
from axiom.volatility.live.batch import seconds_of
from axiom.volatility.live.motion import rolled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay.listing import Rows
    from axiom.desk.replay.matching import Fill
    from axiom.desk.replay.settings import SessionSettings
    from axiom.market import Chain, FeedUpdate
    from axiom.risk import Book

    Floats = NDArray[np.float64]

__all__ = ["Engine"]


class _Now(TypedDict):
    time: datetime
    spot: float


class Engine:
    """Surface, quotes, fills, book and hedges of one session; one call an update.

    Parameters
    ----------
    chain : Chain
        The opening chain of the feed.
    settings : SessionSettings
        The rules.
    book : Book, optional
        Positions at the start, bought at the model's value.

    Raises
    ------
    InvalidArgumentError
        If the book holds options that the chain does not list, or of another multiplier.

    Notes
    -----
    An update goes through these steps. The own quotes that stand in the market are matched against
    it; the fills of an update are spread evenly over the time since the one before, in the order of
    the matching; after each the quoter is asked again, and what is left of the others is cut to the
    sizes that it still shows (none once it has pulled its quotes), at the prices that stood. The
    surface follows the quotes. Expired positions settle at the first spot at or after the expiry.
    Where options have expired, or new ones are quoted on a new day (UTC), the listing is renewed.
    Then the desk quotes, hedges, sends its quotes, and tells.

    Verified by tests/unit/desk/replay/test_session.py and
    tests/properties/test_session_properties.py.
    """

    def __init__(self, chain: Chain, settings: SessionSettings, book: Book | None = None) -> None:
        self._settings, self._chain = settings, chain
        self._dynamics = SpotVolDynamics.of(settings.dynamics)
        self._live = follow_chain(chain, dynamics=self._dynamics, settings=settings.filter)
        self._listing = Listing.of_chain(chain)
        self._time = chain.valuation_time
        self._tick = settings.tick or chain.tick or 0.01
        n, now = self._listing.n_options, _Now(time=self._time, spot=self._live.spot)
        rows = self._listing.rows_of(chain.quotes)
        self._market = MarketQuotes.empty(n, **now).updated(chain.quotes, rows, **now)
        self._ledger = Ledger(
            positions=np.zeros(n), multiplier=settings.multiplier, rates=settings.fees
        )
        self._matcher = settings.matching.matcher(n)
        self._orders = Orders(n, latency_seconds=settings.latency_seconds)
        self._markouts = Markouts(settings.markout_seconds)
        self._explainer = Explainer(dynamics=self._dynamics, threads=settings.threads)
        if book is not None:
            self._take_over(book)
        self._quoter = self._new_quoter()
        self._step = self._sequence = 0
        self._events: list[SessionEvent] = []
        self._shown, self._breached = QuoteState.QUOTING, frozenset[str]()

    def open(self) -> list[SessionEvent]:
        """Quote the opening chain; return what happened."""
        self._events = []
        self._add(
            Opened,
            underlying=self._chain.underlying,
            spot=self._live.spot,
            n_options=self._listing.n_options,
            n_expiries=self._listing.table["expiry"].n_unique(),
            multiplier=self._settings.multiplier,
            source=self._chain.source,
            settings=self._settings.to_plain(),
        )
        self._quote(None, has_news=True)
        self._tell()
        return self._events

    def step(self, update: FeedUpdate) -> list[SessionEvent]:
        """Take one update; return what happened."""
        self._events = []
        self._step += 1
        before, last = self._market, self._time
        self._time = max(update.time, last)
        quotes = withdrawn(update, self._listing, before)
        self._receive(quotes)
        self._match(before, self._market)
        self._follow(update, quotes)
        for due in self._markouts.due(self._market, since=last, **self._now()):
            self._add(MarkedOut, **due)
        self._settle()
        is_new = self._renew(quotes, last)
        has_news = is_new or update.has_quotes or bool(update.forwards)
        self._quote(update.spot, has_news=has_news)
        self._tell()
        return self._events

    def front_quotes(self, n_strikes: int) -> pl.DataFrame:
        """Give own quotes beside the market's, of the first expiry around the spot."""
        parts: Any = (self._listing, self._quoter.board, self._market, self._ledger.positions)
        return front_quotes(*parts, spot=self._live.spot, n_strikes=n_strikes)

    def _now(self) -> _Now:
        return _Now(time=self._time, spot=self._live.spot)

    def _take_over(self, book: Book) -> None:
        """Begin with a book, bought at the model's value."""
        positions, underlying = opening_positions(
            book, self._chain, self._listing, multiplier=self._settings.multiplier
        )
        self._ledger.positions[:], self._ledger.underlying = positions, underlying
        values = self._new_quoter().board.value
        worth = self._ledger.options_value(values) + underlying * self._live.spot
        self._ledger.cash = -worth

    def _add(self, kind: type[SessionEvent], *, time: datetime | None = None, **told: Any) -> None:
        event = kind(time=time or self._time, sequence=self._sequence, **told)
        self._events.append(event)
        self._sequence += 1

    def _receive(self, quotes: pl.DataFrame | None) -> None:
        """Bring the market up to date; options that have expired have none."""
        rows = np.empty(0, dtype=np.int64) if quotes is None else self._listing.rows_of(quotes)
        self._market = self._market.updated(quotes, rows, time=self._time, spot=self._live.spot)
        self._orders.without(self._listing.expiry_seconds <= seconds_of(self._time))

    def _match(self, before: MarketQuotes, after: MarketQuotes) -> None:
        """Book the fills between two states of the market, one after the other."""
        resting = self._orders.resting(after.time)
        found = self._matcher.fills(resting, before, after, step=self._step)
        if not found:
            return
        sizes = (resting.bid_size, resting.ask_size)
        value, mid, delta = self._quoter.board.value, after.mid, self._quoter.figures["delta"]
        for i, fill in enumerate(found, start=1):
            most = float(sizes[0 if fill.quantity > 0.0 else 1][fill.row])
            quantity = float(np.copysign(min(abs(fill.quantity), most), fill.quantity))
            if quantity != 0.0:
                when = before.time + (after.time - before.time) * i / (len(found) + 1)
                self._markouts.add(
                    fill.row, sequence=self._sequence, time=when, quantity=quantity,
                    price=fill.price, spot=self._quoter.spot, delta=float(delta[fill.row]),
                )  # fmt: skip
                board = self._book(replace(fill, quantity=quantity), when, value, mid)
                sizes = (board.bid_size, board.ask_size)

    def _book(self, fill: Fill, when: datetime, value: Floats, mid: Floats) -> QuoteBoard:
        """Book one fill, and ask the quoter what it shows after it."""
        row, fee = fill.row, self._ledger.fill(fill.row, fill.quantity, fill.price)
        option, exercise = self._listing.option(row), self._listing.table["exercise"][row]
        trade: Any = {"time": when, "quantity": fill.quantity, "price": fill.price, "fee": fee}
        self._explainer.traded(
            **option, **trade, exercise=exercise, multiplier=self._ledger.multiplier
        )
        told: Any = {"value": float(value[row]), "market_mid": float(mid[row]), "rule": fill.rule}
        self._add(Filled, **option, **trade, **told)
        board = self._quoter.on_fill(row, **trade)
        self._tell_state(board, when)
        return board

    def _follow(self, update: FeedUpdate, quotes: pl.DataFrame | None) -> None:
        """Let the surface follow the update."""
        done = self._live.update(
            quotes, time=self._time, spot=update.spot, forwards=update.forwards
        )
        self._add(
            MarketMoved,
            step=self._step,
            spot=self._live.spot,
            n_quotes=done.n_quotes,
            n_refitted=len(done.refitted),
            state=self._live.state.name,
            digest=update_digest(update),
        )

    def _settle(self) -> None:
        """Turn positions that have expired into cash."""
        expired = self._listing.expiry_seconds <= seconds_of(self._time)
        spot = self._live.spot
        for row in np.flatnonzero(expired & (self._ledger.positions != 0.0)).tolist():
            option = self._listing.option(row)
            inside = spot - option["strike"]
            value = max(inside if option["is_call"] else -inside, 0.0)
            quantity = self._ledger.settle(row, value)
            self._explainer.settled(option["expiry"], spot)
            self._add(Settled, **option, quantity=quantity, spot=spot, value=value)

    def _renew(self, quotes: pl.DataFrame | None, last: datetime) -> bool:
        """Renew the listing where options have expired or a new day lists others; say whether."""
        is_new_day = self._time.date() > last.date()
        if is_new_day:
            self._quoter.begin_day()
        expired = int((self._listing.expiry_seconds <= seconds_of(self._time)).sum())
        if not (expired or is_new_day):
            return False
        old, offered = self._listing, quotes if is_new_day else None
        found = old.renewed(offered, time=self._time, exercise=self._chain.exercise)
        added = found.n_options - old.n_options + expired
        if not (added or expired):
            return False
        self._relist(found, old.rows_of(found.table))
        self._receive(quotes)
        self._add(Listed, added=added, removed=expired, n_options=found.n_options)
        return True

    def _relist(self, listing: Listing, old_rows: Rows) -> None:
        """Bring every part to another listing."""
        self._listing = listing
        for part in (self._ledger, self._matcher, self._orders, self._markouts):
            part.relisted(old_rows)
        self._market = self._market.at_rows(old_rows)
        surface = self._live.surface
        self._quoter.relist(
            listing.table,
            surface,
            spot=self._live.spot,
            time=self._time,
            terms=self._live.terms or ExerciseTerms(),
        )

    def _new_quoter(self) -> ChainQuoter:
        settings, ledger = self._settings, self._ledger
        return ChainQuoter(
            self._live.surface,
            listing=self._listing.table,
            spot=self._live.spot,
            rules=settings.rules,
            limits=settings.limits,
            tick=self._tick,
            multiplier=settings.multiplier,
            dynamics=self._dynamics,
            terms=self._live.terms or ExerciseTerms(),
            positions=ledger.positions,
            underlying=ledger.underlying,
            cash=ledger.cash,
            threads=settings.threads,
        )

    def _quote(self, spot: float | None, *, has_news: bool) -> None:
        """Quote, hedge, and send the quotes."""
        quoter, market, now = self._quoter, self._market, self._time
        quoter.on_market(bid=market.bid, ask=market.ask, time=now)
        if has_news:
            statuses = self._live.statuses
            quoter.on_surface(self._live.surface, spot=self._live.spot, time=now, statuses=statuses)
        else:
            quoter.on_spot(self._live.spot, time=now)
        if spot is not None and spot != self._live.spot:
            quoter.on_spot(spot, time=now)
        self._hedge()
        self._orders.send(quoter.board, time=now)

    def _hedge(self) -> None:
        """Trade the underlying where the rule says so."""
        exposures, spot = self._quoter.exposures, self._live.spot
        delta, underlying = float(exposures["smile_delta"]), self._ledger.underlying
        units = self._settings.hedging.units_to_trade(
            BookExposure(
                time=self._time, spot=spot, delta=delta, underlying=underlying, exposures=exposures
            )
        )
        if units == 0.0:
            return
        price = self._settings.fees.hedge_price(spot, units)
        fee = self._ledger.hedge(units, price)
        self._quoter.on_hedge(units, price, time=self._time, fee=fee)
        self._explainer.traded(time=self._time, quantity=units, price=price, spot=spot, fee=fee)
        self._add(
            Hedged,
            quantity=units,
            price=price,
            spot=spot,
            cost=units * (price - spot) + fee,
            delta_before=delta,
            delta_after=delta + units,
        )

    def _tell(self) -> None:
        """Tell quotes, limits, the account and the explain."""
        board = self._quoter.board
        self._add(Quoted, **quoted(board, self._market, self._listing))
        self._tell_state(board, self._time)
        account = marked(self._quoter, self._ledger, self._market, spot=self._live.spot)
        self._add(Marked, **account)
        if self._settings.is_explained:
            surface, terms = self._live.surface, self._live.terms or ExerciseTerms()
            if surface.valuation_time < self._time:
                terms = terms.later(years_between(surface.valuation_time, self._time))
                surface = rolled(surface, self._time)
            now: Any = {"spot": self._live.spot, "terms": terms}
            found = self._explainer.explained(surface, board, self._listing, self._ledger, **now)
            if found is not None:
                self._add(Explained, **found)

    def _tell_state(self, board: QuoteBoard, time: datetime) -> None:
        """Tell limits that are newly exceeded, and that quotes were pulled or killed."""
        usage = board.limits
        for name, amount, limit in zip(usage.names, usage.amounts, usage.limits, strict=True):
            if name in usage.breached and name not in self._breached:
                self._add(LimitBreached, time=time, name=name, value=amount, limit=limit)
        self._breached = frozenset(usage.breached)
        if board.state is not self._shown and board.state in _TOLD:
            self._add(_TOLD[board.state], time=time, reason=board.reason)
        self._shown = board.state


_TOLD: Final = {QuoteState.PULLED: Pulled, QuoteState.KILLED: Killed}
