"""Forwards, discount factors and borrow from the quotes of a chain."""
