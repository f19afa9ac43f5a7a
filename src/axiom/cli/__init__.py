"""The `axiom` command."""
