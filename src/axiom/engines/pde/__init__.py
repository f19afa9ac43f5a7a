"""Finite differences."""

from __future__ import annotations

from axiom.engines.method import Method
from axiom.engines.pde import barrier, vanilla

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (*barrier.METHODS, *vanilla.METHODS)
"""Every method of this engine."""
