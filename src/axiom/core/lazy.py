"""Modules that are imported when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["LazyModule"]


class LazyModule:
    """Stands for a module and imports it at the first attribute read.

    Parameters
    ----------
    name
        Full name of the module.

    Notes
    -----
    Keeps the start of a command light: type checkers read the real import, the program this.
    Verified by tests/unit/core/test_lazy.py.

    Examples
    --------
    >>> from axiom.core.lazy import LazyModule
    >>> LazyModule("math").floor(2.5)
    2
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        """Import the module and read its attribute."""
        return getattr(import_module(self._name), attribute)
