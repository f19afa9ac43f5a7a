"""What one update of a live surface has done so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from axiom.volatility.live.states import FilterUpdate, QuoteFlag

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["UpdateLog"]


@dataclass(slots=True)
class UpdateLog:
    """Collects the fields of a `FilterUpdate`."""

    n_quotes: int = 0
    flags: Counter[QuoteFlag] = field(default_factory=Counter)
    refitted: list[datetime] = field(default_factory=list)
    kept: list[datetime] = field(default_factory=list)
    opened: list[datetime] = field(default_factory=list)
    removed: list[datetime] = field(default_factory=list)
    forwards: list[datetime] = field(default_factory=list)
    travelled: float = 1.0

    def count(self, flags: NDArray[np.uint8]) -> None:
        """Count quotes by their flags."""
        for flag, n in enumerate(np.bincount(flags).tolist()):
            if n:
                self.flags[QuoteFlag(flag)] += n

    def update(self, time: datetime) -> FilterUpdate:
        """Sum up."""
        return FilterUpdate(
            time=time,
            n_quotes=self.n_quotes,
            flags={flag: n for flag, n in sorted(self.flags.items()) if n},
            refitted=tuple(self.refitted),
            kept=tuple(self.kept),
            opened=tuple(self.opened),
            removed=tuple(self.removed),
            forwards=tuple(dict.fromkeys(self.forwards)),
            travelled=self.travelled,
        )
