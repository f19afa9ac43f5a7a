"""From the service's problem documents to errors."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import httpx

from axiom.client.retries import retry_after_s
from axiom.core.errors import (
    RemoteAuthenticationError,
    RemoteConflictError,
    RemoteDataError,
    RemoteFitError,
    RemoteImpliedVolError,
    RemoteInvalidArgumentError,
    RemoteLayoutError,
    RemoteNotFoundError,
    RemotePermissionDeniedError,
    RemoteRateLimitError,
    ServiceError,
    ServiceUnavailableError,
)

__all__ = ["error_of"]

BY_KIND: Final[Mapping[str, type[ServiceError]]] = {
    "invalid-argument": RemoteInvalidArgumentError,
    "implied-vol": RemoteImpliedVolError,
    "data": RemoteDataError,
    "layout": RemoteLayoutError,
    "fit": RemoteFitError,
}
BY_STATUS: Final[Mapping[int, type[ServiceError]]] = {
    401: RemoteAuthenticationError,
    403: RemotePermissionDeniedError,
    404: RemoteNotFoundError,
    409: RemoteConflictError,
    422: RemoteInvalidArgumentError,
    429: RemoteRateLimitError,
    503: ServiceUnavailableError,
}


def error_of(response: httpx.Response) -> ServiceError:
    """Make the error that an answer with a status of 400 or more stands for.

    Parameters
    ----------
    response
        The answer, read.

    Returns
    -------
    ServiceError
        By the type of its problem document (RFC 9457), else by its status. An answer that is no
        such document, as of a proxy on the way, gives its first 200 characters as detail.

    Notes
    -----
    Verified by tests/unit/client/test_problems.py.
    """
    document = _document(response)
    kind = str(document.get("type", "about:blank"))
    fallback = BY_STATUS.get(response.status_code, ServiceError)
    return BY_KIND.get(kind.rpartition(":")[2], fallback)(
        str(document.get("detail") or document.get("title") or _text(response)),
        status=response.status_code,
        kind=kind,
        request_id=document.get("request_id") or response.headers.get("X-Request-ID"),
        errors=document.get("errors") or (),
        retry_after_s=retry_after_s(response, time.time()),
    )


def _document(response: httpx.Response) -> Mapping[str, Any]:
    """Return the problem document of an answer; empty where it has none."""
    try:
        document = json.loads(response.content)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _text(response: httpx.Response) -> str:
    """Say what an answer without a problem document says."""
    said = " ".join(response.text.split())[:200]
    return f"{response.status_code} {response.reason_phrase}: {said or 'no explanation came'}"
