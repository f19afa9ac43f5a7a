"""Explaining a sequence of states, one interval after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.risk.explain.explain import explain
from axiom.risk.explain.result import Explain
from axiom.risk.explain.state import BookState
from axiom.risk.explain.trade import Trade

__all__ = ["ExplainHistory", "explain_days"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExplainHistory:
    """The explains of consecutive intervals.

    Parameters
    ----------
    intervals : tuple of Explain
        In order of time, at least one.

    Notes
    -----
    Verified by tests/unit/risk/explain/test_days.py.
    """

    intervals: tuple[Explain, ...]

    def to_frame(self) -> pl.DataFrame:
        """Give one row an interval: times, profit, terms, residual and its share."""
        return pl.DataFrame([one.row() for one in self.intervals])

    @property
    def totals(self) -> dict[str, float]:
        """Sums over the intervals: profit, each term, and residual."""
        table = self.to_frame()
        names = [name for name in table.columns if name not in ("start", "end", "residual_share")]
        return {name: float(table[name].sum()) for name in names}

    @property
    def median_residual_share(self) -> float:
        """The median over the intervals of `Explain.residual_share`."""
        shares = sorted(one.residual_share for one in self.intervals)
        half = len(shares) // 2
        return shares[half] if len(shares) % 2 else 0.5 * (shares[half - 1] + shares[half])


def explain_days(
    states: Sequence[BookState],
    *,
    trades: Sequence[Sequence[Trade]] | None = None,
    **options: Any,
) -> ExplainHistory:
    """Explain the P&L from each state to the next: from day to day, or within a day.

    Parameters
    ----------
    states
        Two or more, ascending in time; each is the end of an interval and the start of the next.
    trades
        What was traded in each interval, one sequence an interval; none when None.
    **options
        fees, settlements, dynamics, greeks and threads of `explain`, the same in every interval.

    Returns
    -------
    ExplainHistory

    Raises
    ------
    InvalidArgumentError
        If there are fewer than two states, not as many sequences of trades as intervals, or as
        `explain`.
    DataError
        As `explain`.

    Notes
    -----
    Verified by tests/unit/risk/explain/test_days.py.
    """
    if len(states) < 2:
        raise InvalidArgumentError(f"states has {len(states)}; give two or more")
    given = [()] * (len(states) - 1) if trades is None else list(trades)
    if len(given) != len(states) - 1:
        raise InvalidArgumentError(
            f"trades has {len(given)} sequences for {len(states) - 1} intervals; give one each"
        )
    pairs = zip(pairwise(states), given, strict=True)
    return ExplainHistory(
        intervals=tuple(explain(a, b, trades=some, **options) for (a, b), some in pairs)
    )
