"""Closed forms, and quadratures as good as closed forms."""

from __future__ import annotations

from axiom.engines.analytic import european
from axiom.engines.method import Method

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (*european.METHODS,)
"""Every method of this engine."""
