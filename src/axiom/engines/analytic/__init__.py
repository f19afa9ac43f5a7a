"""Closed forms, and quadratures as good as closed forms."""

from __future__ import annotations

from axiom.engines.analytic import (
    barrier,
    basket,
    chooser,
    compound,
    digital,
    european,
    exchange,
    geometric_asian,
    lookback,
    partial_barrier,
    rainbow,
)
from axiom.engines.method import Method

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (
    *barrier.METHODS,
    *basket.METHODS,
    *chooser.METHODS,
    *compound.METHODS,
    *digital.METHODS,
    *european.METHODS,
    *exchange.METHODS,
    *geometric_asian.METHODS,
    *lookback.METHODS,
    *partial_barrier.METHODS,
    *rainbow.METHODS,
)
"""Every method of this engine."""
