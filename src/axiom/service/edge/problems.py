"""Problem documents (RFC 9457): from errors to answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Final

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from axiom.core.errors import AxiomError
from axiom.service.edge.kinds import BY_STATUS, Kind, kind_of
from axiom.service.edge.media import accepts_body_type, media_types_of

__all__ = ["PROBLEM_TYPE", "error_response", "handle_problems", "problem_bytes", "problem_response"]

PROBLEM_TYPE: Final = "application/problem+json"
SHOWN_FAULTS: Final = 20
_SPOKEN: Final = 3
RETRIED: Final = (429, 503)


def problem_bytes(
    scope: Scope,
    kind: Kind,
    detail: str,
    *,
    status: int | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """Write a problem document.

    Parameters
    ----------
    scope
        The connection; its state holds the request id.
    kind
        Kind of problem.
    detail
        What is wrong, and what to do.
    status
        Status of the answer; that of the kind when None.
    errors
        ``location`` and ``message`` of each part of the request that is wrong.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """
    document = {
        "type": kind.urn,
        "title": kind.title,
        "status": status or kind.status,
        "detail": detail,
        "instance": scope.get("path", ""),
        "request_id": scope.get("state", {}).get("request_id", ""),
        "errors": list(errors),
    }
    return orjson.dumps(_without_surrogates(document))


def problem_response(
    scope: Scope,
    kind: Kind,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> Response:
    """Make the answer that carries a problem document.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """
    return Response(
        problem_bytes(scope, kind, detail, status=status, errors=errors),
        status_code=status or kind.status,
        headers=dict(headers or {}),
        media_type=PROBLEM_TYPE,
    )


def error_response(scope: Scope, error: AxiomError) -> Response:
    """Make the answer to an error of Axiom, with its own message.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """
    kind = kind_of(error)
    headers: dict[str, str] = {}
    if kind.status in RETRIED:
        headers["Retry-After"] = str(max(1, ceil(getattr(error, "retry_after_s", None) or 1.0)))
    if kind.status == BY_STATUS[401].status:
        headers["WWW-Authenticate"] = "Bearer"
    return problem_response(scope, kind, str(error), headers=headers)


def handle_problems(app: FastAPI) -> None:
    """Let an application answer every refusal and every error of Axiom by a problem document.

    Notes
    -----
    Verified by tests/unit/service/edge/test_problems.py.
    """
    app.exception_handler(HTTPException)(_refusal)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(AxiomError)(_failure)


async def _refusal(request: Request, error: HTTPException) -> Response:
    """Answer what Starlette and the handlers refuse, such as 404, 405 and 413."""
    kind = BY_STATUS.get(error.status_code) or Kind(
        error.status_code, f"status-{error.status_code}", "Refused"
    )
    headers = error.headers
    return problem_response(request.scope, kind, str(error.detail), headers=headers)


async def _failure(request: Request, error: AxiomError) -> Response:
    """Answer an error of Axiom with its own message; the gate answers an internal one."""
    if kind_of(error).status == BY_STATUS[500].status:
        raise error
    return error_response(request.scope, error)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    """Answer a request that does not fit its schema: 400, 415 or 422."""
    found = error.errors()
    expected = media_types_of(request.scope.get("route"))
    given = request.headers.get("content-type", "")
    if expected and given and _concerns_body(found) and not accepts_body_type(expected, given):
        detail = f"content type {given!r}: send {' or '.join(sorted(expected))}"
        return problem_response(request.scope, BY_STATUS[415], detail)
    faults = [_fault(entry) for entry in found[:SHOWN_FAULTS]]
    malformed = any(entry.get("type") == "json_invalid" for entry in found)
    kind = BY_STATUS[400 if malformed else 422]
    return problem_response(request.scope, kind, _sentence(faults, len(found)), errors=faults)


def _concerns_body(found: Sequence[Any]) -> bool:
    """Tell whether a fault lies in the body itself."""
    return any(tuple(entry.get("loc", ()))[:1] == ("body",) for entry in found)


def _fault(entry: Mapping[str, Any]) -> dict[str, str]:
    """Say where a fault lies and what it is, without repeating the input."""
    message = str(entry.get("msg", "invalid"))
    reason = (entry.get("ctx") or {}).get("error")
    if entry.get("type") == "json_invalid" and reason is not None:
        message = f"not JSON: {reason}"
    return {
        "location": ".".join(str(part) for part in entry.get("loc", ())),
        "message": message.removeprefix("Value error, "),
    }


def _sentence(faults: Sequence[Mapping[str, str]], total: int) -> str:
    """Put the first faults into one line."""
    said = "; ".join(f"{fault['location']}: {fault['message']}" for fault in faults[:_SPOKEN])
    more = total - min(len(faults), _SPOKEN)
    return f"{said}; and {more} more" if more > 0 else said


def _without_surrogates(document: dict[str, Any]) -> dict[str, Any]:
    """Replace what cannot be written as UTF-8: lone surrogates of a request's path or text."""
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in document.items()
    }
