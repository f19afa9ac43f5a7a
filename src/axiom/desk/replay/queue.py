"""Fills at the touch: own quotes wait behind an estimated queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.fields import flag, number, whole
from axiom.desk.replay.matching import Fill, Matcher, Resting, in_order, through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay.listing import MarketQuotes, Rows

    Floats = NDArray[np.float64]

__all__ = ["QueueModel"]

_SECONDS_A_DAY: Final = 86400.0
_SAME: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueModel:
    """Own quotes at the touch are hit once the queue ahead of them has traded.

    Parameters
    ----------
    flow_per_day : float
        Contracts a day (of 24 hours) that trade at each side of each option where the feed brings
        no volume: the mean of a Poisson law. >= 0.
    share_ahead : float, default 1.0
        Share of the recorded size at a price that is ahead of an own quote which joins it, in
        [0, 1].
    unknown_size : float, default 10.0
        Size ahead where the market has none recorded, >= 0.
    is_strict : bool, default True
        As for `TradeThrough`, whose rule holds too.
    seed : int, default 0
        Of the Poisson draws, >= 0.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain.

    Notes
    -----
    An own bid above the market's stands first. At the market's it stands behind `share_ahead` times
    the recorded size, and behind no more than what is recorded there later; the place is kept as
    long as the own price stays. Below the market's it waits. Half of a recorded volume counts for
    each side. What trades beyond the queue hits the own quote, at most its size. Draws are made
    for each update and row from (seed, update), so that they do not depend on what came before.

    Verified by tests/unit/desk/replay/test_queue.py.
    """

    flow_per_day: float
    share_ahead: float = 1.0
    unknown_size: float = 10.0
    is_strict: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "flow_per_day", least=0.0)
        number(self, "share_ahead", least=0.0, most=1.0)
        number(self, "unknown_size", least=0.0)
        flag(self, "is_strict")
        whole(self, "seed")

    def matcher(self, n_options: int) -> Matcher:
        """Begin with no place in any queue."""
        return _Queue(self, n_options)


class _Queue:
    """Remembers for each side (bids, asks) at which price an own quote waits, and behind what."""

    def __init__(self, model: QueueModel, n_options: int) -> None:
        self._model = model
        self._price = np.full((2, n_options), np.nan)
        self._ahead = np.full((2, n_options), np.nan)

    def fills(
        self, resting: Resting, before: MarketQuotes, after: MarketQuotes, *, step: int
    ) -> list[Fill]:
        traded = self._traded(before, after, step)
        own = np.stack([resting.bid, resting.ask])
        size = np.stack([resting.bid_size, resting.ask_size])
        swept = np.stack(through(resting, after, is_strict=self._model.is_strict))
        ahead = self._joined(own, before)
        is_first_or_at = np.isfinite(ahead) & (size > 0.0)
        beyond = np.where(is_first_or_at, np.clip(traded - ahead, 0.0, size), 0.0)
        self._ahead = np.where(np.isfinite(ahead), np.maximum(ahead - traded, 0.0), np.nan)
        self._price = np.where(np.isfinite(ahead), own, np.nan)
        hit = np.floor(np.maximum(beyond, swept))
        rule = np.where(swept >= beyond, "trade through", "queue")
        return in_order(resting, after, bought=hit[0], sold=hit[1], rule=rule)

    def relisted(self, old_rows: Rows) -> None:
        found = old_rows >= 0
        for name in ("_price", "_ahead"):
            column = getattr(self, name)
            wide = np.full((2, old_rows.size), np.nan)
            wide[:, found] = column[:, old_rows[found]]
            setattr(self, name, wide)

    def _traded(self, before: MarketQuotes, after: MarketQuotes, step: int) -> Floats:
        """Contracts that trade at each side of each option."""
        n = after.bid.size
        days = max((after.time - before.time).total_seconds(), 0.0) / _SECONDS_A_DAY
        rng = np.random.Generator(np.random.Philox(key=[self._model.seed, step]))
        drawn = rng.poisson(self._model.flow_per_day * days, size=(2, n)).astype(np.float64)
        known = np.isfinite(after.volume) & (after.volume >= 0.0)
        return np.where(known, 0.5 * np.where(known, after.volume, 0.0), drawn)

    def _joined(self, own: Floats, before: MarketQuotes) -> Floats:
        """Contracts ahead of each own quote; NaN where it waits behind better prices."""
        best = np.stack([before.bid, before.ask])
        recorded = np.stack([before.bid_size, before.ask_size])
        recorded = np.where(np.isfinite(recorded), recorded, self._model.unknown_size)
        better = np.stack([own[0] > best[0], own[1] < best[1]]) | np.isnan(best)
        same = np.abs(own - best) <= _SAME * np.maximum(np.abs(own), 1.0)
        kept = np.abs(own - self._price) <= _SAME * np.maximum(np.abs(own), 1.0)
        joining = np.where(kept, self._ahead, self._model.share_ahead * recorded)
        at_touch = np.minimum(joining, recorded)
        return np.where(
            np.isnan(own), np.nan, np.where(same, at_touch, np.where(better, 0.0, np.nan))
        )
