"""The compiled core and its array wrappers."""
