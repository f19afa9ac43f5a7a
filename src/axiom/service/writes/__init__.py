"""Writes: one transaction each, with its idempotency key, its audit row and its answer."""

from axiom.service.writes.answer import Answer
from axiom.service.writes.perform import KEPT, audit_row, key_row, perform, replayed
from axiom.service.writes.request import IDEMPOTENT, WriteRequest, read_request
from axiom.service.writes.write import write

__all__ = [
    "IDEMPOTENT",
    "KEPT",
    "Answer",
    "WriteRequest",
    "audit_row",
    "key_row",
    "perform",
    "read_request",
    "replayed",
    "write",
]
