"""From records to what goes over the wire."""

from __future__ import annotations

from typing import Any

from axiom.service.access.issuing import Issued
from axiom.store import AuditRecord, ClientRecord, KeyRecord, SigningKeyRecord
from axiom.wire.access import (
    AuditEntry,
    ClientAnswer,
    KeyAnswer,
    NewClientAnswer,
    NewKeyAnswer,
    SigningKeyAnswer,
)

__all__ = [
    "audit_entry",
    "client_answer",
    "key_answer",
    "new_client_answer",
    "new_key_answer",
    "signing_key_answer",
]


def key_answer(record: KeyRecord) -> KeyAnswer:
    """Give what may be shown of an API key."""
    return KeyAnswer(**_values(record, KeyAnswer))


def new_key_answer(issued: Issued[KeyRecord]) -> NewKeyAnswer:
    """Give a new API key, with the key itself."""
    return NewKeyAnswer(**_values(issued.record, KeyAnswer), key=issued.secret)


def client_answer(record: ClientRecord) -> ClientAnswer:
    """Give what may be shown of an OAuth2 client."""
    return ClientAnswer(client_id=record.id, **_values(record, ClientAnswer))


def new_client_answer(issued: Issued[ClientRecord]) -> NewClientAnswer:
    """Give a new OAuth2 client, or one with a new secret, with the secret itself."""
    record = issued.record
    return NewClientAnswer(
        client_id=record.id, **_values(record, ClientAnswer), client_secret=issued.secret
    )


def signing_key_answer(record: SigningKeyRecord) -> SigningKeyAnswer:
    """Give what may be shown of a key that signs tokens."""
    return SigningKeyAnswer(**_values(record, SigningKeyAnswer))


def audit_entry(record: AuditRecord) -> AuditEntry:
    """Give a row of the audit log."""
    return AuditEntry(**{**_values(record, AuditEntry), "details": dict(record.details)})


def _values(record: Any, model: type[Any]) -> dict[str, Any]:
    """Read the fields that record and model have both."""
    return {name: getattr(record, name) for name in model.model_fields if hasattr(record, name)}
