"""Implied volatilities of the quotes, European and American."""
