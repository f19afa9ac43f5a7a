"""One call with its retries, without input or output: steps for a transport to take."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import httpx

from axiom.client.calls import Call, Steps
from axiom.client.connection import Connection
from axiom.client.problems import error_of
from axiom.client.retries import RETRIED_STATUSES
from axiom.core.errors import ServiceError, ServiceUnreachableError

__all__ = ["Outcome", "Pause", "Send", "exchange", "steps_to"]

Result = TypeVar("Result")

Outcome = httpx.Response | httpx.TransportError | None
"""What came of a step: an answer, why none came, or nothing after a wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Send the call; give up where the answer is not there by the deadline (`time.monotonic`)."""

    call: Call[Any]
    timeout_s: float
    deadline: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Wait."""

    seconds: float


def exchange(
    call: Call[Any], connection: Connection
) -> Generator[Send | Pause, Outcome, httpx.Response]:
    """Take a call to its answer.

    Parameters
    ----------
    call
        What is asked.
    connection
        When to ask again, and how long to wait for one answer where the call does not say.

    Yields
    ------
    Send or Pause
        Steps for a transport; it sends back what came of them.

    Returns
    -------
    httpx.Response
        The successful answer.

    Raises
    ------
    ServiceError
        If the service refuses, or the attempts or the time are used up.

    Notes
    -----
    Verified by tests/unit/client/test_exchange.py.
    """
    retries = connection.retries
    deadline = time.monotonic() + retries.total_s
    failures = 0
    while True:
        allowed = min(
            call.timeout_s or connection.timeout_s, max(deadline - time.monotonic(), 0.001)
        )
        outcome = yield Send(call=call, timeout_s=allowed, deadline=deadline)
        if isinstance(outcome, httpx.Response) and outcome.is_success:
            return outcome
        failures += 1
        error = _failure(call, outcome)
        wait_s = retries.wait_s(failures, error.retry_after_s)
        is_last = failures >= retries.attempts or time.monotonic() + wait_s > deadline
        if is_last or not _may_help(call, outcome):
            raise error
        yield Pause(seconds=wait_s)


def steps_to(
    asked: Call[Result] | Steps[Result], connection: Connection
) -> Generator[Send | Pause, Outcome, Result]:
    """Take one call, or an operation of several, to its result.

    Errors of a call are raised inside the operation that made it, which may go on.
    """
    if isinstance(asked, Call):
        return asked.read((yield from exchange(asked, connection)))
    resume: Callable[[], Call[Any]] = functools.partial(next, asked)
    while True:
        try:
            call = resume()
        except StopIteration as done:
            return cast("Result", done.value)
        try:
            result = call.read((yield from exchange(call, connection)))
        except ServiceError as error:
            resume = functools.partial(asked.throw, error)
        else:
            resume = functools.partial(asked.send, result)


def _failure(call: Call[Any], outcome: Outcome) -> ServiceError:
    """Return the error of an attempt that failed."""
    if isinstance(outcome, httpx.Response):
        return error_of(outcome)
    reason = str(outcome) or type(outcome).__name__
    error = ServiceUnreachableError(
        f"{call.method} {call.path}: {reason}; see whether the service runs at this address"
    )
    error.__cause__ = outcome
    return error


def _may_help(call: Call[Any], outcome: Outcome) -> bool:
    """Tell whether sending again is safe and may help."""
    if isinstance(outcome, httpx.Response):
        return call.is_repeatable and outcome.status_code in RETRIED_STATUSES
    is_unsent = isinstance(outcome, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    is_hopeless = isinstance(outcome, httpx.UnsupportedProtocol | httpx.ProxyError)
    return (call.is_repeatable or is_unsent) and not is_hopeless
