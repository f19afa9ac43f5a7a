"""The errors that Axiom raises.

AxiomError
├── InvalidArgumentError (ValueError)   an argument is outside its domain, or arguments disagree
├── ImpliedVolError (ValueError)        a scalar price has no implied volatility
├── DataError (ValueError)              market data cannot be read or does not suffice
│   └── LayoutError                     a file's layout is not recognised or lacks columns
├── FitError                            a surface cannot be fitted to these quotes
├── AccessError                         nobody may do this, or not so often
│   ├── AuthenticationError             no key or token, or one that does not hold
│   ├── PermissionDeniedError           the key or token lacks the scope
│   └── RateLimitError                  too often: try again later
└── MissingDependencyError (ImportError)  an optional dependency is not installed
"""

from __future__ import annotations

__all__ = [
    "AccessError",
    "AuthenticationError",
    "AxiomError",
    "DataError",
    "FitError",
    "ImpliedVolError",
    "InvalidArgumentError",
    "LayoutError",
    "MissingDependencyError",
    "PermissionDeniedError",
    "RateLimitError",
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


class AccessError(AxiomError):
    """Nobody may do this, or not so often."""


class AuthenticationError(AccessError):
    """No key or token was given, or one that does not hold."""


class PermissionDeniedError(AccessError):
    """The key or token lacks the scope."""


class RateLimitError(AccessError):
    """It was asked too often.

    Parameters
    ----------
    message
        Which limit, and what to do.
    retry_after_s
        After how many seconds it may succeed.
    """

    def __init__(self, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class MissingDependencyError(AxiomError, ImportError):
    """An optional dependency is not installed."""
