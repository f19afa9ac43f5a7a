"""The log of requests: one structured line each, with its id."""

from __future__ import annotations

import logging
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from axiom.service.edge.metrics import Metrics

if TYPE_CHECKING:
    from axiom.service.edge.exchange import Exchange

__all__ = ["REQUEST_ID", "AccessLog"]

REQUEST_ID: Final[ContextVar[str]] = ContextVar("axiom_request_id", default="")
"""The request that is being answered."""
ACCESS: Final = logging.getLogger("axiom.access")
_FAILED: Final = 400
_BROKEN: Final = 500


class AccessLog:
    """Measures every request, and logs it: all that fail, and so many of the others.

    Parameters
    ----------
    per_second
        Lines a second for requests that succeed; the next line says how many had none.

    Notes
    -----
    A line is put into a queue; a thread writes it. Query strings and headers are not logged: they
    may hold secrets.

    Verified by tests/unit/service/edge/test_logs.py.
    """

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._second = 0
        self._lines = 0
        self._left_out = 0

    def note(self, exchange: Exchange, metrics: Metrics) -> None:
        """Measure a request that ended; log it if it is one to log."""
        now = time.perf_counter()
        taken_s = now - exchange.started_at
        route = getattr(exchange.scope.get("route"), "path", None) or "unmatched"
        metrics.answered(exchange.scope["method"], route, exchange.status, taken_s)
        if self._is_logged(exchange.status, int(now)):
            self._write(exchange, route, taken_s)

    def _is_logged(self, status: int, second: int) -> bool:
        """Tell whether a line is due, and count."""
        if status >= _FAILED or status == 0:
            return True
        if second != self._second:
            self._second, self._lines = second, 0
        if self._lines >= self._per_second or not ACCESS.isEnabledFor(logging.INFO):
            self._left_out += 1
            return False
        self._lines += 1
        return True

    def _write(self, exchange: Exchange, route: str, taken_s: float) -> None:
        """Put the line of a request into the queue."""
        level = logging.WARNING if exchange.status >= _BROKEN else logging.INFO
        if not ACCESS.isEnabledFor(level):
            return
        scope, principal = exchange.scope, exchange.principal
        client = scope.get("client")
        fields = {
            "method": scope["method"],
            "path": scope["path"],
            "route": route,
            "status": exchange.status,
            "duration_ms": round(taken_s * 1e3, 3),
            "bytes_in": exchange.received,
            "bytes_out": exchange.sent,
            "key": None if principal is None else principal.key_id,
            "address": client[0] if client else None,
            "left_out": self._left_out,
        }
        self._left_out = 0
        ACCESS.log(level, "request", extra=fields)
