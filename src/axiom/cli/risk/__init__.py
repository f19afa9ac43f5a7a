"""`axiom risk`: what stresses and days do to a book."""

from axiom.cli.risk.command import app

__all__ = ["app"]
