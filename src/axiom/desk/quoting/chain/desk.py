"""The parts of a desk on one listing, and what it publishes from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.desk.quoting.chain.board import QuoteBoard, QuoteState
from axiom.desk.quoting.chain.place import Placement, place_quotes
from axiom.desk.quoting.chain.rooms import rooms_under
from axiom.desk.quoting.chain.values import SECONDS_A_YEAR
from axiom.kernels.chain import FIGURES

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.book import ChainBook
    from axiom.desk.quoting.chain.grid import PriceGrid
    from axiom.desk.quoting.chain.listing import Listing
    from axiom.desk.quoting.chain.market import MarketQuotes
    from axiom.desk.quoting.chain.markouts import Markouts
    from axiom.desk.quoting.chain.protection import Gate
    from axiom.desk.quoting.chain.rules import ChainRules
    from axiom.desk.quoting.chain.skew import SkewModel
    from axiom.desk.quoting.chain.values import ChainValues
    from axiom.risk.limits import Limits, LimitUsage

__all__ = ["Desk"]

Floats = NDArray[np.float64]

PRICE: Final = FIGURES.index("price")
LOSSES: Final = ("loss", "drawdown")


@dataclass(kw_only=True)
class Desk:
    """What a desk knows at one instant; `ChainQuoter` keeps it up to date.

    Attributes
    ----------
    listing, rules, limits, grid
        What does not change.
    book, values, market, gate, markouts
        Positions; values and Greeks; the market's quotes; what pulls and kills; adverse selection.
    spot, time : float
        The last good spot, and seconds since 1970.
    skew : SkewModel
        Of the surface.
    widening : ndarray, (n_expiries,)
        Factor on the half-spreads of each expiry; NaN pulls it.
    settled : ndarray of bool, (n_expiries,)
        Expiries that have been paid off.
    base, peak : float
        What the desk was worth when the day began, and the day's highest profit.
    exposures : dict
        Sums over the book when the last board was published.
    """

    listing: Listing
    rules: ChainRules
    limits: Limits
    grid: PriceGrid
    book: ChainBook
    values: ChainValues
    market: MarketQuotes
    gate: Gate
    markouts: Markouts
    spot: float
    time: float
    widening: Floats
    settled: NDArray[np.bool_]
    skew: SkewModel = field(init=False)
    base: float = 0.0
    peak: float = 0.0

    def __post_init__(self) -> None:
        """Begin without exposures."""
        self.exposures: dict[str, Any] = {}

    @cached_property
    def dates(self) -> list[str]:
        """ISO date of each expiry."""
        return [one.date().isoformat() for one in self.listing.expiries]

    @property
    def moment(self) -> datetime:
        """The time as an instant."""
        return datetime.fromtimestamp(self.time, UTC)

    def worth(self) -> float:
        """Sum the book and give what it, the underlying and the cash are worth."""
        self._sums = self.book.sums(
            self.values.figures,
            self.values.smile_delta(self.spot),
            self.skew.bucket,
            self.skew.n_buckets,
        )
        return self.book.cash + self._sums.value + self.book.underlying * self.spot

    def settle(self) -> None:
        """Pay off the positions of expiries that have passed, at the spot."""
        for expiry in np.flatnonzero((self.listing.instants <= self.time) & ~self.settled):
            self.book.settle(int(expiry), self.spot)
            self.settled[expiry] = True

    def published(self) -> QuoteBoard:
        """Sum the book, check its limits and quote."""
        self.exposures = self._exposed()
        usage = self.limits.usage(
            self.exposures, spot=self.spot, vega_by_expiry=self.exposures["vega_by_expiry"]
        )
        lost = [name for name in usage.breached if name in LOSSES]
        if lost:
            self.gate.kill(f"limit exceeded: {', '.join(lost)}")
        state, reason = self.gate.state(self.time, usage.breached)
        if state is QuoteState.QUOTING:
            quotes = place_quotes(self.placement())
        else:
            quotes = np.zeros((4, self.listing.size))
            quotes[:2] = np.nan
        return self._board(quotes, usage, state, reason)

    def placement(self) -> Placement:
        """Give what the quotes are made from."""
        rules, values = self.rules, self.values
        forward_leg, discount = values.legs(self.spot)
        return Placement(
            listing=self.listing,
            figures=values.figures,
            smile_delta=values.smile_delta(self.spot),
            vol=values.vol,
            vol_error=values.vol_error,
            positions=self.book.positions,
            bucket=self.skew.bucket,
            half_market=self.market.half,
            bid_cap=self.market.bid_cap,
            ask_floor=self.market.ask_floor,
            forward_leg=forward_leg,
            discount=discount,
            widening=self.widening,
            prices=self.skew.prices(self._sums, self.spot),
            rooms=rooms_under(
                self.limits,
                self.exposures,
                spot=self.spot,
                multiplier=self.book.multiplier,
                dates=self.dates,
            ),
            grid=self.grid,
            spot=self.spot,
            minimum_edge=rules.minimum_edge,
            vol_uncertainty=rules.vol_uncertainty,
            vol_errors=rules.vol_errors,
            reaction_years=rules.reaction_seconds / SECONDS_A_YEAR,
            per_delta=self.markouts.per_delta,
            per_vega=self.markouts.per_vega,
            size=rules.size,
            lot=rules.lot,
        )

    def _exposed(self) -> dict[str, Any]:
        """Give the sums over the book that limits are set on."""
        profit = self.worth() - self.base
        self.peak = max(self.peak, profit)
        sums, sizes = self._sums, self.book.sizes()
        unit = self.book.multiplier * self.spot
        vega: dict[str, float] = {}
        for date, one in zip(self.dates, sums.vega.tolist(), strict=True):
            vega[date] = vega.get(date, 0.0) + one
        return {
            **sums.greeks,
            "smile_delta": sums.smile_delta,
            "value": sums.value,
            "vega_by_expiry": vega,
            "profit": profit,
            "drawdown": self.peak - profit,
            "notional": sizes["contracts"] * unit,
            "net_notional": sizes["net_contracts"] * unit,
            "contracts": sizes["contracts"],
            "position": sizes["position"],
        }

    def _board(
        self, quotes: Floats, usage: LimitUsage, state: QuoteState, reason: str
    ) -> QuoteBoard:
        value = self.values.figures[PRICE].copy()
        quotes.flags.writeable = value.flags.writeable = False
        bid, ask, bid_size, ask_size = quotes
        return QuoteBoard(
            time=self.moment,
            spot=self.spot,
            bid=bid,
            ask=ask,
            bid_size=bid_size,
            ask_size=ask_size,
            value=value,
            state=state,
            reason=reason,
            limits=usage,
        )
