"""`axiom desk`: sessions of a desk on recorded and simulated quotes."""

from axiom.cli.desk.app import app

__all__ = ["app"]
