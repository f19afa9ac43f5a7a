"""The P&L of every update explained by the risk package."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from axiom.risk import BookState, Trade, explain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from axiom.desk.quoting.chain import QuoteBoard
    from axiom.desk.replay.ledger import Ledger
    from axiom.desk.replay.listing import Listing
    from axiom.volatility import ExerciseTerms, SplineSurface, SpotVolDynamics

__all__ = ["Explainer"]


class Explainer:
    """Remembers the book and the market of the last update, and explains the way to the next.

    Parameters
    ----------
    dynamics : SpotVolDynamics
        How vols follow the spot.
    threads : int
        Threads of the revaluations; results do not depend on it.

    Notes
    -----
    Positions are carried at the values that the quoter shows, so that the total is the change of
    the session's P&L. Verified by tests/unit/desk/replay/test_session.py.
    """

    def __init__(self, *, dynamics: SpotVolDynamics, threads: int) -> None:
        self._dynamics, self._threads = dynamics, threads
        self._before: BookState | None = None
        self._trades: list[Trade] = []
        self._settled: dict[datetime, float] = {}

    def traded(self, **trade: Any) -> None:
        """Remember a trade since the last update: the fields of `Trade`."""
        self._trades.append(Trade(**trade))

    def settled(self, expiry: datetime, spot: float) -> None:
        """Remember at which spot an expiry settled."""
        self._settled[expiry] = spot

    def explained(
        self,
        surface: SplineSurface,
        board: QuoteBoard,
        listing: Listing,
        ledger: Ledger,
        *,
        spot: float,
        terms: ExerciseTerms,
    ) -> Mapping[str, Any] | None:
        """Explain the P&L since the last call; the fields of `Explained`.

        Parameters
        ----------
        surface : SplineSurface
            At the time of the update.
        board : QuoteBoard
            Its values mark the options.
        listing : Listing
            The rows of board and ledger.
        ledger : Ledger
            The desk's account.
        spot : float
            Of the underlying.
        terms : ExerciseTerms
            Style and dividends, counted from the time of the surface.

        Returns
        -------
        dict or None
            None at the first call, and where nothing is held and nothing was traded.
        """
        now = BookState(
            surface=surface,
            spot=spot,
            positions=_positions(listing, ledger, board),
            terms=terms,
            cash=ledger.cash,
        )
        before, self._before = self._before, now
        trades, self._trades = self._trades, []
        settled, self._settled = self._settled, {}
        if before is None or before.positions is None:
            return None
        if before.positions.is_empty() and not trades:
            return None
        found = explain(
            before,
            now,
            trades=trades,
            settlements=settled,
            dynamics=self._dynamics,
            threads=self._threads,
        )
        return {
            "begin": found.start,
            "total": found.profit,
            "residual": found.residual,
            "terms": found.terms,
            "vega_by_expiry": _vega_by_expiry(found.by_expiry),
        }


def _vega_by_expiry(table: pl.DataFrame) -> dict[str, float]:
    """Give the vega P&L of each listed date that has any."""
    sums: dict[str, float] = {}
    for expiry, amount in table.select("expiry", "vega").drop_nulls().iter_rows():
        date = expiry.date().isoformat()
        sums[date] = sums.get(date, 0.0) + amount
    return {date: amount for date, amount in sums.items() if amount != 0.0}


def _positions(listing: Listing, ledger: Ledger, board: QuoteBoard) -> pl.DataFrame:
    """Give what is held, the underlying in a row without an expiry."""
    held = np.flatnonzero(ledger.positions)
    options = listing.table[held].with_columns(
        pl.Series("quantity", ledger.positions[held]),
        pl.lit(ledger.multiplier).alias("multiplier"),
        pl.Series("mark", board.value[held]),
    )
    if ledger.underlying == 0.0:
        return options
    names = ("expiry", "strike", "is_call", "exercise", "quantity", "multiplier", "mark")
    row = (None, None, None, None, ledger.underlying, 1.0, None)
    schema = pl.Schema({name: options.schema[name] for name in names})
    shares = pl.DataFrame([row], schema=schema, orient="row")
    return pl.concat([options, shares.select(options.columns)])
