"""The market's own quotes by row: what ours must stay behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.grid import PriceGrid
    from axiom.desk.quoting.chain.rules import ChainRules

__all__ = ["MarketQuotes"]

Floats = NDArray[np.float64]


class MarketQuotes:
    """The last bid and ask of the market in each row, as quotes are placed by them.

    Parameters
    ----------
    size : int
        Number of rows.
    grid : PriceGrid
        Price increments.
    rules : ChainRules
        Share of the market's spread, and whether it may be crossed.

    Attributes
    ----------
    half : ndarray, (n,)
        The share of the market's half-spread; 0 where it is not two-sided.
    bid_cap, ask_floor : ndarray, (n,)
        Highest bid and lowest ask that do not trade at once; infinite where there is no market or
        it may be crossed.

    Notes
    -----
    Verified by tests/unit/desk/quoting/chain/test_market.py.
    """

    def __init__(self, size: int, grid: PriceGrid, rules: ChainRules) -> None:
        self._grid, self._share = grid, rules.market_share
        self._may_cross = rules.may_cross_market
        self.half: Floats = np.zeros(size)
        self.bid_cap: Floats = np.full(size, np.inf)
        self.ask_floor: Floats = np.full(size, -np.inf)

    def take(self, *, bid: ArrayLike, ask: ArrayLike, rows: ArrayLike | None) -> None:
        """Take the quotes of some rows, or of all.

        Raises
        ------
        InvalidArgumentError
            If the shapes differ, or there is no such row.
        """
        low, high = np.asarray(bid, dtype=np.float64), np.asarray(ask, dtype=np.float64)
        size = self.half.size
        where = np.arange(size) if rows is None else np.asarray(rows)
        if not low.shape == high.shape == where.shape or where.ndim != 1:
            raise InvalidArgumentError(
                f"bid, ask and rows have the shapes {low.shape}, {high.shape} and {where.shape}; "
                "give one of each a row"
            )
        if where.size and not (where.dtype.kind in "iu" and 0 <= where.min() <= where.max() < size):
            raise InvalidArgumentError(f"rows holds no row from 0 to {size - 1}; give such rows")
        low, high = (np.where(np.isfinite(one), one, np.nan) for one in (low, high))
        spread = high - low
        self.half[where] = np.where(spread > 0.0, 0.5 * self._share * spread, 0.0)
        if not self._may_cross:
            self.bid_cap[where] = np.where(high > 0.0, self._grid.below(high), np.inf)
            self.ask_floor[where] = np.where(low > 0.0, self._grid.above(low), -np.inf)
