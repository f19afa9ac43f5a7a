"""`axiom value`: any contract under any model, from words on the command line."""

from axiom.cli.valuing.command import value

__all__ = ["value"]
