"""What the client asks of the service: requests as data, with how their answers are read."""

from __future__ import annotations

import datetime as dt
import io
import secrets
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx
import polars as pl
from pydantic import BaseModel, TypeAdapter

from axiom.core.errors import InvalidArgumentError

__all__ = [
    "JSON",
    "Call",
    "Steps",
    "ask",
    "delete",
    "get",
    "given",
    "pages",
    "post",
    "put",
    "read_frame",
    "read_json",
    "segment",
]

Result = TypeVar("Result")
Other = TypeVar("Other")
Page = TypeVar("Page", bound=BaseModel)
Steps = Generator["Call[Any]", Any, Result]
"""An operation of several calls: yields each call, is sent its result, returns its own."""

NEXT = "next"
"""Where a page says what follows it."""
LARGEST_PAGE = 1000
"""Items that one page may have."""
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
    return lambda response: adapter.validate_json(response.content or b"null")


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
    return Call(method="GET", path=path, read=read_json(answer), params=_query(params))


def post(
    path: str,
    body: BaseModel | Mapping[str, Any] | bytes | None,
    answer: type[Result],
    *,
    content_type: str = JSON,
    is_write: bool = False,
    is_job: bool = False,
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
    is_job
        Whether it is to be done as a job.
    idempotency_key
        That key; one is made where None.
    params
        Query of the URL; None is left out.
    """
    headers = {"Content-Type": content_type} if body is not None else {}
    if is_write:
        headers["Idempotency-Key"] = idempotency_key or secrets.token_hex(16)
    if is_job:
        headers["Prefer"] = "respond-async"
    return Call(
        method="POST",
        path=path,
        read=read_json(answer),
        params=_query(params),
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


def delete(path: str, answer: type[Result], *, idempotency_key: str | None = None) -> Call[Result]:
    """Describe a write that takes away what is stored under a path; of no answer None is read."""
    return Call(
        method="DELETE",
        path=path,
        read=read_json(answer),
        headers={"Idempotency-Key": idempotency_key or secrets.token_hex(16)},
    )


def segment(name: str) -> str:
    """Return a name as one segment of a path."""
    if not name:
        raise InvalidArgumentError("a name or identifier is empty: give the one that is meant")
    return quote(name, safe="")


def pages(
    path: str, page: type[Page], items: str, *, limit: int | None, **params: Any
) -> Steps[Page]:
    """Describe the reading of a list, page by page.

    Parameters
    ----------
    path
        Path of the route.
    page
        Type of a page.
    items
        Name of its list.
    limit
        Most items; all where None.
    params
        Query of the URL; None is left out.

    Returns
    -------
    Page
        One page with the items of all; its ``next`` is None where there are no more.
    """
    found: list[Any] = []
    while True:
        most = LARGEST_PAGE if limit is None else min(limit - len(found), LARGEST_PAGE)
        one = yield from ask(get(path, page, limit=most, **params))
        found += getattr(one, items)
        params["after"] = getattr(one, NEXT)
        if params["after"] is None or (limit is not None and len(found) >= limit):
            return one.model_copy(update={items: tuple(found)})


def read_frame(response: httpx.Response) -> pl.DataFrame:
    """Read an answer in Arrow."""
    return pl.read_ipc_stream(io.BytesIO(response.content))


def given(**values: Any) -> dict[str, Any]:
    """Return those values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _query(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a URL's query says; None is left out."""
    return {name: _in_query(value) for name, value in given(**params).items()}


def _in_query(value: Any) -> Any:
    """Return a value as a query has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, dt.date) else value


def _as_bytes(body: BaseModel | Mapping[str, Any] | bytes | None) -> bytes | None:
    """Return a body as it is sent; fields that were not given are left to the service."""
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, BaseModel):
        return body.model_dump_json(exclude_unset=True).encode()
    return TypeAdapter(dict[str, Any]).dump_json(dict(body))
