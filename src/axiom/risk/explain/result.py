"""What an explain says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from axiom.risk.explain.terms import TERMS
from axiom.volatility import SpotVolDynamics

__all__ = ["Explain"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explain:
    """The P&L of a book between two instants, told by its causes.

    Parameters
    ----------
    start, end : datetime
        The instants.
    profit : float
        P&L in the currency of the quotes: the change of the value of the positions, plus what
        trades, settlements and dividends paid, less fees, plus other cash.
    terms : dict of str to float
        The causes by name, in the order of ``EXPLAIN_TERMS``.
    residual : float
        What is left: the profit less the sum of the terms.
    positions : polars.DataFrame
        One row a contract and a last one, without contract, for what belongs to none: contract
        (``expiry``, ``strike``, ``is_call``, ``exercise``, ``multiplier``), ``quantity`` before
        and ``traded``, ``profit``, the terms and ``residual``, in currency.
    by_expiry : polars.DataFrame
        The same sums an expiry, the underlying and what belongs to no contract in the row without
        one; the column ``vega`` is the vega P&L by expiry.
    dynamics : SpotVolDynamics
        How vols follow the spot, in delta and gamma.
    notes : tuple of str
        What a reader has to know of settlements and of expiries that a surface does not list.

    Notes
    -----
    Verified by tests/unit/risk/explain/test_explain.py.
    """

    start: datetime
    end: datetime
    profit: float
    terms: dict[str, float]
    residual: float
    positions: pl.DataFrame
    by_expiry: pl.DataFrame
    dynamics: SpotVolDynamics
    notes: tuple[str, ...] = ()

    @property
    def residual_share(self) -> float:
        """The size of the residual over the sum of the sizes of the terms; 0 without any."""
        explained = sum(abs(value) for value in self.terms.values())
        return abs(self.residual) / explained if explained > 0.0 else 0.0

    def to_frame(self) -> pl.DataFrame:
        """Give the terms, the residual and the profit as a table: ``term`` and ``amount``."""
        named = {**self.terms, "residual": self.residual, "profit": self.profit}
        return pl.DataFrame({"term": list(named), "amount": list(named.values())})

    def row(self) -> dict[str, object]:
        """Give the explain as one row of a table: times, profit, terms, residual and its share."""
        return {
            "start": self.start,
            "end": self.end,
            "profit": self.profit,
            **{name: self.terms[name] for name in TERMS},
            "residual": self.residual,
            "residual_share": self.residual_share,
        }
