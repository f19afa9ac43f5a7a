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
├── StoreError                          the store refuses, or cannot do, what is asked
│   ├── StoreUnavailableError           its database is away or busy: try again
│   ├── ConflictError                   it contradicts what is stored
│   └── NotFoundError                   nothing of that name is stored
├── QueueFullError                      as much waits as is accepted: try again later
├── ServiceError                        a service refuses or fails; what its clients raise
│   ├── ServiceUnreachableError (ConnectionError)  no answer came
│   ├── ServiceUnavailableError         it cannot do it now: try again
│   ├── RemoteInvalidArgumentError (InvalidArgumentError)
│   ├── RemoteImpliedVolError (ImpliedVolError)
│   ├── RemoteDataError (DataError)
│   ├── RemoteLayoutError (LayoutError)
│   ├── RemoteFitError (FitError)
│   ├── RemoteAuthenticationError (AuthenticationError)
│   ├── RemotePermissionDeniedError (PermissionDeniedError)
│   ├── RemoteRateLimitError (RateLimitError)
│   ├── RemoteConflictError (ConflictError)
│   └── RemoteNotFoundError (NotFoundError)
└── MissingDependencyError (ImportError)  an optional dependency is not installed
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "AccessError",
    "AuthenticationError",
    "AxiomError",
    "ConflictError",
    "DataError",
    "FitError",
    "ImpliedVolError",
    "InvalidArgumentError",
    "LayoutError",
    "MissingDependencyError",
    "NotFoundError",
    "PermissionDeniedError",
    "QueueFullError",
    "RateLimitError",
    "RemoteAuthenticationError",
    "RemoteConflictError",
    "RemoteDataError",
    "RemoteFitError",
    "RemoteImpliedVolError",
    "RemoteInvalidArgumentError",
    "RemoteLayoutError",
    "RemoteNotFoundError",
    "RemotePermissionDeniedError",
    "RemoteRateLimitError",
    "ServiceError",
    "ServiceUnavailableError",
    "ServiceUnreachableError",
    "StoreError",
    "StoreUnavailableError",
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


class StoreError(AxiomError):
    """The store refuses, or cannot do, what is asked."""


class StoreUnavailableError(StoreError):
    """The database is away, busy or full: nothing was stored, and trying again may help."""


class ConflictError(StoreError):
    """What is to be stored contradicts what is stored: a duplicate, or a missing reference."""


class NotFoundError(StoreError):
    """Nothing of that name is stored."""


class QueueFullError(AxiomError):
    """As much work waits as is accepted.

    Parameters
    ----------
    message
        What waits.
    retry_after_s
        Seconds after which it is worth trying again.
    """

    def __init__(self, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ServiceError(AxiomError):
    """A service refuses or fails; what its clients raise.

    Parameters
    ----------
    detail
        The service's own message.
    status
        Status of its HTTP answer; None where no answer came.
    kind
        Type of the problem, such as ``urn:axiom:problem:invalid-argument``.
    request_id
        What the service's logs call the request; None where no answer came.
    errors
        A mapping with ``location`` and ``message`` for each part of the request that is wrong.
    retry_after_s
        Seconds after which the service wants to be asked again; 0 where it does not say.

    Notes
    -----
    Those that the service raises as the library does are both: a `RemoteInvalidArgumentError` is
    an `InvalidArgumentError`. Verified by tests/unit/client/test_problems.py.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        kind: str = "about:blank",
        request_id: str | None = None,
        errors: Sequence[Any] = (),
        retry_after_s: float = 0.0,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.kind = kind
        self.request_id = request_id
        self.errors = tuple(errors)
        self.retry_after_s = retry_after_s


class ServiceUnreachableError(ServiceError, ConnectionError):
    """No answer came from the service within the time allowed."""


class ServiceUnavailableError(ServiceError):
    """The service cannot do it now: trying again may help."""


class RemoteInvalidArgumentError(ServiceError, InvalidArgumentError):
    """The service finds an argument outside its domain, or arguments that disagree."""


class RemoteImpliedVolError(ServiceError, ImpliedVolError):
    """The service finds no (identified) implied volatility."""


class RemoteDataError(ServiceError, DataError):
    """The service cannot read market data, or they do not suffice."""


class RemoteLayoutError(ServiceError, LayoutError):
    """The service does not recognise a file's layout, or misses columns."""


class RemoteFitError(ServiceError, FitError):
    """The service cannot fit a surface to these quotes."""


class RemoteAuthenticationError(ServiceError, AuthenticationError):
    """No key or token was given, or one that the service does not accept."""


class RemotePermissionDeniedError(ServiceError, PermissionDeniedError):
    """The key or token lacks the scope that this needs."""


class RemoteRateLimitError(ServiceError, RateLimitError):
    """The service was asked too often."""


class RemoteConflictError(ServiceError, ConflictError):
    """What was sent contradicts what the service stores."""


class RemoteNotFoundError(ServiceError, NotFoundError):
    """The service stores nothing of that name."""


class MissingDependencyError(AxiomError, ImportError):
    """An optional dependency is not installed."""
