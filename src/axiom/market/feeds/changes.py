"""What changes from one chain to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import polars as pl

from axiom.market.feeds.feed import FeedUpdate

if TYPE_CHECKING:
    from axiom.market.chain import Chain

__all__ = ["chain_updates"]

_KEY: Final = ("expiry", "strike", "is_call")
_PRICES: Final = ("bid", "ask")
_OTHERS: Final = ("bid_size", "ask_size")


def chain_updates(first: Chain, later: Iterable[Chain]) -> Iterator[FeedUpdate]:
    """Yield what each chain changes in the one before.

    Parameters
    ----------
    first : Chain
        Where the updates start; it is not yielded.
    later : iterable of Chain
        Chains of the same underlying, ascending in valuation time.

    Yields
    ------
    FeedUpdate
        Quotes whose bid or ask is new; an option that is no longer quoted comes without prices.
        Numbered from 1.

    Notes
    -----
    Verified by tests/unit/market/feeds/test_changes.py.
    """
    before = _columns(first)
    for number, chain in enumerate(later, start=1):
        after = _columns(chain)
        kept = after.join(before, on=[*_KEY, *_PRICES], how="anti", nulls_equal=True)
        gone = before.join(after, on=list(_KEY), how="anti")
        gone = gone.filter(pl.any_horizontal(pl.col(_PRICES).is_not_null()))
        blank = gone.with_columns(pl.lit(None, dtype=pl.Float64).alias(n) for n in _PRICES)
        yield FeedUpdate(
            quotes=pl.concat([kept, blank]),
            time=chain.valuation_time,
            spot=chain.spot,
            sequence=number,
        )
        before = after


def _columns(chain: Chain) -> pl.DataFrame:
    return chain.quotes.select(*_KEY, *_PRICES, *_OTHERS)
