"""Closed forms, and quadratures as good as closed forms."""

from __future__ import annotations

from axiom.engines.analytic import (
    american,
    asian,
    autocallable,
    barrier,
    basket,
    chooser,
    cliquet,
    compound,
    digital,
    european,
    exchange,
    forward_start,
    geometric_asian,
    lookback,
    lookback_at_dates,
    partial_barrier,
    quanto,
    rainbow,
    range_accrual,
    sabr,
    variance_swap,
)
from axiom.engines.method import Method

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (
    *american.METHODS,
    *asian.METHODS,
    *autocallable.METHODS,
    *barrier.METHODS,
    *basket.METHODS,
    *chooser.METHODS,
    *cliquet.METHODS,
    *compound.METHODS,
    *digital.METHODS,
    *european.METHODS,
    *exchange.METHODS,
    *forward_start.METHODS,
    *geometric_asian.METHODS,
    *lookback.METHODS,
    *lookback_at_dates.METHODS,
    *partial_barrier.METHODS,
    *quanto.METHODS,
    *rainbow.METHODS,
    *range_accrual.METHODS,
    *sabr.METHODS,
    *variance_swap.METHODS,
)
"""Every method of this engine."""
