"""Surfaces: fitted, certified, kept, evaluated, measured, compared."""
