"""An application in the same process: its start and end, and requests to it without a network."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import anyio
import httpx
from anyio.from_thread import BlockingPortal

from axiom.core.errors import ServiceError

__all__ = ["Application", "PortalTransport", "background_portal", "running"]

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
"""An ASGI application, as ``axiom.service.create_app()`` makes it."""


@asynccontextmanager
async def running(app: Application) -> AsyncIterator[None]:
    """Start an application, and stop it at the end.

    Parameters
    ----------
    app
        The application.

    Raises
    ------
    ServiceError
        If it does not start; the message says why.

    Notes
    -----
    Verified by tests/unit/client/test_in_process.py.
    """
    lifespan = _Lifespan(app)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lifespan.run)
        await lifespan.started.wait()
        if lifespan.failure is None:
            try:
                yield
            finally:
                lifespan.ending.set()
                with anyio.CancelScope(shield=True):
                    await lifespan.ended.wait()
    if lifespan.failure is not None:
        raise ServiceError(f"the service in this process failed: {lifespan.failure}")


class _Lifespan:
    """The conversation about start and end that ASGI prescribes."""

    def __init__(self, app: Application) -> None:
        self.started, self.ending, self.ended = anyio.Event(), anyio.Event(), anyio.Event()
        self.failure: str | None = None
        self._app = app

    async def run(self) -> None:
        """Let the application start, and end once that is asked for."""
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        try:
            await self._app(scope, self._receive, self._send)
        except Exception as error:
            self.failure = f"{type(error).__name__}: {error}"
        self.started.set()
        self.ended.set()

    async def _receive(self) -> Message:
        """Tell the application to start, then to end."""
        if not self.started.is_set():
            return {"type": "lifespan.startup"}
        await self.ending.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        """Hear what the application has done."""
        if message["type"].endswith("failed"):
            self.failure = message.get("message", "").strip().rpartition("\n")[2]
        elif message["type"] == "lifespan.startup.complete":
            self.started.set()


@contextmanager
def background_portal() -> Iterator[BlockingPortal]:
    """Run an event loop in a thread of its own, which does not keep the process from ending.

    Yields
    ------
    anyio.from_thread.BlockingPortal
        Through which other threads have coroutines run there.

    Notes
    -----
    Verified by tests/unit/client/test_in_process.py.
    """
    opened: Future[BlockingPortal] = Future()

    async def run() -> None:
        async with BlockingPortal() as portal:
            opened.set_result(portal)
            await portal.sleep_until_stopped()

    thread = threading.Thread(target=anyio.run, args=(run,), name="axiom-client", daemon=True)
    thread.start()
    portal = opened.result()
    try:
        yield portal
    finally:
        portal.call(portal.stop)
        thread.join()


class PortalTransport(httpx.BaseTransport):
    """Sends requests of any thread to an application that runs in the event loop of a portal.

    Notes
    -----
    Verified by tests/unit/client/test_in_process.py.
    """

    def __init__(self, portal: BlockingPortal, app: Application) -> None:
        self._portal = portal
        self._asgi = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and wait for its whole answer."""
        return self._portal.call(self._handle, request)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        """Send one request, in the portal's event loop."""
        response = await self._asgi.handle_async_request(request)
        content = b"".join([part async for part in response.aiter_raw()])
        return httpx.Response(
            response.status_code, headers=response.headers, stream=httpx.ByteStream(content)
        )
