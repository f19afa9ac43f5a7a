"""What the client asks of the service: requests as data, with how their answers are read."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter

from axiom.core.errors import InvalidArgumentError

__all__ = [
    "ARROW",
    "JSON",
    "Call",
    "Steps",
    "ask",
    "delete",
    "get",
    "post",
    "put",
    "read_json",
    "segment",
]

Result = TypeVar("Result")
Other = TypeVar("Other")
Steps = Generator["Call[Any]", Any, Result]
"""An operation of several calls: yields each call, is sent its result, returns its own."""

ARROW = "application/vnd.apache.arrow.stream"
"""Content type of Arrow IPC streams."""
JSON = "application/json"
"""Content type of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[Result]):
    """One request, and how its answer is read.

    Parameters
    ----------
    method, path
        As HTTP has them; the path begins with ``/``.
    read
        Turns a successful answer into the result.
    params
        Query of the URL; those that are None are left out.
    content
        Body, or None.
    headers
        Further headers.
    is_repeatable
        Whether it may be sent again where it is not known if it arrived: all that compute or
        read, and writes with an ``Idempotency-Key``.
    timeout_s
        Seconds to wait for one answer; the client's own where None.

    Notes
    -----
    Verified by tests/unit/client/test_operations.py.
    """

    method: str
    path: str
    read: Callable[[httpx.Response], Result]
    params: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_repeatable: bool = True
    timeout_s: float | None = None

    def then(self, use: Callable[[Result], Other]) -> Call[Other]:
        """Return the same request, whose result is further read."""
        return Call(
            method=self.method,
            path=self.path,
            read=lambda response: use(self.read(response)),
            params=self.params,
            content=self.content,
            headers=self.headers,
            is_repeatable=self.is_repeatable,
            timeout_s=self.timeout_s,
        )


def ask(call: Call[Result]) -> Steps[Result]:
    """Make one call within an operation of several."""
    result: Result = yield call
    return result


def read_json(kind: type[Result]) -> Callable[[httpx.Response], Result]:
    """Return a reader of JSON answers of a kind."""
    adapter: TypeAdapter[Result] = TypeAdapter(kind)
    return lambda response: adapter.validate_json(response.content)


def get(path: str, answer: type[Result], **params: Any) -> Call[Result]:
    """Describe a reading request whose answer is JSON.

    Parameters
    ----------
    path
        Path of the route.
    answer
        Type of the answer.
    params
        Query of the URL; None is left out.
    """
    return Call(method="GET", path=path, read=read_json(answer), params=_given(params))


def post(
    path: str,
    body: BaseModel | Mapping[str, Any] | bytes | None,
    answer: type[Result],
    *,
    content_type: str = JSON,
    is_write: bool = False,
    idempotency_key: str | None = None,
    **params: Any,
) -> Call[Result]:
    """Describe a request with a body whose answer is JSON.

    Parameters
    ----------
    path
        Path of the route.
    body
        What is sent: a wire model, plain values, or bytes of the content type.
    answer
        Type of the answer.
    content_type
        Of bytes.
    is_write
        Whether it stores something; then an ``Idempotency-Key`` goes with it.
    idempotency_key
        That key; one is made where None.
    params
        Query of the URL; None is left out.
    """
    headers = {"Content-Type": content_type} if body is not None else {}
    if is_write:
        headers["Idempotency-Key"] = idempotency_key or secrets.token_hex(16)
    return Call(
        method="POST",
        path=path,
        read=read_json(answer),
        params=_given(params),
        content=_as_bytes(body),
        headers=headers,
    )


def put(
    path: str,
    body: BaseModel | Mapping[str, Any],
    answer: type[Result],
    *,
    idempotency_key: str | None = None,
) -> Call[Result]:
    """Describe a write that replaces what is stored under a path."""
    return Call(
        method="PUT",
        path=path,
        read=read_json(answer),
        content=_as_bytes(body),
        headers={
            "Content-Type": JSON,
            "Idempotency-Key": idempotency_key or secrets.token_hex(16),
        },
    )


def delete(path: str, *, idempotency_key: str | None = None) -> Call[None]:
    """Describe a write that takes away what is stored under a path."""
    return Call(
        method="DELETE",
        path=path,
        read=_read_nothing,
        headers={"Idempotency-Key": idempotency_key or secrets.token_hex(16)},
    )


def segment(name: str) -> str:
    """Return a name as one segment of a path."""
    if not name:
        raise InvalidArgumentError("a name or identifier is empty: give the one that is meant")
    return quote(name, safe="")


def _read_nothing(response: httpx.Response) -> None:
    """Read nothing of an answer whose status says all."""


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is None; say True and False as JSON does."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in params.items()
        if value is not None
    }


def _as_bytes(body: BaseModel | Mapping[str, Any] | bytes | None) -> bytes | None:
    """Return a body as it is sent; fields that were not given are left to the service."""
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, BaseModel):
        return body.model_dump_json(exclude_unset=True).encode()
    return TypeAdapter(dict[str, Any]).dump_json(dict(body))
