"""Who asks for a write, for what, and under which idempotency key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Header
from starlette.requests import Request

from axiom.core.errors import AuthenticationError, InvalidArgumentError
from axiom.service.access.principal import Principal, principal_of

__all__ = ["IDEMPOTENT", "WriteRequest", "read_request"]

_KEY: Final = re.compile(r"^[!-~]{1,255}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRequest:
    """Who asks for a write, for what, and under which idempotency key.

    Parameters
    ----------
    route
        Method and route, such as ``POST /v1/trades``.
    principal
        Who asks.
    key
        The ``Idempotency-Key``, 1 to 255 visible ASCII characters; None where none was given.
    digest
        SHA-256 of method, path, query and body, in hexadecimal: what a key stands for.
    request_id
        Of the request.
    address
        Network address of the caller.

    Raises
    ------
    InvalidArgumentError
        If the key is none.

    Notes
    -----
    Verified by tests/unit/service/writes/test_write.py.
    """

    route: str
    principal: Principal
    key: str | None
    digest: str
    request_id: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        """Check the key."""
        if self.key is not None and not _KEY.fullmatch(self.key):
            raise InvalidArgumentError(
                f"Idempotency-Key={self.key[:80]!r}: give 1 to 255 visible ASCII characters, "
                "such as a UUID"
            )


async def read_request(
    request: Request, route: str, *, content_hash: str | None = None
) -> WriteRequest:
    """Read what a write needs to know of its request.

    Parameters
    ----------
    request
        The request.
    route
        Method and route, such as ``POST /v1/trades``.
    content_hash
        Hash of the body, where it was read as a stream and cannot be read again; None: the body
        is read here.

    Raises
    ------
    AuthenticationError
        If nobody was authenticated.
    InvalidArgumentError
        If the idempotency key is none.

    Notes
    -----
    Verified by tests/unit/service/writes/test_write.py.
    """
    principal = principal_of(request)
    if principal is None:
        raise AuthenticationError("nobody was authenticated: give an API key or a token")
    body = await request.body() if content_hash is None else content_hash.encode()
    url = request.url
    digest = sha256(f"{request.method} {url.path}?{url.query}\n".encode() + body)
    return WriteRequest(
        route=route,
        principal=principal,
        key=request.headers.get("idempotency-key"),
        digest=digest.hexdigest(),
        request_id=request.scope.get("state", {}).get("request_id", ""),
        address=request.client.host if request.client else "",
    )


async def _declare(
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            pattern=_KEY.pattern,
            description="Makes the write happen once however often it is sent: the answer is "
            "stored with it and given again, with `Idempotency-Replayed: true`. The same key with "
            "another request is refused (409). Keys belong to the API key or client, and are kept "
            "for at least 7 days.",
        ),
    ] = None,
) -> None:
    """Declare the header; `read_request` reads it."""


IDEMPOTENT: Final = Depends(_declare)
"""Dependency that declares the header ``Idempotency-Key``, for routers whose routes write."""
