"""The errors that Axiom raises.

AxiomError
├── InvalidArgumentError (ValueError)   an argument is outside its domain, or arguments disagree
├── ImpliedVolError (ValueError)        a scalar price has no implied volatility
├── DataError (ValueError)              market data cannot be read or does not suffice
│   └── LayoutError                     a file's layout is not recognised or lacks columns
├── FitError                            a surface cannot be fitted to these quotes
└── MissingDependencyError (ImportError)  an optional dependency is not installed
"""

from __future__ import annotations

__all__ = [
    "AxiomError",
    "DataError",
    "FitError",
    "ImpliedVolError",
    "InvalidArgumentError",
    "LayoutError",
    "MissingDependencyError",
]


class AxiomError(Exception):
    """Root of every error that Axiom raises on purpose."""


class InvalidArgumentError(AxiomError, ValueError):
    """An argument is outside its domain, or arguments disagree."""


class ImpliedVolError(AxiomError, ValueError):
    """A scalar price has no (identified) implied volatility."""


class DataError(AxiomError, ValueError):
    """Market data cannot be read or does not suffice."""


class LayoutError(DataError):
    """A file's layout is not recognised, or it lacks columns."""


class FitError(AxiomError):
    """A surface cannot be fitted to these quotes."""


class MissingDependencyError(AxiomError, ImportError):
    """An optional dependency is not installed."""
