"""A book's options and shares in shocked markets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.risk.book import Book
from axiom.risk.contracts import resolve_contracts
from axiom.risk.moves.carried import Pace, Smile, SurfaceMarket
from axiom.risk.moves.market import Options, Payments, Point, point_values
from axiom.risk.valuation import is_american
from axiom.volatility import SpotVolDynamics

__all__ = ["ShockedBook", "Shocks"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shocks:
    """Moves of the market, m of them, after the same time.

    `years` that pass, relative moves of `spot` and moves of `rate`, shape (m,), and moves of the
    vols, of a shape that broadcasts to (m, n) for n options.
    """

    years: float
    spot: Floats
    vol: Floats
    rate: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShockedBook:
    """A book whose options and shares are valued in shocked markets.

    Attributes
    ----------
    table : polars.DataFrame
        The positions that have not expired, options first, with ``position``.
    options : Options
        Those options, shape (n,).
    units : ndarray
        Quantity times multiplier of every row of the table.
    smile : Smile
        Their vols as the spot moves.
    """

    table: pl.DataFrame
    options: Options
    units: Floats
    smile: Smile
    threads: int

    @classmethod
    def of(
        cls,
        book: Book,
        market: SurfaceMarket,
        dynamics: SpotVolDynamics,
        *,
        underlying: str,
        listed: pl.DataFrame | None,
        threads: int,
    ) -> Self:
        """Resolve the positions and read the surface."""
        time = market.surface.valuation_time
        contracts = resolve_contracts(
            book, underlying=underlying, valuation_time=time, listed=listed
        )
        rows = contracts.options
        options = Options(
            strike=rows["strike"].to_numpy(),
            is_call=rows["is_call"].to_numpy(),
            american=is_american(rows, market.terms),
            years=rows["years"].to_numpy(),
        )
        table = pl.concat([rows, contracts.underlying], how="diagonal_relaxed")
        return cls(
            table=table,
            options=options,
            units=(table["quantity"] * table["multiplier"]).to_numpy(),
            smile=Smile.of(options, market, dynamics, threads=threads),
            threads=threads,
        )

    @property
    def present_values(self) -> Floats:
        """The present values of the rows now."""
        still = np.zeros(1)
        first: Floats = self.values(Shocks(years=0.0, spot=still, vol=still, rate=still))[0]
        return first

    def values(self, shocks: Shocks) -> Floats:
        """Give the present values of the rows in each shocked market, shape (m, n_rows).

        Notes
        -----
        Dividends of the time that passes are paid first, and the spot that they leave moves;
        holders of the underlying keep them. Options whose expiry is not after that time are worth
        what they settle at on the moved spot. A vol that would fall below 0 is 0.
        """
        market, n = self.smile.market, self.options.years.size
        paid = Payments.of(market.terms, since=0.0)
        start = np.full(self.table.height, market.spot)
        until = np.full(start.shape, shocks.years)
        until[:n] = np.minimum(until[:n], self.options.years)
        left = paid.drop(start, after=np.zeros(start.shape), until=until)
        spot = left * (1.0 + shocks.spot)[:, None]
        received = start[n:] - left[n:]
        options = self._options(spot[:, :n], until[:n], shocks)
        values: Floats = self.units * np.concatenate([options, spot[:, n:] + received], axis=1)
        return values

    def _options(self, spot: Floats, time: Floats, shocks: Shocks) -> Floats:
        """Give the options' values per unit, shape (m, n)."""
        shape, placed = spot.shape, self.smile.placed
        move = np.log1p(shocks.spot)[:, None]
        kept = Pace.of(self.smile.market.surface, self.options.years).kept(time)
        vol = np.maximum(kept * self.smile.vol(move) + shocks.vol, 0.0)
        ratio = placed.spot / self.smile.market.spot
        columns = (time, spot, ratio, placed.rate + shocks.rate[:, None], placed.borrow, vol)
        wide = [np.broadcast_to(one, shape).ravel() for one in columns]
        names = ("time", "spot", "ratio", "rate", "borrow", "vol")
        point = Point(
            payments=Payments.of(self.smile.market.terms, since=0.0),
            paid=wide[0],
            **dict(zip(names, wide, strict=True)),
        )
        places = np.tile(np.arange(shape[1]), shape[0])
        many = self.options.where(places)
        return point_values(many, point, "price", threads=self.threads)["price"].reshape(shape)
