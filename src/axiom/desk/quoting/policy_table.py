"""Quoting policies of one asset as tables over time left and inventory."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import ROUNDING
from axiom.desk.quoting.policy import InventoryState, Offsets, checked_offsets

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.desk.quoting.policy import QuotingPolicy

    Floats = NDArray[np.float64]

__all__ = ["PolicyTable", "tabulate"]

MOST_STEPS: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PolicyTable:
    """A policy of one asset as a table over time left and inventory.

    Parameters
    ----------
    times : array_like, shape (n_times,)
        Time left at which each row begins to hold, strictly falling, above 0; a row holds until
        the next one begins, the last until no time is left.
    inventories : array_like, shape (n_inventories,)
        Consecutive whole numbers of units, rising.
    bid, ask : array_like, shape (n_times, n_inventories)
        Offsets in price; +inf is no quote. The bid at the highest inventory and the ask at the
        lowest are +inf, so that no fill leaves the table.

    Raises
    ------
    InvalidArgumentError
        If an array has another shape or a value outside its domain.

    Notes
    -----
    The arrays are kept as read-only copies. Verified by tests/unit/desk/quoting/test_policy.py.
    """

    times: Floats
    inventories: Floats
    bid: Floats
    ask: Floats

    def __post_init__(self) -> None:
        """Check the domain and keep read-only copies."""
        _keep(self, times=_times(self.times), inventories=_inventories(self.inventories))
        shape = (self.times.size, self.inventories.size)
        for name, edge in (("bid", -1), ("ask", 0)):
            kept = checked_offsets(name, getattr(self, name))
            if kept.shape != shape:
                raise InvalidArgumentError(
                    f"{name} has shape {kept.shape}: give {shape}, times by inventories"
                )
            if not np.isposinf(kept[:, edge]).all():
                raise InvalidArgumentError(
                    f"{name} at inventory {self.inventories[edge]:g} is finite: give inf there, "
                    "as a fill would leave the table"
                )
            _keep(self, **{name: kept})

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of the rows that hold.

        Raises
        ------
        InvalidArgumentError
            If a time left is beyond the first row's, or an inventory not in the table.
        """
        row, column = self._row(np.asarray(state.time_left)), self._column(state.inventory)
        row, column, _ = np.broadcast_arrays(row, column, state.mid)
        return Offsets(bid=self.bid[row, column], ask=self.ask[row, column])

    def _row(self, time_left: Floats) -> NDArray[np.intp]:
        """Rows that hold at times left."""
        if np.any(time_left > self.times[0] * (1.0 + ROUNDING)):
            raise InvalidArgumentError(
                f"time_left has {np.max(time_left)}: the table begins at {self.times[0]}"
            )
        found: NDArray[np.intp] = np.searchsorted(-self.times, -time_left, side="right")
        return np.asarray(np.maximum(found - 1, 0), dtype=np.intp)

    def _column(self, inventory: ArrayLike) -> NDArray[np.intp]:
        """Columns of inventories."""
        place: Floats = np.asarray(inventory, dtype=np.float64) - self.inventories[0]
        outside = (place != np.rint(place)) | (place < 0.0) | (place > self.inventories.size - 1)
        if np.any(outside):
            bad = np.asarray(inventory, dtype=np.float64)[outside].flat[0]
            raise InvalidArgumentError(
                f"inventory has {bad:g}: the table holds whole numbers from "
                f"{self.inventories[0]:g} to {self.inventories[-1]:g}"
            )
        return np.asarray(place, dtype=np.intp)


def tabulate(policy: QuotingPolicy, *, horizon: float, n_steps: int, limit: int) -> PolicyTable:
    """Tabulate a policy on equal steps of time, each with the quotes at its middle.

    Parameters
    ----------
    policy : QuotingPolicy
        The policy; where it is a table already, its rows at the middles are taken.
    horizon : float
        Time left at the start, above 0.
    n_steps : int
        Steps, 1 or more.
    limit : int
        Largest inventory on either side, 1 or more; there the side that would pass it is not
        quoted, whatever the policy says.

    Returns
    -------
    PolicyTable
        Of `n_steps` rows and 2 `limit` + 1 columns.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_policy.py.
    """
    checked_span(horizon=horizon, n_steps=n_steps, limit=limit)
    inventories = np.arange(-limit, limit + 1.0)
    starts = horizon * (1.0 - np.arange(n_steps) / n_steps)
    middles = starts - 0.5 * horizon / n_steps
    state = InventoryState(mid=0.0, inventory=inventories, time_left=middles[:, np.newaxis])
    offsets = policy.quote(state)
    if offsets.bid.shape != state.shape:
        raise InvalidArgumentError(
            f"policy gives offsets of shape {offsets.bid.shape} for states of shape {state.shape}: "
            "give one for each state"
        )
    bid, ask = offsets.bid.copy(), offsets.ask.copy()
    bid[:, -1] = ask[:, 0] = np.inf
    return PolicyTable(times=starts, inventories=inventories, bid=bid, ask=ask)


def checked_span(*, horizon: float, n_steps: int, limit: int) -> None:
    """Raise InvalidArgumentError unless a table can span these."""
    if not (math.isfinite(horizon) and horizon > 0.0):
        raise InvalidArgumentError(f"horizon is {horizon}: give a finite time above 0")
    for name, value in (("n_steps", n_steps), ("limit", limit)):
        is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not (is_whole and 1 <= value <= MOST_STEPS):
            raise InvalidArgumentError(
                f"{name} is {value}: give a whole number from 1 to {MOST_STEPS}"
            )


def _times(values: ArrayLike) -> Floats:
    kept = np.array(values, dtype=np.float64)
    if kept.ndim != 1 or kept.size == 0 or not np.isfinite(kept).all() or kept[-1] <= 0.0:
        raise InvalidArgumentError(f"times is {values!r}: give finite times left above 0")
    if np.any(np.diff(kept) >= 0.0):
        raise InvalidArgumentError(f"times is {values!r}: give times left that fall strictly")
    return kept


def _inventories(values: ArrayLike) -> Floats:
    kept = np.array(values, dtype=np.float64)
    if kept.ndim != 1 or kept.size < 2 or not np.isfinite(kept).all():
        raise InvalidArgumentError(f"inventories is {values!r}: give two units or more")
    if np.any(kept != np.rint(kept)) or np.any(np.diff(kept) != 1.0):
        raise InvalidArgumentError(
            f"inventories is {values!r}: give consecutive whole numbers, rising"
        )
    return kept


def _keep(table: PolicyTable, **arrays: Floats) -> None:
    for name, values in arrays.items():
        values.setflags(write=False)
        object.__setattr__(table, name, values)
