"""The two ways in which steps are taken: waiting, and letting others run meanwhile."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Self, TypeVar, cast

import anyio
import httpx

from axiom.client.calls import Call, Steps
from axiom.client.connection import Connection
from axiom.client.exchange import Outcome, Pause, Send, steps_to

__all__ = ["AsyncHttp", "Http"]

Result = TypeVar("Result")


class Http:
    """Takes calls to their results, waiting for each.

    Notes
    -----
    Several threads may share one. Verified by tests/unit/client/test_exchange.py.
    """

    def __init__(
        self, connection: Connection, http: httpx.Client, *, is_shared: bool = False
    ) -> None:
        self.connection = connection
        self._http, self._is_shared = http, is_shared

    @classmethod
    def open(cls, connection: Connection, transport: httpx.BaseTransport | None = None) -> Self:
        """Make one with network connections, or another transport, of its own."""
        return cls(connection, httpx.Client(transport=transport, **_settings(connection)))

    def with_key(self, key: str | None) -> Self:
        """Make one with another key over the same connections."""
        return type(self)(replace(self.connection, key=key), self._http, is_shared=True)

    def run(self, asked: Call[Result] | Steps[Result]) -> Result:
        """Take one call, or several steps, to the result."""
        steps = steps_to(asked, self.connection)
        outcome: Outcome = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                return cast("Result", done.value)
            outcome = self._take(step)

    def close(self) -> None:
        """Close the connections, unless they are another's."""
        if not self._is_shared:
            self._http.close()

    def _take(self, step: Send | Pause) -> Outcome:
        """Take one step."""
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        try:
            request = _request(self._http, step, self.connection)
            response = self._http.send(request, stream=True)
            try:
                return _whole(response, [_timely(part, step) for part in response.iter_raw()])
            finally:
                response.close()
        except httpx.TransportError as error:
            return error


class AsyncHttp:
    """Takes calls to their results, while others run.

    Notes
    -----
    Several tasks of one event loop may share one. Verified by tests/unit/client/test_exchange.py.
    """

    def __init__(
        self, connection: Connection, http: httpx.AsyncClient, *, is_shared: bool = False
    ) -> None:
        self.connection = connection
        self._http, self._is_shared = http, is_shared

    @classmethod
    def open(
        cls, connection: Connection, transport: httpx.AsyncBaseTransport | None = None
    ) -> Self:
        """Make one with network connections, or another transport, of its own."""
        return cls(connection, httpx.AsyncClient(transport=transport, **_settings(connection)))

    def with_key(self, key: str | None) -> Self:
        """Make one with another key over the same connections."""
        return type(self)(replace(self.connection, key=key), self._http, is_shared=True)

    async def run(self, asked: Call[Result] | Steps[Result]) -> Result:
        """Take one call, or several steps, to the result."""
        steps = steps_to(asked, self.connection)
        outcome: Outcome = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as done:
                return cast("Result", done.value)
            outcome = await self._take(step)

    async def close(self) -> None:
        """Close the connections, unless they are another's."""
        if not self._is_shared:
            await self._http.aclose()

    async def _take(self, step: Send | Pause) -> Outcome:
        """Take one step."""
        if isinstance(step, Pause):
            await anyio.sleep(step.seconds)
            return None
        try:
            request = _request(self._http, step, self.connection)
            response = await self._http.send(request, stream=True)
            try:
                parts = [_timely(part, step) async for part in response.aiter_raw()]
                return _whole(response, parts)
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            return error


def _settings(connection: Connection) -> dict[str, Any]:
    """Return what both kinds of httpx client are made with."""
    return {
        "base_url": connection.url,
        "verify": connection.certificates(),
        "proxy": connection.proxy,
        "timeout": connection.timeout_s,
    }


def _request(
    http: httpx.Client | httpx.AsyncClient, step: Send, connection: Connection
) -> httpx.Request:
    """Make the request of a step."""
    call = step.call
    return http.build_request(
        call.method,
        call.path,
        params=call.params,
        content=call.content,
        headers={**connection.headers(), **call.headers},
        timeout=step.timeout_s,
    )


def _timely(part: bytes, step: Send) -> bytes:
    """Return a part of an answer, or refuse it where the time is up."""
    if time.monotonic() > step.deadline:
        raise httpx.ReadTimeout("the answer was not whole in time")
    return part


def _whole(response: httpx.Response, parts: list[bytes]) -> httpx.Response:
    """Return an answer with all its parts, for reading."""
    return httpx.Response(
        response.status_code,
        headers=response.headers,
        content=b"".join(parts),
        request=response.request,
    )
