"""Finite differences."""

from __future__ import annotations

from axiom.engines.method import Method
from axiom.engines.pde import asian, barrier, compound, heston, lookback, sabr, vanilla

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (
    *asian.METHODS,
    *barrier.METHODS,
    *compound.METHODS,
    *heston.METHODS,
    *lookback.METHODS,
    *sabr.METHODS,
    *vanilla.METHODS,
)
"""Every method of this engine."""
