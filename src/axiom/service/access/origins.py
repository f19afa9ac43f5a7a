"""Which web pages may call from a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

__all__ = ["let_origins_in"]

_METHODS: Final = ("DELETE", "GET", "PATCH", "POST", "PUT")
_SENT: Final = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "Prefer",
    "X-API-Key",
    "X-Request-ID",
)
_READ: Final = (
    "Idempotency-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
)


def let_origins_in(app: FastAPI, origins: Sequence[str]) -> None:
    """Let pages of some origins read the answers; of no others where none are given.

    Parameters
    ----------
    app
        The application; its middleware so far stands behind this, so that a browser's question
        whether it may ask needs no key.
    origins
        Such as ``https://desk.example.com``. Cookies are never sent: a key is needed all the same.

    Notes
    -----
    Verified by tests/unit/service/access/test_origins.py.
    """
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=_METHODS,
            allow_headers=_SENT,
            expose_headers=_READ,
        )
