"""`axiom store`: the database, on its own machine or from another."""

from axiom.cli.service.store.command import app

__all__ = ["app"]
