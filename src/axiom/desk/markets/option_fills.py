"""Orders for a strip of options within a step, in the order of their arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import _core

if TYPE_CHECKING:
    from axiom.desk.markets.option_market import OptionMarket

__all__ = ["fill_orders"]

Doubles = NDArray[np.float64]
Seeds = NDArray[np.uint64]

_GAP, _MARK = 2, 3
"""Purposes of the numbers that time orders and say what they are for."""
_PARTS: Final = 1 << 20
"""Batches of numbers that a step may take."""


def fill_orders(
    market: OptionMarket,
    *,
    rates: Doubles,
    inventory: Doubles,
    vega: Doubles,
    labels: tuple[Seeds, Seeds],
    step: int,
) -> tuple[Doubles, Doubles]:
    """Fill the orders of one step, one after the other, as far as the limits let them.

    Parameters
    ----------
    market : OptionMarket
    rates : ndarray of float64, (2, episodes, n_options)
        Mean numbers of orders in the step that meet bids and asks.
    inventory, vega : ndarray of float64, (episodes, n_options)
        At the start of the step.
    labels : tuple of ndarray of uint64, (episodes,)
        Seeds and numbers of the episodes.
    step : int

    Returns
    -------
    bought, sold : ndarray of float64, (episodes, n_options)

    Notes
    -----
    Orders of all kinds together are Poisson; each is of one kind with the probability of its share
    of the rate. Verified by ``tests/unit/desk/markets/test_option_stepping.py``.
    """
    episodes, options = inventory.shape
    both = np.concatenate(rates, axis=1)
    ladder = np.cumsum(both, axis=1)
    left = ladder[:, -1].copy()
    book = _Books(market, inventory, vega)
    going = np.arange(episodes)
    for part in range(_PARTS):
        batch = step * _PARTS + part
        own = labels[0][going], labels[1][going]
        gaps = _core.episode_numbers(*own, _GAP, batch)
        marks = _core.episode_numbers(*own, _MARK, batch)
        for gap, mark in zip(gaps.T, marks.T, strict=True):
            left[going] -= gap
            came = left[going] >= 0.0
            if not came.any():
                break
            at = going[came]
            kind = (ladder[at] <= (mark[came] * ladder[at, -1])[:, np.newaxis]).sum(axis=1)
            book.fill(at, np.minimum(kind, 2 * options - 1))
        going = going[left[going] >= 0.0]
        if not len(going):
            break
    return book.counts[:, :options], book.counts[:, options:]


class _Books:
    """Inventories while orders come in, and how many of each kind were filled."""

    def __init__(self, market: OptionMarket, inventory: Doubles, vega: Doubles) -> None:
        self._market, self._vega = market, vega
        self._held, self._net = inventory.copy(), (inventory * vega).sum(axis=1)
        self.counts = np.zeros((len(inventory), 2 * inventory.shape[1]))

    def fill(self, at: NDArray[np.intp], kind: NDArray[np.intp]) -> None:
        """Fill one order in each of some episodes, where no limit forbids it."""
        options = self._held.shape[1]
        option, side = kind % options, np.where(kind < options, 1.0, -1.0)
        after, before = self._held[at, option] + side, self._net[at]
        exposure = before + side * self._vega[at, option]
        filled = np.abs(exposure) <= np.maximum(self._market.vega_limit, np.abs(before))
        filled &= np.abs(after) <= self._market.inventory_limit
        at, option, kind = at[filled], option[filled], kind[filled]
        self._held[at, option], self._net[at] = after[filled], exposure[filled]
        self.counts[at, kind] += 1.0
