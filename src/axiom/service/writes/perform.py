"""A write as one transaction: its key, its change, its audit row and its answer, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from axiom.core.errors import ConflictError
from axiom.service.writes.answer import Answer
from axiom.service.writes.request import WriteRequest
from axiom.store import AuditRecord, IdempotencyRecord, Store, UnitOfWork

__all__ = ["KEPT", "audit_row", "key_row", "perform", "replayed"]

KEPT: Final = dt.timedelta(days=7)
"""How long the answer under an idempotency key is kept at least."""


def perform(store: Store, asked: WriteRequest, change: Callable[[UnitOfWork], Answer]) -> Answer:
    """Do a write once.

    Parameters
    ----------
    store
        Where.
    asked
        Who asks, and under which key.
    change
        Writes, and gives the answer; an error undoes everything, the key included.

    Returns
    -------
    Answer
        Of the change, after its transaction is committed and announced; or the stored one, with
        ``Idempotency-Replayed: true``, when the request was done before.

    Raises
    ------
    ConflictError
        If the key was used for another request.
    AxiomError
        Whatever the change raises, and what the store does.

    Notes
    -----
    Two requests with one key, in whatever processes, do not both happen: the second waits for the
    first to end its transaction. Verified by tests/unit/service/writes/test_perform.py.
    """
    with store.begin() as work:
        taken = _claim(work, asked)
        if taken is not None:
            return replayed(asked, taken)
        answer = change(work)
        _keep(work, asked, answer)
    answer.announce()
    return answer


def _claim(work: UnitOfWork, asked: WriteRequest) -> IdempotencyRecord | None:
    """Take the key of a request, or give the record of whoever took it before."""
    if asked.key is None:
        return None
    return work.idempotency.claim(key_row(asked, asked.key, Answer(status=0)))


def _keep(work: UnitOfWork, asked: WriteRequest, answer: Answer) -> None:
    """Store the answer under the key that was claimed, and the row of the audit log."""
    if asked.key is not None:
        work.idempotency.settle(key_row(asked, asked.key, answer))
    work.audit.add(audit_row(asked, answer))


def replayed(asked: WriteRequest, taken: IdempotencyRecord) -> Answer:
    """Give a stored answer again.

    Raises
    ------
    ConflictError
        If it was given to another request.
    """
    if taken.request_hash != asked.digest:
        raise ConflictError(
            f"Idempotency-Key {taken.key!r} was used for another request ({taken.route} at "
            f"{taken.created_at.isoformat(timespec='seconds')}): give a new request a new key"
        )
    headers = {**taken.headers, "idempotency-replayed": "true"}
    return Answer(status=taken.status, body=taken.body, headers=headers)


def key_row(asked: WriteRequest, key: str, answer: Answer) -> IdempotencyRecord:
    """Make the row of an idempotency key."""
    now = dt.datetime.now(dt.UTC)
    return IdempotencyRecord(
        principal=asked.principal.key_id,
        key=key,
        route=asked.route,
        request_hash=asked.digest,
        status=answer.status,
        headers=answer.headers,
        body=answer.body if answer.kept_body is None else answer.kept_body,
        created_at=now,
        expires_at=now + KEPT,
    )


def audit_row(asked: WriteRequest, answer: Answer) -> AuditRecord:
    """Make the row of the audit log."""
    return AuditRecord(
        principal=asked.principal.name,
        key_id=asked.principal.key_id,
        action=asked.route,
        target=answer.target,
        status=answer.status,
        request_id=asked.request_id,
        address=asked.address,
        details={"request_sha256": asked.digest, **answer.details},
    )
