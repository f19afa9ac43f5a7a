"""The gate: what every request passes before and after the application."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from itertools import count
from secrets import token_hex
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from axiom.core.errors import AxiomError
from axiom.service.edge.deadlines import Deadlines
from axiom.service.edge.exchange import RETRY, Exchange
from axiom.service.edge.kinds import BY_STATUS
from axiom.service.edge.limits import Limits
from axiom.service.edge.logs import REQUEST_ID, AccessLog
from axiom.service.edge.problems import error_response, problem_response
from axiom.service.services import Services
from axiom.service.stream.offered_key import with_offered_key

__all__ = ["Gate"]

LOGGER: Final = logging.getLogger("axiom.service")


GONE: Final = 499
"""Status that the log has for a client that went before its answer."""
POLICY_VIOLATION: Final = 1008
_SANE_ID: Final = re.compile(rb"[A-Za-z0-9._~-]{1,128}")
_SIZE: Final = re.compile(rb"[0-9]{1,18}")


class Gate:
    """Lets requests through to the application: who, how often, how large, how long.

    One ASGI middleware without a task of its own. In this order: a request id; the credential
    (`Access.authenticate`) and the rate of its key, unless the path is public; room among the
    requests in progress; the size of the body, at once where it is declared, else while it comes;
    its depth where it is JSON; its time to arrive; the time to the answer. Each has its own status
    and a problem document. Afterwards the answer is measured and logged.

    Parameters
    ----------
    app
        What lies behind.
    limits
        What one request, and all together, may take.
    public
        Paths that need no key.
    logged_per_second
        Lines a second for requests that succeed; those that do not are all logged.

    Notes
    -----
    An answer that is late is dropped while its thread goes on computing; it counts as in progress
    until then, so that the threads stay bounded.

    Verified by tests/unit/service/edge/test_gate.py and tests/service/test_faults.py.
    """

    def __init__(
        self, app: ASGIApp, *, limits: Limits, public: Iterable[str], logged_per_second: float
    ) -> None:
        self.app = app
        self.limits = limits
        self.public = frozenset(public)
        self.body_bytes = 0
        self._deadlines = Deadlines()
        self._log = AccessLog(logged_per_second)
        self._prefix = token_hex(6).encode()
        self._numbers = count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one connection through."""
        if scope["type"] == "http":
            await self._exchange(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        exchange = Exchange(self, scope, receive, send)
        body_size, content_type = self._read_head(exchange, scope)
        exchange.open(body_size, content_type)
        REQUEST_ID.set(scope["state"]["request_id"])
        self._deadlines.add(exchange)
        services: Services = scope["app"].state.services
        try:
            refusal = await self._refusal(exchange, services)
            if refusal is None:
                await self.app(scope, exchange.receive, exchange.send)
            else:
                await exchange.answer(refusal)
        except Exception as error:
            await self._fail(exchange, error)
        finally:
            await exchange.settle()
            self._deadlines.discard(exchange)
            self.body_bytes -= exchange.received
            self._log.note(exchange, services.metrics)

    def _read_head(self, exchange: Exchange, scope: Scope) -> tuple[int | None, bytes]:
        """Give the request its id; return the size of its body and its content type."""
        body_size: int | None = 0
        content_type = request_id = b""
        for name, value in scope["headers"]:
            if name == b"content-length":
                body_size = int(value) if _SIZE.fullmatch(value) else None
            elif name == b"transfer-encoding":
                body_size = None
            elif name == b"content-type":
                content_type = value
            elif name == b"x-request-id" and _SANE_ID.fullmatch(value):
                request_id = value
        exchange.request_id = request_id or b"%s-%x" % (self._prefix, next(self._numbers))
        scope.setdefault("state", {})["request_id"] = exchange.request_id.decode()
        return body_size, content_type

    async def _refusal(self, exchange: Exchange, services: Services) -> Response | None:
        """Return why the request may not pass; None where it may."""
        scope, limits = exchange.scope, self.limits
        if scope["path"] not in self.public:
            if len(self._deadlines.requests) > limits.in_progress:
                detail = f"{limits.in_progress} requests are in progress: try again"
                return problem_response(scope, BY_STATUS[503], detail, headers=RETRY)
            refusal = await self._admit(exchange, services)
            if refusal is not None:
                return refusal
        if exchange.body_size is not None and exchange.body_size > limits.body_bytes:
            detail = f"the body exceeds {limits.body_bytes} bytes: send less"
            return problem_response(scope, BY_STATUS[413], detail)
        return None

    async def _admit(self, exchange: Exchange, services: Services) -> Response | None:
        """Find out who calls and count the request against their rate."""
        scope, access = exchange.scope, services.access
        try:
            principal = await access.authenticate(scope["headers"], address=_address(scope))
        except AxiomError as error:
            return error_response(scope, error)
        scope["state"]["principal"] = exchange.principal = principal
        admission = access.admit(principal)
        exchange.headers = admission.headers
        if admission.is_admitted:
            return None
        return problem_response(
            scope, BY_STATUS[429], "too many requests: wait as Retry-After says"
        )

    async def _fail(self, exchange: Exchange, error: Exception) -> None:
        """Answer a failure without saying what is inside; the log has it."""
        if isinstance(error, ClientDisconnect):
            exchange.status = exchange.status or GONE
            return
        LOGGER.error("%s %s failed", *_target(exchange.scope), exc_info=error)
        if exchange.status and not exchange.is_answered:
            raise error
        detail = "the service failed: its log has the cause under the request id"
        await exchange.answer(problem_response(exchange.scope, BY_STATUS[500], detail))

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a WebSocket through, or refuse its handshake."""
        scope["headers"] = with_offered_key(scope["headers"])
        exchange = Exchange(self, scope, receive, send)
        self._read_head(exchange, scope)
        services: Services = scope["app"].state.services
        refusal = await self._admit(exchange, services)
        if refusal is None:
            await self.app(scope, receive, send)
        elif "websocket.http.response" in scope.get("extensions", {}):
            await receive()
            await refusal(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def _address(scope: Scope) -> str:
    """Return the network address of the caller."""
    client = scope.get("client")
    return client[0] if client else ""


def _target(scope: Scope) -> tuple[str, str]:
    """Return method and path of a request."""
    return scope.get("method", "GET"), scope["path"]
