"""Recorded chains as the updates of a feed: what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from axiom.market import Chain

__all__ = ["ChainChange", "chain_changes"]

_KEY: Final = ("expiry", "strike", "is_call")
_PRICES: Final = ("bid", "ask")
_OTHERS: Final = ("bid_size", "ask_size")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainChange:
    """New quotes at a time: arguments of `SurfaceFilter.update`."""

    quotes: pl.DataFrame
    time: datetime
    spot: float | None


def chain_changes(first: Chain, later: Iterable[Chain]) -> Iterator[ChainChange]:
    """Yield what each chain changes in the one before.

    Parameters
    ----------
    first : Chain
        Where the replay starts; it is not yielded.
    later : iterable of Chain
        Chains of the same underlying, ascending in valuation time.

    Yields
    ------
    ChainChange
        Quotes whose bid or ask is new; an option that is no longer quoted comes without prices.

    Notes
    -----
    Verified by tests/unit/volatility/live/test_replay.py.
    """
    before = _columns(first)
    for chain in later:
        after = _columns(chain)
        kept = after.join(before, on=[*_KEY, *_PRICES], how="anti", nulls_equal=True)
        gone = before.join(after, on=list(_KEY), how="anti")
        gone = gone.filter(pl.any_horizontal(pl.col(_PRICES).is_not_null()))
        blank = gone.with_columns(pl.lit(None, dtype=pl.Float64).alias(n) for n in _PRICES)
        yield ChainChange(
            quotes=pl.concat([kept, blank]), time=chain.valuation_time, spot=chain.spot
        )
        before = after


def _columns(chain: Chain) -> pl.DataFrame:
    return chain.quotes.select(*_KEY, *_PRICES, *_OTHERS)
