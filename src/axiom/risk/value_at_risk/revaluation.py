"""A book revalued under many moves of spot and vols at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.risk.book import Book
from axiom.risk.contracts import resolve_contracts
from axiom.risk.evaluation import evaluate, evaluate_on_spot, on_spot
from axiom.risk.spot_vol import travelled_vol
from axiom.risk.valuation import MARKET, checked_spot, is_american, option_market
from axiom.risk.value_at_risk.moves import MarketMoves
from axiom.volatility import DynamicsLike, ExerciseTerms, SpotVolDynamics, Surface

__all__ = ["Revaluation", "tenor_weights"]

BLOCK: Final = 2_000_000
"""Prices that are computed at a time; bounds the memory."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Revaluation:
    """A book on its market, ready to be revalued.

    Parameters
    ----------
    options
        The live options with their market: `option_market`.
    units
        Units of the underlying itself.
    surface, spot, dynamics, terms, threads
        As in `value_book`.

    Notes
    -----
    Every option is priced anew under every move: spot goes to spot exp(x) and the forward with it,
    the vol of each strike goes where the dynamics take it, and by the moves of vol at the tenors
    on top, linear in the log of time to expiry between the tenors and flat beyond. Time, rates and
    dividends stay. A vol that would fall below 0 stays at 0.
    Verified by tests/unit/risk/test_revaluation.py.
    """

    options: pl.DataFrame
    units: float
    surface: Surface
    spot: float
    dynamics: SpotVolDynamics
    terms: ExerciseTerms
    threads: int = 1

    @classmethod
    def of(
        cls,
        book: Book,
        *,
        surface: Surface,
        spot: float,
        underlying: str,
        listed: pl.DataFrame | None = None,
        dynamics: DynamicsLike = "sticky_strike",
        terms: ExerciseTerms | None = None,
        threads: int = 1,
    ) -> Self:
        """Put a book on a surface; the arguments are those of `value_book`.

        Raises
        ------
        InvalidArgumentError
            If spot is not finite and positive, or a position cannot belong to this underlying.
        """
        checked_spot(spot)
        contracts = resolve_contracts(
            book, underlying=underlying, valuation_time=surface.valuation_time, listed=listed
        )
        held = contracts.underlying["quantity"] * contracts.underlying["multiplier"]
        return cls(
            options=option_market(contracts.options, surface),
            units=float(held.sum()),
            surface=surface,
            spot=spot,
            dynamics=SpotVolDynamics.of(dynamics),
            terms=terms or ExerciseTerms(),
            threads=threads,
        )

    def profits(self, moves: MarketMoves) -> Floats:
        """Give the book's profit under each move.

        Parameters
        ----------
        moves
            Of spot and vols.

        Returns
        -------
        ndarray, shape (n,)
            Currency.
        """
        shares = self.units * self.spot * np.expm1(moves.spot)
        if self.options.is_empty():
            return np.asarray(shares)
        quantity = (self.options["quantity"] * self.options["multiplier"]).to_numpy()
        still = MarketMoves(spot=np.zeros(2))
        base = self._prices(still.spot[:1], np.zeros((1, quantity.size)))[0]
        weights = tenor_weights(self.options["years"].to_numpy(), moves.tenors)
        step = max(1, BLOCK // quantity.size)
        for start in range(0, len(moves), step):
            rows = slice(start, start + step)
            prices = self._prices(moves.spot[rows], moves.vols[rows] @ weights.T)
            shares[rows] += (prices - base) @ quantity
        return np.asarray(shares)

    def _prices(self, returns: Floats, rises: Floats) -> Floats:
        """Price every option under every move, shape (n_moves, n_options)."""
        american = is_american(self.options, self.terms)
        if american.any() or self.terms.dividends:
            return self._prices_on_spot(returns[:, None], rises, american)
        column = {name: self.options[name].to_numpy() for name in MARKET}
        move = np.exp(returns)[:, None]
        vol = np.broadcast_to(column["vol"], rises.shape)
        if not self.dynamics.keeps_strike_vols:
            place = np.log(column["strike"] / column["forward"]) - (
                self.dynamics.travel * returns[:, None]
            )
            vol = np.asarray(self.surface.vol(log_moneyness=place, expiry=column["years"]))
        market: dict[str, Any] = {
            **column,
            "forward": column["forward"] * move,
            "vol": np.maximum(vol + rises, 0.0),
        }
        found = evaluate(spot=self.spot * move, only=("price",), threads=self.threads, **market)
        return found["price"]

    def _prices_on_spot(
        self, returns: Floats, rises: Floats, american: NDArray[np.bool_]
    ) -> Floats:
        """Do so where options can be exercised early, or dividends are dated."""
        market: dict[str, Any] = {name: self.options[name].to_numpy() for name in MARKET}
        terms, threads = self.terms, self.threads
        base, vol = on_spot(spot=self.spot, terms=terms, threads=threads, **market)
        if not self.dynamics.keeps_strike_vols:
            vol = travelled_vol(
                base, self.surface, terms, self.dynamics, log_return=returns, threads=threads
            )
        moved = base.broadcast(rises.shape, spot=base.spot * np.exp(returns))
        shocked = np.maximum(vol + rises, 0.0)
        only = ("price",)
        found = evaluate_on_spot(moved, shocked, american, terms, only=only, threads=threads)
        return found["price"]


def tenor_weights(years: Floats, tenors: tuple[float, ...]) -> Floats:
    """Give the weight of each tenor at each time to expiry.

    Parameters
    ----------
    years
        Times to expiry, > 0, shape (m,).
    tenors
        Ascending, above 0.

    Returns
    -------
    ndarray, shape (m, k)
        Rows sum to 1: linear in log(years) between the tenors, flat beyond.

    Notes
    -----
    Verified by tests/unit/risk/test_revaluation.py.
    """
    weights = np.empty((years.size, len(tenors)))
    for j, unit in enumerate(np.eye(len(tenors))):
        weights[:, j] = np.interp(np.log(years), np.log(tenors), unit)
    return weights
