"""Expiries that a fit left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["SkippedExpiry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedExpiry:
    """An expiry that has quotes but no slice of its own, and why."""

    expiry: datetime
    years: float
    n_quotes: int
    reason: str
