"""The desk's quotes on a whole chain: values, widths, skew, limits, protection."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.chain.board import QuoteBoard, QuoteState
from axiom.desk.quoting.chain.book import ChainBook
from axiom.desk.quoting.chain.grid import PriceGrid
from axiom.desk.quoting.chain.listing import Listing
from axiom.desk.quoting.chain.market import MarketQuotes
from axiom.desk.quoting.chain.markouts import Markouts
from axiom.desk.quoting.chain.place import Placement, place_quotes
from axiom.desk.quoting.chain.premiums import later_terms
from axiom.desk.quoting.chain.protection import FillWindow, Gate
from axiom.desk.quoting.chain.rooms import rooms_under
from axiom.desk.quoting.chain.rules import ChainRules
from axiom.desk.quoting.chain.skew import SkewModel
from axiom.desk.quoting.chain.values import SECONDS_A_YEAR, ChainValues, seconds_of
from axiom.kernels.chain import FIGURES
from axiom.risk.limits import Limits, LimitUsage
from axiom.volatility import ExerciseTerms, SpotVolDynamics
from axiom.volatility.live import FilterState

if TYPE_CHECKING:
    import polars as pl

    from axiom.volatility import DynamicsLike, Surface
    from axiom.volatility.live import ExpiryStatus

__all__ = ["ChainQuoter"]

Floats = NDArray[np.float64]

ROW: Final = {name: row for row, name in enumerate(FIGURES)}
SKEW_DAYS: Final = 30.0
VOL_POINT: Final = 0.01
LOSSES: Final = ("loss", "drawdown")


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
    off in cash at the first spot at or after it.
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
        if not (math.isfinite(spot) and spot > 0.0):
            raise InvalidArgumentError(f"spot is {spot}; give a finite value above 0")
        self._rules, self._limits = rules or ChainRules(), limits or Limits()
        self._terms = terms or ExerciseTerms()
        self._listing = Listing.of(listing, exercise=self._terms.exercise)
        self._grid = PriceGrid.of(tick)
        self._dates = [one.date().isoformat() for one in self._listing.expiries]
        self._book = ChainBook(
            self._listing,
            multiplier=multiplier,
            positions=positions,
            underlying=underlying,
            cash=cash,
        )
        self._values = ChainValues(
            self._listing, dynamics=SpotVolDynamics.of(dynamics), threads=threads
        )
        self._market = MarketQuotes(self._listing.size, self._grid, self._rules)
        self._gate, self._window = Gate(self._rules), FillWindow(self._rules.protection)
        self._markouts = Markouts(self._rules.adverse)
        self._widening = np.ones(len(self._listing.expiries))
        self._settled = np.zeros(len(self._listing.expiries), dtype=bool)
        self._spot, self._time = float(spot), seconds_of(surface.valuation_time)
        self._terms_time = self._time
        self._take_surface(surface, None)
        self._settle()
        self.begin_day()
        self._publish()

    @property
    def board(self) -> QuoteBoard:
        """The quotes now."""
        return self._board

    @property
    def time(self) -> datetime:
        """The desk's time."""
        return datetime.fromtimestamp(self._time, UTC)

    @property
    def spot(self) -> float:
        """The last good spot."""
        return self._spot

    @property
    def positions(self) -> Floats:
        """Contracts held by row: a copy."""
        return self._book.positions.copy()

    @property
    def underlying(self) -> float:
        """Units of the underlying held."""
        return self._book.underlying

    @property
    def cash(self) -> float:
        """Money, fees paid."""
        return self._book.cash

    @property
    def exposures(self) -> dict[str, Any]:
        """Sums over the book: Greeks (raw, times quantity and multiplier), value, profit, sizes.

        ``vega_by_expiry`` is a mapping by ISO date; ``smile_delta`` is the delta when vols move
        with the spot. The delta holds the underlying.
        """
        return dict(self._exposures)

    @property
    def figures(self) -> dict[str, Floats]:
        """Price and Greeks of one unit by name, arrays by row: copies."""
        return {name: self._values.figures[row].copy() for name, row in ROW.items()}

    @property
    def vol(self) -> Floats:
        """The Black vol of each row: a copy."""
        return self._values.vol.copy()

    @property
    def adverse_selection(self) -> tuple[float, float]:
        """What fills are estimated to lose a unit of delta, and of vega."""
        return self._markouts.per_delta, self._markouts.per_vega

    def begin_day(self) -> None:
        """Count profit, loss and drawdown from here."""
        self._base = self._worth()
        self._peak = 0.0

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
        self._advance(time)
        if self._is_plausible(spot):
            self._set_spot(spot)
        self._settle()
        self._revalue()
        return self._publish()

    def on_time(self, time: datetime) -> QuoteBoard:
        """Let time pass without news: data may have become stale."""
        self._advance(time)
        self._settle()
        self._revalue()
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
            A spot that is not finite and positive pulls all quotes, and the surface is left.
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
        self._advance(time)
        if not (math.isfinite(spot) and spot > 0.0):
            self._gate.bad_spot = f"the spot is {spot}"
            return self._publish()
        self._set_spot(spot)
        if terms is not None:
            self._terms, self._terms_time = terms, seconds_of(surface.valuation_time)
        self._widening = self._widenings(statuses)
        self._take_surface(surface, vol_error)
        self._settle()
        self._markouts.mature(self._time, self._values.figures[ROW["price"]])
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
        self._advance(time)
        self._market.take(bid=bid, ask=ask, rows=rows)
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
        self._check_fill(row, quantity, price, fee)
        self._advance(time)
        self._book.trade(row, quantity, price, fee)
        self._watch(row, quantity)
        return self._publish()

    def on_hedge(
        self, quantity: float, price: float, *, time: datetime, fee: float = 0.0
    ) -> QuoteBoard:
        """Book a trade in the underlying: units bought (below 0: sold) at a price, and its fee."""
        for name, value in (("quantity", quantity), ("price", price), ("fee", fee)):
            if not math.isfinite(value):
                raise InvalidArgumentError(f"{name} is {value}; give a finite number")
        self._advance(time)
        self._book.hedge(quantity, price, fee)
        return self._publish()

    def kill(self, reason: str) -> QuoteBoard:
        """Pull all quotes until `reset` is called by hand; the first reason is kept."""
        self._gate.kill(reason or "killed")
        return self._publish()

    def reset(self) -> QuoteBoard:
        """Let quotes stand again after a kill or a protection, if nothing else forbids it."""
        self._gate.reset()
        self._window.clear()
        return self._publish()

    def _advance(self, time: datetime) -> None:
        self._time = max(self._time, seconds_of(time))

    def _is_plausible(self, spot: float) -> bool:
        """Whether a spot can be used; says at the gate why not."""
        if not (math.isfinite(spot) and spot > 0.0):
            self._gate.bad_spot = f"the spot is {spot}"
        elif abs(math.log(spot / self._spot)) > self._rules.spot_limit:
            self._gate.bad_spot = f"the spot went from {self._spot:g} to {spot:g} at once"
        else:
            return True
        return False

    def _set_spot(self, spot: float) -> None:
        self._spot, self._gate.bad_spot = float(spot), ""
        self._gate.spot_time = self._time

    def _take_surface(self, surface: Surface, vol_error: ArrayLike | None) -> None:
        start = seconds_of(surface.valuation_time)
        self._time = max(self._time, start)
        passed = max(start - self._terms_time, 0.0) / SECONDS_A_YEAR
        self._values.set_surface(
            surface,
            spot=self._spot,
            time=self._time,
            terms=later_terms(self._terms, passed),
            vol_error=vol_error,
        )
        self._skew = SkewModel(
            self._rules.skew,
            years=self._values.years_then,
            vol=self._values.vol,
            log_moneyness=self._values.moneyness,
            spot_vol=self._values.at_the_money_vol(SKEW_DAYS),
        )
        self._gate.surface_time = self._gate.spot_time = self._time

    def _revalue(self) -> None:
        price = self._values.figures[ROW["price"]]
        share = self._rules.revaluation_share
        tolerance = share * self._grid.tick(price) if self._values.has_premiums else None
        self._values.revalue(self._spot, time=self._time, tolerance=tolerance)
        self._markouts.mature(self._time, price)

    def _settle(self) -> None:
        """Pay off the positions of expiries that have passed, at the spot."""
        for expiry in np.flatnonzero(~self._values.alive_at(self._time) & ~self._settled):
            self._book.settle(int(expiry), self._spot)
            self._settled[expiry] = True

    def _widenings(self, statuses: Iterable[ExpiryStatus]) -> Floats:
        factor = {
            FilterState.LIVE: 1.0,
            FilterState.WIDE: self._rules.wide_factor,
            FilterState.LAST_GOOD: self._rules.wide_factor,
            FilterState.REFUSED: math.nan,
        }
        found = {seconds_of(one.expiry): factor[one.state] for one in statuses}
        return np.array([found.get(one, 1.0) for one in self._listing.instants.tolist()])

    def _check_fill(self, row: int, quantity: float, price: float, fee: float) -> None:
        if not 0 <= row < self._listing.size:
            raise InvalidArgumentError(
                f"row is {row}; give one from 0 to {self._listing.size - 1}, as in the listing"
            )
        if self._settled[self._listing.expiry[row]]:
            raise InvalidArgumentError(f"row is {row}, which has expired and been paid off")
        if not math.isfinite(quantity) or quantity == 0.0:
            raise InvalidArgumentError(f"quantity is {quantity}; give contracts, not 0")
        for name, value in (("price", price), ("fee", fee)):
            if not math.isfinite(value):
                raise InvalidArgumentError(f"{name} is {value}; give a finite number")

    def _watch(self, row: int, quantity: float) -> None:
        """Show a fill to the protection and the markouts."""
        figures, units = self._values.figures, quantity * self._book.multiplier
        value, delta, vega = (float(figures[ROW[name], row]) for name in ("price", "delta", "vega"))
        reached = self._window.add(
            self._time,
            contracts=abs(quantity),
            delta=units * delta * self._spot,
            vega=units * vega * VOL_POINT,
        )
        if reached:
            self._gate.protect(reached, self._time)
        self._markouts.add(
            row=row, quantity=quantity, time=self._time, value=value, delta=delta, vega=vega
        )

    def _worth(self) -> float:
        sums = self._sums = self._book.sums(
            self._values.figures,
            self._values.smile_delta(self._spot),
            self._skew.bucket,
            self._skew.n_buckets,
        )
        return self._book.cash + sums.value + self._book.underlying * self._spot

    def _expose(self) -> None:
        """Sum the book and keep what limits are set on."""
        profit = self._worth() - self._base
        self._peak = max(self._peak, profit)
        sizes, unit = self._book.sizes(), self._book.multiplier * self._spot
        vega: dict[str, float] = {}
        for date, one in zip(self._dates, self._sums.vega.tolist(), strict=True):
            vega[date] = vega.get(date, 0.0) + one
        self._exposures: dict[str, Any] = {
            **self._sums.greeks,
            "smile_delta": self._sums.smile_delta,
            "value": self._sums.value,
            "vega_by_expiry": vega,
            "profit": profit,
            "drawdown": self._peak - profit,
            "notional": sizes["contracts"] * unit,
            "net_notional": sizes["net_contracts"] * unit,
            "contracts": sizes["contracts"],
            "position": sizes["position"],
        }

    def _publish(self) -> QuoteBoard:
        self._expose()
        usage = self._limits.usage(
            self._exposures, spot=self._spot, vega_by_expiry=self._exposures["vega_by_expiry"]
        )
        lost = [name for name in usage.breached if name in LOSSES]
        if lost:
            self._gate.kill(f"limit exceeded: {', '.join(lost)}")
        state, reason = self._gate.state(self._time, usage.breached)
        if state is QuoteState.QUOTING:
            quotes = place_quotes(self._placement())
        else:
            quotes = np.zeros((4, self._listing.size))
            quotes[:2] = np.nan
        self._board = self._made(quotes, usage, state, reason)
        return self._board

    def _placement(self) -> Placement:
        rules, values, spot = self._rules, self._values, self._spot
        forward_leg, discount = values.legs(spot)
        return Placement(
            listing=self._listing,
            figures=values.figures,
            smile_delta=values.smile_delta(spot),
            vol=values.vol,
            vol_error=values.vol_error,
            positions=self._book.positions,
            bucket=self._skew.bucket,
            half_market=self._market.half,
            bid_cap=self._market.bid_cap,
            ask_floor=self._market.ask_floor,
            forward_leg=forward_leg,
            discount=discount,
            widening=self._widening,
            prices=self._skew.prices(self._sums, spot),
            rooms=rooms_under(
                self._limits,
                self._exposures,
                spot=spot,
                multiplier=self._book.multiplier,
                dates=self._dates,
            ),
            grid=self._grid,
            spot=spot,
            minimum_edge=rules.minimum_edge,
            vol_uncertainty=rules.vol_uncertainty,
            vol_errors=rules.vol_errors,
            reaction_years=rules.reaction_seconds / SECONDS_A_YEAR,
            per_delta=self._markouts.per_delta,
            per_vega=self._markouts.per_vega,
            size=rules.size,
            lot=rules.lot,
        )

    def _made(
        self, quotes: Floats, usage: LimitUsage, state: QuoteState, reason: str
    ) -> QuoteBoard:
        value = self._values.figures[ROW["price"]].copy()
        quotes.flags.writeable = value.flags.writeable = False
        bid, ask, bid_size, ask_size = quotes
        return QuoteBoard(
            time=self.time,
            spot=self._spot,
            bid=bid,
            ask=ask,
            bid_size=bid_size,
            ask_size=ask_size,
            value=value,
            state=state,
            reason=reason,
            limits=usage,
        )
