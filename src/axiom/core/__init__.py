"""Errors, argument checking and units shared by every package."""
