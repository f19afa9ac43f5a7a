"""Prices from characteristic functions."""

from __future__ import annotations

from axiom.engines.fourier import terminal, variance
from axiom.engines.method import Method

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = (*terminal.METHODS, *variance.METHODS)
"""Every method of this engine."""
