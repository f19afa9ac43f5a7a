"""`write`: what every route that writes calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from anyio import from_thread
from starlette.requests import Request
from starlette.responses import Response

from axiom.service.writes.answer import Answer
from axiom.service.writes.perform import perform
from axiom.service.writes.request import read_request
from axiom.store import UnitOfWork

if TYPE_CHECKING:
    from axiom.service.services import Services

__all__ = ["write"]


def write(
    request: Request,
    route: str,
    change: Callable[[UnitOfWork], Answer],
    *,
    content_hash: str | None = None,
) -> Response:
    """Do a write once, and answer it; call it from a handler that is a plain ``def``.

    Parameters
    ----------
    request
        The request.
    route
        Method and route, such as ``POST /v1/trades``.
    change
        Writes in the unit of work it is given, and gives the answer.
    content_hash
        Hash of the body where the handler read it as a stream; else it is computed.

    Returns
    -------
    starlette.responses.Response
        The answer of the change, or the one stored under the request's ``Idempotency-Key``.

    Raises
    ------
    ConflictError
        If the key was used for another request.
    AxiomError
        Whatever the change raises; nothing is stored then.

    Notes
    -----
    Verified by tests/unit/service/writes/test_write.py.
    """
    read = partial(read_request, request, route, content_hash=content_hash)
    services: Services = request.app.state.services
    return perform(services.store, from_thread.run(read), change).response()
