"""Where the service is and how to get in: arguments, else the environment."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass, field
from ssl import CERT_NONE, PROTOCOL_TLS_CLIENT, SSLContext
from typing import Final
from urllib.parse import urlsplit

import httpx

from axiom.client.retries import Retries
from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number

__all__ = ["Connection", "resolve_key", "resolve_url"]

IN_PROCESS: Final = "http://in-process"
"""Base of the URLs of an application in the same process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How the service is reached.

    Parameters
    ----------
    url
        ``http://HOST:PORT`` or ``https://HOST``.
    key
        API key or token; without one only what is public answers.
    retries
        When a call is sent again.
    timeout_s
        Seconds to wait for one answer, above 0.
    verify
        True for the system's certificates, a context for others; see httpx.
    proxy
        URL of a proxy; the environment's where None.

    Raises
    ------
    InvalidArgumentError
        If the URL is none, or the time is not above 0.

    Notes
    -----
    Verified by tests/unit/client/test_connection.py.
    """

    url: str
    key: str | None = field(repr=False)
    retries: Retries
    timeout_s: float
    verify: bool | SSLContext = True
    proxy: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check the values."""
        number(self, "timeout_s", above=0.0)

    def headers(self) -> dict[str, str]:
        """Return the headers of every request."""
        return {} if self.key is None else {"Authorization": f"Bearer {self.key}"}

    def certificates(self) -> bool | SSLContext:
        """Return what the service's certificate is checked with."""
        return _system_certificates() if self.verify is True else self.verify

    def websocket_context(self) -> SSLContext | None:
        """Return the same for a WebSocket; None where there is nothing to check."""
        if not self.url.startswith("https:"):
            return None
        checked = self.certificates()
        if isinstance(checked, SSLContext):
            return checked
        unchecked = SSLContext(PROTOCOL_TLS_CLIENT)
        unchecked.check_hostname, unchecked.verify_mode = False, CERT_NONE
        return unchecked


@functools.cache
def _system_certificates() -> SSLContext:
    """Return the context of all clients; reading the certificates takes a tenth of a second."""
    return httpx.create_ssl_context()


def resolve_url(url: str | None) -> str:
    """Return the service's address: the argument, else ``AXIOM_URL``.

    Raises
    ------
    InvalidArgumentError
        If there is neither, or it is no address.
    """
    chosen = url if url is not None else os.environ.get("AXIOM_URL", "")
    if not chosen:
        raise InvalidArgumentError(
            "url is missing: give the service's address, as http://127.0.0.1:8000, or set AXIOM_URL"
        )
    parts = urlsplit(chosen)
    if "@" in parts.netloc:
        raise InvalidArgumentError("url holds a name or password: take it out, give key=")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidArgumentError(f"url={chosen!r}: give http://HOST:PORT or https://HOST")
    return chosen.rstrip("/")


def resolve_key(key: str | None) -> str | None:
    """Return the key: the argument, else ``AXIOM_API_KEY``, else None.

    Raises
    ------
    InvalidArgumentError
        If it holds what no key does; the message does not repeat it.
    """
    chosen = key if key is not None else os.environ.get("AXIOM_API_KEY")
    if chosen is None or (chosen and chosen.isascii() and chosen.isprintable()):
        return chosen
    raise InvalidArgumentError("key has characters that no key has: copy it anew, without blanks")
