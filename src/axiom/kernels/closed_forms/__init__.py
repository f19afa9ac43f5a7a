"""Closed forms of one asset under Black-Scholes, in batches: prices with their Greeks."""

from axiom.kernels.closed_forms.averages import geometric_average_price, geometric_average_strike
from axiom.kernels.closed_forms.barriers import barrier, double_barrier
from axiom.kernels.closed_forms.extremes import fixed_lookback, floating_lookback
from axiom.kernels.closed_forms.result import ClosedForm
from axiom.kernels.closed_forms.terminal import (
    asset_or_nothing,
    cash_or_nothing,
    clipped_return,
    forward_start,
    range_digital,
)
from axiom.kernels.closed_forms.touches import double_no_touch, no_touch, one_touch

__all__ = [
    "ClosedForm",
    "asset_or_nothing",
    "barrier",
    "cash_or_nothing",
    "clipped_return",
    "double_barrier",
    "double_no_touch",
    "fixed_lookback",
    "floating_lookback",
    "forward_start",
    "geometric_average_price",
    "geometric_average_strike",
    "no_touch",
    "one_touch",
    "range_digital",
]
