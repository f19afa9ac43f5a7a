"""What a write answers, as bytes that can be stored and given again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from pydantic import BaseModel
from starlette.responses import Response

__all__ = ["Answer"]

_LOG = structlog.get_logger("axiom.writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a write; the same bytes go to the caller and under its idempotency key.

    Parameters
    ----------
    status
        HTTP status, 200 to 299.
    body
        The bytes; empty with status 204.
    kept_body
        What is stored under the idempotency key instead, where the body holds a secret; None: the
        body.
    headers
        Names in lower case; ``content-type`` among them where there is a body.
    target
        What was written, for the audit log: an identifier or a name.
    details
        Anything else for the audit log, as a JSON object; never a secret.
    after_commit
        What is done once it is stored, in this order, and never when the answer is given again:
        to publish it, or to wake a worker. Must not fail; what fails is logged.

    Notes
    -----
    Verified by tests/unit/service/writes/test_write.py.
    """

    status: int = 200
    body: bytes = b""
    kept_body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    after_commit: tuple[Callable[[], object], ...] = ()

    @classmethod
    def of(
        cls,
        model: BaseModel,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        target: str = "",
        details: Mapping[str, Any] | None = None,
        after_commit: tuple[Callable[[], object], ...] = (),
    ) -> Answer:
        """Write a wire model as JSON.

        Parameters
        ----------
        model
            The answer.
        status, headers, target, details, after_commit
            See the class; ``content-type`` is added.
        """
        return cls(
            status=status,
            body=model.model_dump_json().encode(),
            headers={**(headers or {}), "content-type": "application/json"},
            target=target,
            details=details or {},
            after_commit=after_commit,
        )

    def response(self) -> Response:
        """Make the HTTP response."""
        return Response(self.body, self.status, dict(self.headers))

    def announce(self) -> None:
        """Do what is to be done once it is stored."""
        for act in self.after_commit:
            try:
                act()
            except Exception:
                _LOG.exception("stored, but not announced", target=self.target)
