"""The clients of the service."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack, ExitStack
from ssl import SSLContext
from types import TracebackType
from typing import Self, TypeVar

import httpx
from anyio.from_thread import BlockingPortal

from axiom.client.book import AsyncBook, Book
from axiom.client.calls import Call
from axiom.client.chains import AsyncChains, Chains
from axiom.client.connection import IN_PROCESS, Connection, resolve_key, resolve_url
from axiom.client.desk import AsyncHedging, AsyncQuoting, Hedging, Quoting
from axiom.client.in_process import Application, PortalTransport, background_portal, running
from axiom.client.jobs import AsyncJobs, Jobs
from axiom.client.operations import AsyncDomain, Domain
from axiom.client.pricing import PricingOperations
from axiom.client.retries import Retries
from axiom.client.risk import AsyncRisk, Risk
from axiom.client.streams import AsyncStream, Stream, opener
from axiom.client.subscriptions import Subscriptions
from axiom.client.surfaces import AsyncSurfaces, Surfaces
from axiom.client.transports import AsyncHttp, Http
from axiom.client.valuing import ValuingOperations

__all__ = ["AsyncAxiomClient", "AxiomClient"]

Result = TypeVar("Result")


class _Client:
    """What both clients share: how the service is reached.

    Parameters
    ----------
    url
        Address of the service, as ``http://127.0.0.1:8000``; ``AXIOM_URL`` where None.
    key
        API key or token; ``AXIOM_API_KEY`` where None.
    retries
        When a call is sent again; `Retries` with its defaults where None.
    timeout_s
        Seconds to wait for one answer, above 0.
    verify
        True for the system's certificates; an `ssl.SSLContext` for others; False for none, which
        lets anybody on the way read the key.
    proxy
        URL of a proxy; the environment's (``HTTPS_PROXY``) where None.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        key: str | None = None,
        retries: Retries | None = None,
        timeout_s: float = 30.0,
        verify: bool | SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        self._connection = Connection(
            url=resolve_url(url),
            key=resolve_key(key),
            retries=retries or Retries(),
            timeout_s=timeout_s,
            verify=verify,
            proxy=proxy,
        )
        self._open(None)

    @classmethod
    def in_process(
        cls,
        app: Application,
        *,
        key: str | None = None,
        retries: Retries | None = None,
        timeout_s: float = 30.0,
    ) -> Self:
        """Make a client of an application in this process, without a network.

        Parameters
        ----------
        app
            The application, as `axiom.service.create_app` makes it. `AxiomClient` starts it now,
            in an event loop of its own thread, and stops it when the client is closed;
            `AsyncAxiomClient` starts and stops it by ``async with``.
        key, retries, timeout_s
            As for a remote service.

        Raises
        ------
        ServiceError
            If the application does not start.
        """
        client = cls.__new__(cls)
        client._connection = Connection(
            url=IN_PROCESS,
            key=resolve_key(key),
            retries=retries or Retries(),
            timeout_s=timeout_s,
        )
        client._open(app)
        return client

    def _open(self, app: Application | None) -> None:
        """Make what the operations use."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Say where the service is; never the key."""
        return f"{type(self).__name__}({self._connection.url!r})"


class AxiomClient(_Client, PricingOperations, ValuingOperations, Domain):
    """A client of the service that waits for each answer.

    Parameters
    ----------
    url
        Address of the service, as ``http://127.0.0.1:8000``; ``AXIOM_URL`` where None.
    key
        API key or token; ``AXIOM_API_KEY`` where None.
    retries
        When a call is sent again; `Retries` with its defaults where None.
    timeout_s
        Seconds to wait for one answer, above 0.
    verify
        True for the system's certificates; an `ssl.SSLContext` for others; False for none, which
        lets anybody on the way read the key.
    proxy
        URL of a proxy; the environment's (``HTTPS_PROXY``) where None.

    Raises
    ------
    InvalidArgumentError
        If the address is missing or none.

    Notes
    -----
    Every operation raises `ServiceError` or one of its kinds; those for arguments and data are
    also the library's own errors, so that code is the same in process and remote. Writes carry an
    ``Idempotency-Key``: however often they are sent, they are done once.

    Several threads may use one client at once. Close it, or use it in a ``with`` statement.

    Verified by tests/unit/client/test_connection.py and tests/unit/client/test_in_process.py.
    """

    _portal: BlockingPortal | None

    def _open(self, app: Application | None) -> None:
        """Make what the operations use; start an application."""
        self._app, self._portal = app, None
        with ExitStack() as opening:
            transport = None
            if app is not None:
                self._portal = opening.enter_context(background_portal())
                opening.enter_context(self._portal.wrap_async_context_manager(running(app)))
                transport = PortalTransport(self._portal, app)
            self._use(Http.open(self._connection, transport))
            self._closing = opening.pop_all()
        if app is not None:
            atexit.register(self.close)

    def _use(self, http: Http) -> None:
        """Let the operations use connections."""
        self._http, self._closing = http, ExitStack()
        self._connection = http.connection
        Domain.__init__(self, http)
        self.jobs = Jobs(http)
        self.chains, self.surfaces = Chains(http), Surfaces(http)
        self.book, self.risk = Book(http), Risk(http)
        self.quoting, self.hedging = Quoting(http), Hedging(http)

    def with_key(self, key: str) -> Self:
        """Make a client with another key over the connections of this one, which stays open."""
        other = type(self).__new__(type(self))
        other._app, other._portal = self._app, self._portal
        other._use(self._http.with_key(resolve_key(key)))
        return other

    def send(self, call: Call[Result]) -> Result:
        """Send a request of your own; see `axiom.client.calls`."""
        return self._http.run(call)

    def stream(self, **channels: str | Iterable[str]) -> Stream:
        """Follow what changes, from a snapshot on.

        Parameters
        ----------
        channels
            Underlyings by topic: ``fills``, ``greeks``, ``pnl``, ``quotes`` and ``surfaces``.

        Returns
        -------
        Stream
            An iterator of `Snapshot` and `Delta`, to be closed or used in a ``with`` statement. It
            connects again where the connection is lost, and goes on where it was.

        Raises
        ------
        InvalidArgumentError
            If there is no such topic.
        """
        following = AsyncStream(
            opener(self._connection, self._app), Subscriptions(channels), self._connection.retries
        )
        closing = ExitStack()
        portal = self._portal or closing.enter_context(background_portal())
        return Stream(following, portal, closing.close)

    def when_closed(self, callback: Callable[[], object]) -> None:
        """Have something called when the client has been closed."""
        closing = ExitStack()
        closing.callback(callback)
        closing.push(self._closing)
        self._closing = closing

    def close(self) -> None:
        """Close the connections; stop an application in this process."""
        atexit.unregister(self.close)
        self._http.close()
        self._closing.close()

    def __enter__(self) -> Self:
        """Use it in a ``with`` statement."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


class AsyncAxiomClient(_Client, PricingOperations, ValuingOperations, AsyncDomain):
    """A client of the service whose operations are awaited.

    The parameters, the errors and the operations are those of `AxiomClient`; each operation gives
    an awaitable of what that one gives. Tasks of one event loop may use one client at once.

    Notes
    -----
    Verified by tests/unit/client/test_connection.py and tests/unit/client/test_in_process.py.
    """

    def _open(self, app: Application | None) -> None:
        """Make what the operations use."""
        self._app, self._is_owner = app, app is not None
        transport = None if app is None else httpx.ASGITransport(app, raise_app_exceptions=False)
        self._use(AsyncHttp.open(self._connection, transport))

    def _use(self, http: AsyncHttp) -> None:
        """Let the operations use connections."""
        self._http, self._closing = http, AsyncExitStack()
        self._connection = http.connection
        AsyncDomain.__init__(self, http)
        self.jobs = AsyncJobs(http)
        self.chains, self.surfaces = AsyncChains(http), AsyncSurfaces(http)
        self.book, self.risk = AsyncBook(http), AsyncRisk(http)
        self.quoting, self.hedging = AsyncQuoting(http), AsyncHedging(http)

    def with_key(self, key: str) -> Self:
        """Make a client with another key over the connections of this one, which stays open."""
        other = type(self).__new__(type(self))
        other._app, other._is_owner = self._app, False
        other._use(self._http.with_key(resolve_key(key)))
        return other

    async def send(self, call: Call[Result]) -> Result:
        """Send a request of your own; see `axiom.client.calls`."""
        return await self._http.run(call)

    def stream(self, **channels: str | Iterable[str]) -> AsyncStream:
        """Follow what changes, from a snapshot on; see `AxiomClient.stream`.

        Returns
        -------
        AsyncStream
            An asynchronous iterator of `Snapshot` and `Delta`.
        """
        return AsyncStream(
            opener(self._connection, self._app), Subscriptions(channels), self._connection.retries
        )

    async def close(self) -> None:
        """Close the connections; stop an application in this process."""
        await self._http.close()
        await self._closing.aclose()

    async def __aenter__(self) -> Self:
        """Use it in an ``async with`` statement; start an application in this process."""
        if self._app is not None and self._is_owner:
            await self._closing.enter_async_context(running(self._app))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.close()
