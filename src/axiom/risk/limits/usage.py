"""How much of each limit is used."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

__all__ = ["LimitUsage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUsage:
    """The share of every limit that a book uses.

    Parameters
    ----------
    names
        Names of the limits that are set; a limit on the vega of an expiry is named
        ``vega_by_expiry[NAME]``.
    amounts
        The figure each bounds, signed, in its own unit (see `Limits`).
    limits
        The limits, in the same unit.
    shares
        ``|amount| / limit``, 1 when it is reached. Infinite where the amount is not a finite
        number, and where anything is held against a limit of 0.
    breached
        Names of the limits that are exceeded: a share above 1.

    Notes
    -----
    Verified by tests/unit/risk/test_limits.py.
    """

    names: tuple[str, ...]
    amounts: tuple[float, ...]
    limits: tuple[float, ...]
    shares: tuple[float, ...]
    breached: tuple[str, ...]

    @property
    def is_breached(self) -> bool:
        """Whether any limit is exceeded."""
        return bool(self.breached)

    @property
    def worst(self) -> tuple[str, float] | None:
        """The limit that is used most and its share; None without limits."""
        if not self.names:
            return None
        share = max(self.shares)
        return self.names[self.shares.index(share)], share

    def share(self, name: str) -> float:
        """Give the share used of one limit; 0 where there is no such limit."""
        return self.shares[self.names.index(name)] if name in self.names else 0.0

    def table(self) -> pl.DataFrame:
        """Give one row a limit: name, amount, limit, share, is_breached."""
        return pl.DataFrame(
            {
                "name": self.names,
                "amount": self.amounts,
                "limit": self.limits,
                "share": self.shares,
                "is_breached": [name in self.breached for name in self.names],
            }
        )
