"""Finite differences."""

from __future__ import annotations

from axiom.engines.method import Method
from axiom.engines.pde import asian, barrier, compound, heston, lookback, sabr, vanilla
from axiom.engines.pde.two_assets import methods as two_assets

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (
    *asian.METHODS,
    *barrier.METHODS,
    *compound.METHODS,
    *heston.METHODS,
    *lookback.METHODS,
    *sabr.METHODS,
    *two_assets.METHODS,
    *vanilla.METHODS,
)
"""Every method of this engine."""
