"""Simulation."""

from __future__ import annotations

from axiom.engines.method import Method

__all__ = ["METHODS"]

METHODS: tuple[Method, ...] = ()
"""Every method of this engine."""
