"""Answers that show a secret, this once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from axiom.service.writes import Answer
from axiom.wire.base import WireModel

__all__ = ["shown_once"]


def shown_once(
    model: WireModel,
    secret: str,
    *,
    target: str,
    details: Mapping[str, Any] | None = None,
    after_commit: tuple[Callable[[], object], ...] = (),
) -> Answer:
    """Answer 201 with a secret that is not stored for a repetition of the request.

    Parameters
    ----------
    model
        The answer.
    secret
        Field that holds the secret; null in what is stored.
    target, details, after_commit
        See `Answer`.

    Notes
    -----
    Verified by tests/unit/service/admin/test_secrets.py.
    """
    answer = Answer.of(
        model,
        status=201,
        headers={"cache-control": "no-store"},
        target=target,
        details=details,
        after_commit=after_commit,
    )
    kept = model.model_copy(update={secret: None})
    return replace(answer, kept_body=kept.model_dump_json().encode())
