"""Names of episodes: a seed and a number, from which all their random numbers follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = ["Labels", "checked_labels", "checked_seed", "started_mask"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Labels:
    """Places of episodes and their names, each (n,)."""

    places: NDArray[np.int64]
    seeds: NDArray[np.uint64]
    episodes: NDArray[np.uint64]


def checked_seed(seed: object) -> int:
    """Return a seed, or raise where it is no whole number of 64 bits."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 1 << 64:
        raise InvalidArgumentError(f"seed={seed!r}: give a whole number from 0 to 2^64 - 1")
    return int(seed)


def checked_labels(
    count: int, *, seeds: ArrayLike, episodes: ArrayLike, chosen: ArrayLike | None
) -> Labels:
    """Return places and names of episodes out of `count`, or raise where they do not fit."""
    places = np.arange(count) if chosen is None else np.asarray(chosen, dtype=np.int64)
    labels = [checked_seed(s) for s in np.atleast_1d(np.asarray(seeds, dtype=object))]
    numbers = [checked_seed(e) for e in np.atleast_1d(np.asarray(episodes, dtype=object))]
    if not len(places) == len(labels) == len(numbers):
        raise InvalidArgumentError(
            f"{len(places)} places, {len(labels)} seeds and {len(numbers)} episodes: give as many "
            "of each"
        )
    if len(places) and not 0 <= places.min() <= places.max() < count:
        raise InvalidArgumentError(
            f"chosen goes from {places.min()} to {places.max()}: give places from 0 to {count - 1}"
        )
    return Labels(
        places=np.ascontiguousarray(places, dtype=np.int64),
        seeds=np.array(labels, dtype=np.uint64),
        episodes=np.array(numbers, dtype=np.uint64),
    )


def started_mask(chosen: ArrayLike | None, is_started: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which episodes take a step, or raise where one has not been started."""
    mask = np.asarray(np.ones(len(is_started)) if chosen is None else chosen, dtype=bool)
    if mask.shape != is_started.shape:
        raise InvalidArgumentError(
            f"chosen has shape {mask.shape}: give {is_started.shape}, one an episode"
        )
    missing = np.flatnonzero(mask & ~is_started)
    if len(missing):
        raise InvalidArgumentError(f"episode {missing[0]} has not been started: call restart first")
    return mask
