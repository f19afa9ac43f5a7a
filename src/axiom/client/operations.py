"""Operations that are written once and serve both clients.

A domain's methods describe what is asked: they return a `Call`, or, where it takes several, a
generator of calls (`Steps`). As members of a synchronous client they give the result, as those of
an asynchronous one an awaitable of it.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from axiom.client.calls import Call, Steps

__all__ = ["AsyncDomain", "Domain", "Operation", "operation"]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Transport(Protocol):
    """Takes calls to their results."""

    def run(self, call: Call[Result] | Steps[Result]) -> Result:
        """Take one call, or several steps, to the result."""
        ...


class AsyncTransport(Protocol):
    """Takes calls to their results, for others to wait for."""

    def run(self, call: Call[Result] | Steps[Result]) -> Awaitable[Result]:
        """Take one call, or several steps, to the result."""
        ...


class Domain:
    """The operations of one domain, for a synchronous client."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport


class AsyncDomain:
    """The operations of one domain, for an asynchronous client."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport


class Operation(Generic[Parameters, Result]):
    """A method that describes what is asked; a client gives its result.

    Notes
    -----
    Verified by tests/unit/client/test_operations.py.
    """

    def __init__(
        self, describe: Callable[Concatenate[Any, Parameters], Call[Result] | Steps[Result]]
    ) -> None:
        self._describe = describe
        self.__doc__ = describe.__doc__

    @overload
    def __get__(self, domain: None, owner: type) -> Self: ...
    @overload
    def __get__(self, domain: Domain, owner: type) -> Callable[Parameters, Result]: ...
    @overload
    def __get__(
        self, domain: AsyncDomain, owner: type
    ) -> Callable[Parameters, Awaitable[Result]]: ...
    def __get__(self, domain: Domain | AsyncDomain | None, owner: type) -> Any:
        """Return the method of one client."""
        if domain is None:
            return self

        @functools.wraps(self._describe)
        def perform(*args: Parameters.args, **given: Parameters.kwargs) -> Any:
            return domain._transport.run(self._describe(domain, *args, **given))

        return perform


def operation(
    describe: Callable[Concatenate[Any, Parameters], Call[Result] | Steps[Result]],
) -> Operation[Parameters, Result]:
    """Make a method that describes a call into one that gives its result."""
    return Operation(describe)
