"""`Watch`: the times at which the paths of a contract are looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.outlines import Outline
from axiom.engines.montecarlo.time_grid import increments
from axiom.instruments import Instrument
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Model, QuantoBlackScholes

__all__ = ["LARGEST_WATCH", "Watch"]

LARGEST_WATCH = 20_000
"""Most watched times of all assets together, which bounds the memory of a block."""

_STEP_OF_CURVES = 1.0 / 32.0
_STEP_OF_OTHERS = 1.0 / 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How many equal steps lead to each of a contract's times.

    Parameters
    ----------
    outline : Outline
    counts : tuple of int
    is_exact : bool
        Whether what the contract looks at between the times has the distribution that is assumed.

    Notes
    -----
    Between two watched times, payoffs that look at the whole path take log spot as a Brownian
    bridge, which it is under Black-Scholes with flat curves. Elsewhere watched times lie no further
    apart than 1/32 of a year (curves) or 1/100 (other models). Verified by
    tests/unit/engines/montecarlo/test_watch.py.
    """

    outline: Outline
    counts: tuple[int, ...]
    is_exact: bool = True

    @classmethod
    def of(cls, outline: Outline, instrument: Instrument, model: Model, market: Market) -> Self:
        """Choose the steps of a contract.

        Raises
        ------
        InvalidArgumentError
            If there are more watched times than memory is meant for.
        """
        keys = _keys(outline, instrument)
        longest, is_exact = math.inf, True
        if outline.is_dense(instrument):
            between = _between(model, market)
            longest = min(outline.longest_step(instrument, model, market), between)
            is_exact = between == math.inf
        widths = increments(keys)
        counts = np.maximum(np.ceil(widths / longest * (1.0 - 1e-12)), 1.0)
        total = float(counts.sum()) * market.n_assets
        if total > LARGEST_WATCH:
            raise InvalidArgumentError(
                f"the contract is watched at {total:.0f} times of all assets: a simulation takes "
                f"{LARGEST_WATCH}; give fewer dates or a shorter life"
            )
        return cls(outline=outline, counts=tuple(int(count) for count in counts), is_exact=is_exact)

    def coarser(self) -> Watch:
        """Return it with half as many steps, at least one to each time."""
        return replace(self, counts=tuple(max(count // 2, 1) for count in self.counts))

    def times(self, instrument: Instrument) -> NDArray[np.float64]:
        """Return the watched times of the contract, or of one with its times moved."""
        keys = _keys(self.outline, instrument)
        counts = np.array(self.counts)
        if (counts == 1).all():
            return keys
        left = np.repeat(np.cumsum(counts), counts) - 1 - np.arange(int(counts.sum()))
        widths = np.repeat(increments(keys) / counts, counts)
        return np.asarray(np.repeat(keys, counts) - widths * left)


def _keys(outline: Outline, instrument: Instrument) -> NDArray[np.float64]:
    return np.array(sorted(outline.keys(instrument)), dtype=np.float64)


def _between(model: Model, market: Market) -> float:
    """Longest step over which the path between is taken as a bridge in log spot."""
    if not isinstance(model, BlackScholes | QuantoBlackScholes):
        return _STEP_OF_OTHERS
    is_flat = market.is_flat and getattr(model, "is_flat", True)
    return math.inf if is_flat else _STEP_OF_CURVES
