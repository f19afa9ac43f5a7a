"""Closed forms, and quadratures as good as closed forms."""

from __future__ import annotations

from axiom.engines.analytic import (
    basket,
    chooser,
    compound,
    european,
    exchange,
    partial_barrier,
    rainbow,
)
from axiom.engines.method import Method

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (
    *basket.METHODS,
    *chooser.METHODS,
    *compound.METHODS,
    *european.METHODS,
    *exchange.METHODS,
    *partial_barrier.METHODS,
    *rainbow.METHODS,
)
"""Every method of this engine."""
