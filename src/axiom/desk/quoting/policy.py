"""Quoting policies of one asset: what they see and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["Floored", "InventoryState", "Offsets", "QuotingPolicy"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InventoryState:
    """What a quoting policy of one asset sees; the fields broadcast.

    Parameters
    ----------
    mid : float or array_like
        Mid price, finite.
    inventory : float or array_like
        Units held, finite; negative when short.
    time_left : float or array_like
        Time to the horizon, 0 or more, in the unit of time of the fill intensities.

    Raises
    ------
    InvalidArgumentError
        If a value is outside its domain, or the shapes do not broadcast.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_policy.py.
    """

    mid: ArrayLike
    inventory: ArrayLike
    time_left: ArrayLike

    def __post_init__(self) -> None:
        """Check the domain and keep arrays."""
        for name in ("mid", "inventory", "time_left"):
            kept = np.asarray(getattr(self, name), dtype=np.float64)
            if not np.isfinite(kept).all():
                bad = kept[~np.isfinite(kept)].flat[0]
                raise InvalidArgumentError(f"{name} has {bad}: give finite values")
            object.__setattr__(self, name, kept)
        if np.any(np.asarray(self.time_left) < 0.0):
            least = float(np.min(self.time_left))
            raise InvalidArgumentError(f"time_left has {least}: give times of 0 or more")
        _ = self.shape

    @property
    def shape(self) -> tuple[int, ...]:
        """The broadcast shape."""
        shapes = [np.shape(getattr(self, name)) for name in ("mid", "inventory", "time_left")]
        try:
            return np.broadcast_shapes(*shapes)
        except ValueError as error:
            raise InvalidArgumentError(
                f"shapes of mid, inventory and time_left are {shapes}: give shapes that broadcast"
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offsets:
    """Distances of a bid and an ask from the mid, in price.

    Parameters
    ----------
    bid, ask : array_like
        Mid less bid and ask less mid, of one shape; +inf is no quote on that side, and a negative
        distance a quote beyond the mid.

    Raises
    ------
    InvalidArgumentError
        If a distance is NaN or -inf, or the shapes differ.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_policy.py.
    """

    bid: Floats
    ask: Floats

    def __post_init__(self) -> None:
        """Check the domain and keep arrays."""
        for name in ("bid", "ask"):
            object.__setattr__(self, name, checked_offsets(name, getattr(self, name)))
        if self.bid.shape != self.ask.shape:
            raise InvalidArgumentError(
                f"shapes of bid and ask are {self.bid.shape} and {self.ask.shape}: give one shape"
            )

    def prices(self, mid: ArrayLike) -> tuple[Floats, Floats]:
        """Give bid and ask prices around a mid; -inf and +inf where there is no quote."""
        centre = np.asarray(mid, dtype=np.float64)
        return centre - self.bid, centre + self.ask


@runtime_checkable
class QuotingPolicy(Protocol):
    """Where to quote one asset, given inventory and time left.

    Notes
    -----
    A policy is Markov in its state, so that it can be tabulated (`tabulate`), evaluated exactly
    (`certainty_equivalent`) and simulated.

    Verified by tests/unit/desk/quoting/test_policy.py.
    """

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of bid and ask, of the state's broadcast shape."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Floored:
    """A policy whose offsets are never below a floor.

    Parameters
    ----------
    policy : QuotingPolicy
        The policy.
    floor : float
        Least distance of a quote from the mid, in price: 0 keeps quotes from crossing the mid.

    Raises
    ------
    InvalidArgumentError
        If the floor is not finite.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_policy.py.
    """

    policy: QuotingPolicy
    floor: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "floor")

    def quote(self, state: InventoryState) -> Offsets:
        """Give the policy's offsets, raised to the floor where they are below it."""
        offsets = self.policy.quote(state)
        return Offsets(
            bid=np.maximum(offsets.bid, self.floor), ask=np.maximum(offsets.ask, self.floor)
        )


def checked_offsets(name: str, values: ArrayLike) -> Floats:
    """Return offsets as an array, or raise where one is NaN or -inf."""
    kept = np.array(values, dtype=np.float64)
    bad = np.isnan(kept) | np.isneginf(kept)
    if bad.any():
        raise InvalidArgumentError(
            f"{name} has {kept[bad].flat[0]}: give distances from the mid, inf for no quote"
        )
    return kept
