"""One request and its answer, between the server and the application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from axiom.service.access.principal import Principal
from axiom.service.edge.depth import DEEPEST, Depth
from axiom.service.edge.kinds import BY_STATUS
from axiom.service.edge.media import is_json
from axiom.service.edge.problems import problem_response

if TYPE_CHECKING:
    from axiom.service.edge.gate import Gate

__all__ = ["RETRY", "Exchange"]

RETRY: Final = {"Retry-After": "1"}
_READ_ANYWAY: Final = 65_536
_CLOSE: Final = (b"connection", b"close")
_NO_SNIFFING: Final = (b"x-content-type-options", b"nosniff")


class Exchange:
    """One request and its answer: counts, limits and completes what passes.

    Notes
    -----
    `receive` and `send` stand between the application and the server. Where the exchange is late,
    the answer is given in the application's stead, and what the application answers is dropped.

    Verified by tests/unit/service/edge/test_gate.py.
    """

    __slots__ = (
        "_depth",
        "_receive",
        "_send",
        "_settled",
        "body_size",
        "deadline",
        "gate",
        "headers",
        "is_answered",
        "is_body_complete",
        "principal",
        "received",
        "request_id",
        "scope",
        "sent",
        "started_at",
        "status",
    )

    def __init__(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        self.gate = gate
        self.scope = scope
        self._receive = receive
        self._send = send
        self.started_at = time.perf_counter()
        self.request_id = b""
        self.principal: Principal | None = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.received = self.sent = self.status = 0
        self.body_size: int | None = 0
        self.is_body_complete = self.is_answered = False
        self._depth: Depth | None = None
        self._settled: asyncio.Event | None = None
        self.deadline = inf

    def open(self, body_size: int | None, content_type: bytes) -> None:
        """Begin to count; a body of unknown size has None, a request without a body 0."""
        self.body_size = body_size
        if body_size == 0:
            self.is_body_complete = True
            self.deadline = self.started_at + self.gate.limits.answer_s
        else:
            self.deadline = self.started_at + self.gate.limits.body_s
            if is_json(content_type.decode("latin-1")):
                self._depth = Depth()

    async def receive(self) -> Message:
        """Give the application the next piece of the request."""
        if self.is_answered:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request" and not self.is_body_complete:
            self._count(message)
        return message

    def _count(self, message: Message) -> None:
        """Refuse a body that is too large, nested too deeply, or has no room beside others."""
        body = message.get("body", b"")
        gate, limits = self.gate, self.gate.limits
        self.received += len(body)
        gate.body_bytes += len(body)
        if self.received > limits.body_bytes:
            raise HTTPException(413, f"the body exceeds {limits.body_bytes} bytes: send less")
        if gate.body_bytes > limits.all_bodies_bytes:
            raise HTTPException(503, "too many large bodies at once: try again", RETRY)
        if self._depth is not None and self._depth.is_exceeded_by(body):
            raise HTTPException(400, f"JSON nested deeper than {DEEPEST}: flatten it")
        if message.get("more_body", False):
            allowed = limits.body_s + self.received / limits.bytes_per_s
            self.deadline = self.started_at + allowed
        else:
            self.is_body_complete = True
            self.deadline = time.perf_counter() + limits.answer_s

    async def send(self, message: Message) -> None:
        """Take a piece of the answer from the application, unless the answer was given."""
        if self.is_answered:
            return
        await self._pass_on(message)

    async def answer(self, response: Response) -> None:
        """Answer in the application's stead; what it answers later is dropped."""
        if not self.is_answered and self.status == 0:
            self.is_answered = True
            self._settled = asyncio.Event()
            try:
                await response(self.scope, self._receive, self._pass_on)
            finally:
                self._settled.set()

    async def settle(self) -> None:
        """Wait for the end of an answer that is being given in the application's stead."""
        if self._settled is not None:
            await self._settled.wait()

    async def _pass_on(self, message: Message) -> None:
        """Complete the head of the answer and count its body."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.deadline = inf
            message = {**message, "headers": self._completed(message.get("headers", ()))}
        else:
            self.sent += len(message.get("body", b""))
        await self._send(message)

    def _completed(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Add what every answer carries; close where much of a body would still come."""
        completed = [*headers, (b"x-request-id", self.request_id), _NO_SNIFFING, *self.headers]
        if not self.is_body_complete and (self.body_size is None or self.body_size > _READ_ANYWAY):
            completed.append(_CLOSE)
        return completed

    async def expire(self) -> None:
        """Answer that the body did not come, or that computing takes too long."""
        self.deadline = inf
        limits = self.gate.limits
        if self.is_body_complete:
            detail = f"no answer within {limits.answer_s:g} s: ask for less, or for a job"
            status = 504
        else:
            self.body_size = None
            detail = f"the body did not arrive within {limits.body_s:g} s: send it faster"
            status = 408
        await self.answer(problem_response(self.scope, BY_STATUS[status], detail))
