"""The desk's quotes on a whole chain: values, widths, skew, limits, protection."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.chain.board import QuoteBoard
from axiom.desk.quoting.chain.desk import Desk
from axiom.desk.quoting.chain.grid import PriceGrid
from axiom.desk.quoting.chain.keeper import DeskKeeper, checked_spot
from axiom.desk.quoting.chain.rules import ChainRules
from axiom.desk.quoting.chain.values import seconds_of
from axiom.kernels.chain import FIGURES
from axiom.risk.limits import Limits
from axiom.volatility import ExerciseTerms, SpotVolDynamics

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility import DynamicsLike, Surface
    from axiom.volatility.live import ExpiryStatus

__all__ = ["ChainQuoter"]

Floats = NDArray[np.float64]

ROW: Final = {name: row for row, name in enumerate(FIGURES)}


class ChainQuoter:
    """Quotes every listed option two-sided, and pulls what must not stand.

    Parameters
    ----------
    surface : Surface
        Gives vols, forwards and discount factors, free of arbitrage.
    listing : polars.DataFrame
        Columns expiry (instants), strike, is_call and optionally exercise, sorted as
        `Chain.quotes`; options are addressed by row from here on.
    spot : float
        The spot that the surface belongs to, > 0.
    rules : ChainRules, optional
        Widths, skew, sizes, protection.
    limits : Limits, optional
        On the book; none when None.
    tick : float or PriceGrid
        Price increments.
    multiplier : float
        Units of the underlying a contract, > 0.
    dynamics : SpotVolDynamics, str or float
        How the vols follow the spot.
    terms : ExerciseTerms, optional
        Style of rows that do not say their own, dividends (times from the surface's valuation
        time) and the accuracy of American prices; European without dividends when None.
    positions : array_like, optional
        Contracts held by row at the start.
    underlying, cash : float
        Units of the underlying held and money at the start.
    threads : int
        Threads of the valuation; results do not depend on it.

    Raises
    ------
    InvalidArgumentError
        If an argument lies outside its domain.
    DataError
        If the listing is no table of options.

    Notes
    -----
    Every event gives a new, immutable `QuoteBoard`. A time before the desk's counts as the desk's.
    A quote's size is within the headroom of every limit, so that after any one fill of a published
    quote no limit is exceeded at the spot of that board; of several fills before the next board all
    but the first may exceed it, by their sizes. Positions of an expiry that has passed are paid
    off in cash at the last good spot, by the first spot, surface or passing of time at or after it;
    official settlement prices are not known here. One thread is fastest for a chain of 14,000.
    Verified by tests/unit/desk/quoting/chain/test_quoter.py,
    tests/properties/test_chain_quoter_properties.py and tests/parity/test_chain_parity.py.
    """

    def __init__(
        self,
        surface: Surface,
        *,
        listing: pl.DataFrame,
        spot: float,
        rules: ChainRules | None = None,
        limits: Limits | None = None,
        tick: float | PriceGrid,
        multiplier: float = 100.0,
        dynamics: DynamicsLike = "sticky_strike",
        terms: ExerciseTerms | None = None,
        positions: ArrayLike | None = None,
        underlying: float = 0.0,
        cash: float = 0.0,
        threads: int = 1,
    ) -> None:
        self._keeper = DeskKeeper(
            rules=rules or ChainRules(),
            limits=limits or Limits(),
            grid=PriceGrid.of(tick),
            multiplier=multiplier,
            dynamics=SpotVolDynamics.of(dynamics),
            threads=threads,
        )
        self._keeper.take_terms(terms or ExerciseTerms(), surface)
        held: dict[str, Any] = {"positions": positions, "underlying": underlying, "cash": cash}
        self._keeper.open(surface, listing, spot=checked_spot(spot), held=held)
        self.begin_day()
        self._publish()

    @property
    def _desk(self) -> Desk:
        return self._keeper.desk

    @property
    def board(self) -> QuoteBoard:
        """The quotes now."""
        return self._board

    @property
    def time(self) -> datetime:
        """The desk's time."""
        return self._desk.moment

    @property
    def spot(self) -> float:
        """The last good spot."""
        return self._desk.spot

    @property
    def positions(self) -> Floats:
        """Contracts held by row: a copy."""
        return self._desk.book.positions.copy()

    @property
    def underlying(self) -> float:
        """Units of the underlying held."""
        return self._desk.book.underlying

    @property
    def cash(self) -> float:
        """Money, fees paid."""
        return self._desk.book.cash

    @property
    def exposures(self) -> dict[str, Any]:
        """Sums over the book: Greeks (raw, times quantity and multiplier), value, profit, sizes.

        ``vega_by_expiry`` is a mapping by ISO date; ``smile_delta`` is the delta when vols move
        with the spot. The delta holds the underlying.
        """
        return dict(self._desk.exposures)

    @property
    def figures(self) -> dict[str, Floats]:
        """Price and Greeks of one unit by name, arrays by row: copies."""
        return {name: self._desk.values.figures[row].copy() for name, row in ROW.items()}

    @property
    def vol(self) -> Floats:
        """The Black vol of each row: a copy."""
        return self._desk.values.vol.copy()

    @property
    def adverse_selection(self) -> tuple[float, float]:
        """What fills are estimated to lose a unit of delta, and of vega."""
        return self._desk.markouts.per_delta, self._desk.markouts.per_vega

    def begin_day(self) -> None:
        """Count profit, loss and drawdown from here."""
        self._desk.base, self._desk.peak = self._desk.worth(), 0.0

    def relist(
        self,
        listing: pl.DataFrame,
        surface: Surface,
        *,
        spot: float,
        time: datetime,
        terms: ExerciseTerms | None = None,
    ) -> QuoteBoard:
        """Go on with other options: those that were held, and any more.

        Parameters
        ----------
        listing
            As at the start; its rows are the new addresses. Of options that a position is held in
            only expired ones may be missing.
        surface, spot, time, terms
            As in `on_surface`.

        Returns
        -------
        QuoteBoard
            Without a market until `on_market` brings one.

        Raises
        ------
        InvalidArgumentError
            If a position is held in an option that is not listed, or the spot cannot be.

        Notes
        -----
        Positions, cash, the day's profit, kills, protections, the estimates of adverse selection
        and its waiting fills stay; positions of expiries that have passed are paid off first.
        """
        self._keeper.advance(time)
        self._keeper.set_spot(checked_spot(spot))
        self._keeper.relist(listing, surface, terms)
        return self._publish()

    def on_spot(self, spot: float, *, time: datetime) -> QuoteBoard:
        """Value, limit and quote everything at a new spot.

        Parameters
        ----------
        spot
            One that is not finite and positive, or implausibly far from the last, pulls all
            quotes until a good one comes.
        time
            Aware.

        Returns
        -------
        QuoteBoard

        Raises
        ------
        InvalidArgumentError
            If the time is naive.
        """
        self._keeper.advance(time)
        if self._keeper.is_plausible(spot):
            self._keeper.set_spot(spot)
        self._desk.settle()
        self._keeper.revalue()
        return self._publish()

    def on_time(self, time: datetime) -> QuoteBoard:
        """Let time pass without news: data may have become stale."""
        self._keeper.advance(time)
        self._desk.settle()
        self._keeper.revalue()
        return self._publish()

    def on_surface(
        self,
        surface: Surface,
        *,
        spot: float,
        time: datetime,
        vol_error: ArrayLike | None = None,
        statuses: Iterable[ExpiryStatus] = (),
        terms: ExerciseTerms | None = None,
    ) -> QuoteBoard:
        """Take a new surface and the spot that it belongs to.

        Parameters
        ----------
        surface
            The surface.
        spot
            A spot that is not finite and positive, or far from the surface's nearest forward, pulls
            all quotes, and the surface is left.
        time
            Aware.
        vol_error
            Standard error of each row's vol; the surface's own when None.
        statuses
            What `SurfaceFilter.statuses` says: an expiry that is not live is quoted wider, a
            refused one is not quoted; those not named are live.
        terms
            New terms; when None the old ones, dividends counted from the surface's time.

        Returns
        -------
        QuoteBoard
        """
        self._keeper.advance(time)
        if not self._keeper.belongs(surface, spot):
            return self._publish()
        self._keeper.set_spot(spot)
        self._keeper.take_terms(terms, surface)
        self._keeper.widen(statuses)
        self._desk.time = max(self._desk.time, seconds_of(surface.valuation_time))
        self._keeper.read(surface, vol_error)
        self._desk.settle()
        self._desk.markouts.mature(self._desk.time, self._desk.values.figures[ROW["price"]])
        return self._publish()

    def on_market(
        self, *, bid: ArrayLike, ask: ArrayLike, rows: ArrayLike | None = None, time: datetime
    ) -> QuoteBoard:
        """Take the market's own quotes, which ours stay behind.

        Parameters
        ----------
        bid, ask
            Prices; NaN where there is none.
        rows
            Rows that they belong to; all when None.
        time
            Aware.

        Returns
        -------
        QuoteBoard

        Raises
        ------
        InvalidArgumentError
            If the shapes differ, or there is no such row.
        """
        self._keeper.advance(time)
        self._desk.market.take(bid=bid, ask=ask, rows=rows)
        return self._publish()

    def on_fill(
        self, row: int, quantity: float, price: float, *, time: datetime, fee: float = 0.0
    ) -> QuoteBoard:
        """Book a fill.

        Parameters
        ----------
        row
            The option.
        quantity
            Contracts, not 0: above 0 where we bought.
        price
            Of one unit, finite.
        time
            Aware.
        fee
            Money paid for it (below 0: a rebate).

        Returns
        -------
        QuoteBoard

        Raises
        ------
        InvalidArgumentError
            If there is no such row, it has expired, or a number is not finite. Fills that no quote
            stood for are booked: they have happened.
        """
        self._keeper.check_fill(row, quantity, price, fee)
        self._keeper.advance(time)
        self._desk.book.trade(row, quantity, price, fee)
        self._keeper.watch(row, quantity)
        return self._publish()

    def on_hedge(
        self, quantity: float, price: float, *, time: datetime, fee: float = 0.0
    ) -> QuoteBoard:
        """Book a trade in the underlying: units bought (below 0: sold) at a price, and its fee."""
        for name, value in (("quantity", quantity), ("price", price), ("fee", fee)):
            if not math.isfinite(value):
                raise InvalidArgumentError(f"{name} is {value}; give a finite number")
        self._keeper.advance(time)
        self._desk.book.hedge(quantity, price, fee)
        return self._publish()

    def kill(self, reason: str) -> QuoteBoard:
        """Pull all quotes until `reset` is called by hand; the first reason is kept."""
        self._desk.gate.kill(reason or "killed")
        return self._publish()

    def reset(self) -> QuoteBoard:
        """Let quotes stand again after a kill or a protection, if nothing else forbids it."""
        self._desk.gate.reset()
        self._keeper.window.clear()
        return self._publish()

    def _publish(self) -> QuoteBoard:
        self._board = self._desk.published()
        return self._board
