"""Surfaces that were read lately, ready to be evaluated."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from axiom.store import SurfaceRecord
    from axiom.volatility import Surface

__all__ = ["StoredSurface", "SurfaceShelf"]

MOST_SURFACES: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSurface:
    """A surface with its row in the store.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """

    record: SurfaceRecord
    surface: Surface


class SurfaceShelf:
    """The surfaces that this process used last, by id; they never change.

    Parameters
    ----------
    most
        Surfaces that are held; the one that was used least recently makes room.

    Notes
    -----
    Safe to use from several threads. Verified by tests/unit/service/surfaces/test_shelf.py.
    """

    def __init__(self, most: int = MOST_SURFACES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[str, StoredSurface] = OrderedDict()

    def __len__(self) -> int:
        """Return how many surfaces are held."""
        return len(self._held)

    def put(self, stored: StoredSurface) -> StoredSurface:
        """Hold a surface."""
        with self._lock:
            self._held[stored.record.id] = stored
            self._held.move_to_end(stored.record.id)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return stored

    def get(self, identifier: str, load: Callable[[], StoredSurface]) -> StoredSurface:
        """Return a surface; `load` gives it where it is not held."""
        with self._lock:
            found = self._held.get(identifier)
            if found is not None:
                self._held.move_to_end(identifier)
                return found
        return self.put(load())
