"""What a session leaves: its events, and tables made from them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from axiom.core.errors import DataError
from axiom.desk.replay.event_log import read_records
from axiom.desk.replay.events import (
    Closed,
    Explained,
    Filled,
    Hedged,
    Killed,
    Marked,
    MarkedOut,
    MarketMoved,
    Opened,
    Pulled,
    Quoted,
    SessionEvent,
    Settled,
    event_from_bytes,
)

__all__ = ["SessionResult", "read_session"]

Kind = TypeVar("Kind", bound=SessionEvent)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionResult:
    """The events of a session, and what they say in tables.

    Parameters
    ----------
    events : tuple of SessionEvent
        In order, the first one `Opened`.

    Raises
    ------
    DataError
        If the first event is not `Opened`.

    Notes
    -----
    Everything is made from the events, so that a log gives the same result (`read_session`).
    Verified by tests/unit/desk/replay/test_result.py.
    """

    events: tuple[SessionEvent, ...]

    def __post_init__(self) -> None:
        """Check that there is a beginning."""
        if not self.events or not isinstance(self.events[0], Opened):
            raise DataError("the session has no opening event; give the events from the beginning")

    @property
    def opened(self) -> Opened:
        """The opening: underlying, listing and settings."""
        return self.of_kind(Opened)[0]

    @property
    def is_complete(self) -> bool:
        """Whether the feed was read to its end."""
        return isinstance(self.events[-1], Closed)

    @property
    def n_steps(self) -> int:
        """Updates taken."""
        return len(self.of_kind(MarketMoved))

    @property
    def final(self) -> Marked:
        """The account at the end."""
        return self.of_kind(Marked)[-1]

    def of_kind(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Give the events of one kind, in order."""
        return tuple(event for event in self.events if isinstance(event, kind))

    @property
    def pnl(self) -> pl.DataFrame:
        """One row a mark: `time`, `spot`, `pnl`, `market_pnl`, `drawdown` and the account."""
        names = (
            "spot", "pnl", "market_pnl", "cash", "options", "underlying_value", "underlying",
            "n_positions", "fees",
        )  # fmt: skip
        table = self._table(Marked, names)
        return table.with_columns(drawdown=pl.col("pnl").cum_max().clip(0.0) - pl.col("pnl"))

    @property
    def greeks(self) -> pl.DataFrame:
        """One row a mark: `time` and each Greek of the book, a raw sum."""
        return self._spread(Marked, "exposures")

    @property
    def vega_by_expiry(self) -> pl.DataFrame:
        """One row a mark: `time` and the raw vega of each expiry held, 0 where there is none."""
        table = self._spread(Marked, "vega_by_expiry")
        return table.with_columns(pl.exclude("time").fill_null(0.0))

    @property
    def limits(self) -> pl.DataFrame:
        """One row a mark: `time` and the share used of each limit."""
        return self._spread(Marked, "usage")

    @property
    def quotes(self) -> pl.DataFrame:
        """One row an update: what was quoted, beside the market."""
        return self._table(Quoted)

    @property
    def fills(self) -> pl.DataFrame:
        """One row a fill, with `edge`: value less price for what was bought, per unit."""
        table = self._table(Filled)
        edge = (pl.col("value") - pl.col("price")) * pl.col("quantity").sign()
        return table.with_columns(edge=edge)

    @property
    def markouts(self) -> pl.DataFrame:
        """One row a fill and horizon that an update reached: gains per unit, the fill's number."""
        return self._table(MarkedOut)

    @property
    def hedges(self) -> pl.DataFrame:
        """One row a trade in the underlying."""
        return self._table(Hedged)

    @property
    def settlements(self) -> pl.DataFrame:
        """One row a position that expired."""
        return self._table(Settled)

    @property
    def explain(self) -> pl.DataFrame:
        """One row an update with a book: `begin`, `time`, `total`, each term, `residual`."""
        sums = self._table(Explained, ("begin", "total", "residual"))
        return sums.hstack(self._spread(Explained, "terms").drop("time"))

    @property
    def explained_vega(self) -> pl.DataFrame:
        """One row an explained update: `time` and the vega P&L of each expiry, 0 where none."""
        table = self._spread(Explained, "vega_by_expiry")
        return table.with_columns(pl.exclude("time").fill_null(0.0))

    @property
    def halts(self) -> tuple[Killed | Pulled, ...]:
        """When all quotes were pulled or killed, and why."""
        return tuple(event for event in self.events if isinstance(event, Killed | Pulled))

    def summary(self) -> dict[str, Any]:
        """Give the figures that a reader asks for first.

        Returns
        -------
        dict
            Times, steps, fills, contracts, edge at the fills in currency, hedges and their cost,
            fees, P&L at model and market marks, largest drawdown, and the sums of the explain.
        """
        pnl, fills, hedges = self.pnl, self.fills, self.hedges
        paid = fills.select(
            (pl.col("edge") * pl.col("quantity").abs()).sum() * self.opened.multiplier
        )
        terms = self.explain.drop("begin", "time")
        return {
            "underlying": self.opened.underlying,
            "begin": self.opened.time,
            "end": self.events[-1].time,
            "steps": self.n_steps,
            "is_complete": self.is_complete,
            "fills": fills.height,
            "contracts": float(fills["quantity"].abs().sum()),
            "edge": float(paid.item()),
            "hedges": hedges.height,
            "hedge_cost": float(hedges["cost"].sum()),
            "fees": self.final.fees,
            "pnl": self.final.pnl,
            "market_pnl": self.final.market_pnl,
            "drawdown": float(pnl["drawdown"].to_numpy().max(initial=0.0)),
            "explain": {name: float(terms[name].sum()) for name in terms.columns},
        }

    def _table(
        self, kind: type[SessionEvent], names: tuple[str, ...] | None = None
    ) -> pl.DataFrame:
        """Give fields of the events of a kind as columns, the time first."""
        wanted = names or tuple(
            one.name for one in fields(kind) if one.name not in _ORDER and str(one.type) in _TYPES
        )
        types = {one.name: _TYPES[str(one.type)] for one in fields(kind) if one.name in wanted}
        schema = pl.Schema({"time": _TYPES["datetime"], **{name: types[name] for name in wanted}})
        rows = [
            (event.time, *(getattr(event, name) for name in wanted)) for event in self.of_kind(kind)
        ]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _spread(self, kind: type[SessionEvent], name: str) -> pl.DataFrame:
        """Give a mapping field of the events of a kind as columns, the time first."""
        found = [(event.time, getattr(event, name)) for event in self.of_kind(kind)]
        columns = sorted({key for _, figures in found for key in figures})
        schema = pl.Schema({"time": _TYPES["datetime"], **dict.fromkeys(columns, pl.Float64())})
        rows = [(time, *(figures.get(key) for key in columns)) for time, figures in found]
        return pl.DataFrame(rows, schema=schema, orient="row")


_ORDER = ("time", "sequence")
_TYPES: dict[str, Any] = {
    "datetime": pl.Datetime("us", "UTC"),
    "float": pl.Float64(),
    "int": pl.Int64(),
    "str": pl.String(),
    "bool": pl.Boolean(),
}


def read_session(path: str | Path) -> SessionResult:
    """Read the result of a session from its log, also while it runs.

    Parameters
    ----------
    path : str or Path
        The log.

    Returns
    -------
    SessionResult

    Raises
    ------
    DataError
        If there is no such file, it is damaged, or it holds no session.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_result.py.
    """
    return SessionResult(
        events=tuple(event_from_bytes(record.payload) for record in read_records(path))
    )
