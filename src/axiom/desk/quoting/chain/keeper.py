"""What every event does to a desk: its parts are built, read off a surface, valued and watched."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.chain.book import ChainBook
from axiom.desk.quoting.chain.desk import Desk
from axiom.desk.quoting.chain.listing import Listing
from axiom.desk.quoting.chain.market import MarketQuotes
from axiom.desk.quoting.chain.markouts import Markouts
from axiom.desk.quoting.chain.protection import FillWindow, Gate
from axiom.desk.quoting.chain.skew import SkewModel
from axiom.desk.quoting.chain.values import SECONDS_A_YEAR, ChainValues, seconds_of
from axiom.kernels.chain import FIGURES
from axiom.volatility.live import FilterState

if TYPE_CHECKING:
    import polars as pl

    from axiom.desk.quoting.chain.grid import PriceGrid
    from axiom.desk.quoting.chain.rules import ChainRules
    from axiom.risk.limits import Limits
    from axiom.volatility import ExerciseTerms, SpotVolDynamics, Surface
    from axiom.volatility.live import ExpiryStatus

__all__ = ["DeskKeeper", "checked_spot"]

Floats = NDArray[np.float64]

ROW: Final = {name: row for row, name in enumerate(FIGURES)}
SKEW_DAYS: Final = 30.0
VOL_POINT: Final = 0.01
FAR: Final = 1.0
MOST_CARRY: Final = 0.5
"""Log of the nearest forward over the spot beyond which they are not of one underlying."""


class DeskKeeper:
    """The parts of a desk and what moves them; `ChainQuoter` sends it events.

    Parameters
    ----------
    rules, limits, grid, multiplier, dynamics, threads
        As in `ChainQuoter`.

    Attributes
    ----------
    desk : Desk
        The parts.
    window : FillWindow
        Fills that the protection sees.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_quoter.py.
    """

    desk: Desk

    def __init__(
        self,
        *,
        rules: ChainRules,
        limits: Limits,
        grid: PriceGrid,
        multiplier: float,
        dynamics: SpotVolDynamics,
        threads: int,
    ) -> None:
        self._rules, self._limits, self._grid = rules, limits, grid
        self._multiplier, self._dynamics, self._threads = multiplier, dynamics, threads
        self._gate, self._markouts = Gate(rules), Markouts(rules.adverse)
        self.window = FillWindow(rules.protection)

    def open(
        self,
        surface: Surface,
        listing: pl.DataFrame,
        *,
        spot: float,
        held: dict[str, Any],
        time: float = -math.inf,
    ) -> None:
        """Build the desk on a listing, with what it holds.

        Raises
        ------
        InvalidArgumentError
            If the spot cannot be that of the surface.
        """
        rows = Listing.of(listing, exercise=self._terms.exercise)
        forward = _nearest_forward(surface, rows)
        if not _are_near(forward, spot):
            raise InvalidArgumentError(
                f"spot is {spot}, the surface's nearest forward {forward:g}; give its own spot"
            )
        self.desk = Desk(
            listing=rows,
            rules=self._rules,
            limits=self._limits,
            grid=self._grid,
            book=ChainBook(rows, multiplier=self._multiplier, **held),
            values=ChainValues(rows, dynamics=self._dynamics, threads=self._threads),
            market=MarketQuotes(rows.size, self._grid, self._rules),
            gate=self._gate,
            markouts=self._markouts,
            spot=spot,
            time=max(time, seconds_of(surface.valuation_time)),
            widening=np.ones(len(rows.expiries)),
            settled=np.zeros(len(rows.expiries), dtype=bool),
        )
        self.read(surface, None)
        self.desk.settle()

    def relist(self, listing: pl.DataFrame, surface: Surface, terms: ExerciseTerms | None) -> None:
        """Build the desk on other options, with what it holds and has learned.

        Raises
        ------
        InvalidArgumentError
            If a position is held in an option that is not listed.
        """
        old = self.desk
        old.settle()
        self.take_terms(terms, surface)
        new = Listing.of(listing, exercise=self._terms.exercise)
        place, held = new.places_of(old.listing), old.book.positions
        lost = np.flatnonzero((place < 0) & (held != 0.0))
        if lost.size:
            row = int(lost[0])
            raise InvalidArgumentError(
                f"listing lacks row {row} of the old one (strike {old.listing.strike[row]:g}), of "
                f"which {held[row]:g} contracts are held; list it"
            )
        positions = np.zeros(new.size)
        np.add.at(positions, place[place >= 0], held[place >= 0])
        self._markouts.relist(place)
        kept = {"positions": positions, "underlying": old.book.underlying, "cash": old.book.cash}
        self.open(surface, listing, spot=old.spot, held=kept, time=old.time)
        self.desk.base, self.desk.peak = old.base, old.peak

    def read(self, surface: Surface, vol_error: ArrayLike | None) -> None:
        """Value the rows on a surface, and group them into its buckets."""
        desk = self.desk
        passed = max(seconds_of(surface.valuation_time) - self._terms_time, 0.0) / SECONDS_A_YEAR
        desk.values.set_surface(
            surface,
            spot=desk.spot,
            time=desk.time,
            terms=self._terms.later(passed),
            vol_error=vol_error,
        )
        desk.skew = SkewModel(
            desk.rules.skew,
            years=desk.values.years_then,
            vol=desk.values.vol,
            log_moneyness=desk.values.moneyness,
            spot_vol=desk.values.at_the_money_vol(SKEW_DAYS),
        )
        desk.gate.surface_time = desk.gate.spot_time = desk.time

    def take_terms(self, terms: ExerciseTerms | None, surface: Surface) -> None:
        """Take new terms, whose dividends count from the surface's time; None keeps the old."""
        if terms is not None:
            self._terms, self._terms_time = terms, seconds_of(surface.valuation_time)

    def advance(self, time: datetime) -> None:
        """Go on to a time, or stay where it lies in the past."""
        self.desk.time = max(self.desk.time, seconds_of(time))

    def is_plausible(self, spot: float) -> bool:
        """Whether a spot can be used; says at the gate why not."""
        desk = self.desk
        if not (math.isfinite(spot) and spot > 0.0):
            desk.gate.bad_spot = f"the spot is {spot}"
        elif abs(math.log(spot / desk.spot)) > desk.rules.spot_limit:
            desk.gate.bad_spot = f"the spot went from {desk.spot:g} to {spot:g} at once"
        else:
            return True
        return False

    def belongs(self, surface: Surface, spot: float) -> bool:
        """Whether a spot can be that of a surface; says at the gate why not."""
        forward = _nearest_forward(surface, self.desk.listing)
        if _are_near(forward, spot):
            return True
        self.desk.gate.bad_spot = f"the spot is {spot:g}, the surface's nearest forward {forward:g}"
        return False

    def set_spot(self, spot: float) -> None:
        """Take a good spot."""
        self.desk.spot, self.desk.gate.bad_spot = float(spot), ""
        self.desk.gate.spot_time = self.desk.time

    def revalue(self) -> None:
        """Value all rows at the spot and the time, and take the markouts that are due."""
        desk = self.desk
        price = desk.values.figures[ROW["price"]]
        share = desk.rules.revaluation_share
        tolerance = share * desk.grid.tick(price) if desk.values.has_premiums else None
        desk.values.revalue(desk.spot, time=desk.time, tolerance=tolerance)
        desk.markouts.mature(desk.time, price)

    def widen(self, statuses: Iterable[ExpiryStatus]) -> None:
        """Widen the expiries that are not live; pull those that are refused."""
        wide = self._rules.wide_factor
        factor = {
            FilterState.LIVE: 1.0,
            FilterState.WIDE: wide,
            FilterState.LAST_GOOD: wide,
            FilterState.REFUSED: math.nan,
        }
        found = {seconds_of(one.expiry): factor[one.state] for one in statuses}
        instants = self.desk.listing.instants.tolist()
        self.desk.widening = np.array([found.get(one, 1.0) for one in instants])

    def check_fill(self, row: int, quantity: float, price: float, fee: float) -> None:
        """Raise InvalidArgumentError unless a fill can have happened."""
        listing = self.desk.listing
        if not 0 <= row < listing.size:
            raise InvalidArgumentError(
                f"row is {row}; give one from 0 to {listing.size - 1}, as in the listing"
            )
        if self.desk.settled[listing.expiry[row]]:
            raise InvalidArgumentError(f"row is {row}, which has expired and been paid off")
        if not math.isfinite(quantity) or quantity == 0.0:
            raise InvalidArgumentError(f"quantity is {quantity}; give contracts, not 0")
        for name, value in (("price", price), ("fee", fee)):
            if not math.isfinite(value):
                raise InvalidArgumentError(f"{name} is {value}; give a finite number")

    def watch(self, row: int, quantity: float) -> None:
        """Show a fill to the protection and the markouts."""
        desk, units = self.desk, quantity * self._multiplier
        own = desk.values.figures[:, row].tolist()
        value, delta, vega = (own[ROW[name]] for name in ("price", "delta", "vega"))
        reached = self.window.add(
            desk.time,
            contracts=abs(quantity),
            delta=units * delta * desk.spot,
            vega=units * vega * VOL_POINT,
        )
        if reached:
            desk.gate.protect(reached, desk.time)
        desk.markouts.add(
            row=row, quantity=quantity, time=desk.time, value=value, delta=delta, vega=vega
        )


def checked_spot(spot: float) -> float:
    """Return a spot that can be, or raise."""
    if not (math.isfinite(spot) and spot > 0.0):
        raise InvalidArgumentError(f"spot is {spot}; give a finite value above 0")
    return float(spot)


def _nearest_forward(surface: Surface, listing: Listing) -> float:
    """Give the surface's forward for the first expiry that has not passed."""
    years = (listing.instants - seconds_of(surface.valuation_time)) / SECONDS_A_YEAR
    return float(surface.forward(float(np.min(years, where=years > 0.0, initial=FAR))))


def _are_near(forward: float, spot: float) -> bool:
    return spot > 0.0 and math.isfinite(spot) and abs(math.log(forward / spot)) <= MOST_CARRY
