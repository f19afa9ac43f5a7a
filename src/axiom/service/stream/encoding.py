"""Messages as JSON text or msgpack, written once for all readers."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

import msgpack
import orjson

from axiom.store.cache import Changes, Snapshot

__all__ = ["FORMATS", "Encoded", "Format", "delta", "encoded", "snapshot"]

Format = Literal["json", "msgpack"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
"""All formats."""
Encoded = str | bytes
"""A message as a WebSocket takes it: text or binary."""

_NULL: Final = b"null"


def snapshot(topic: str, name: str, found: Snapshot, *, reason: str, form: Format) -> Encoded:
    """Write a snapshot."""
    message = {
        "type": "snapshot", "topic": topic, "name": name, "epoch": found.epoch,
        "sequence": found.sequence, "time": found.time or None, "reason": reason,
        "state": {key: orjson.Fragment(value or _NULL) for key, value in found.values.items()},
    }  # fmt: skip
    return encoded(message, form)


def delta(topic: str, name: str, found: Changes, *, form: Format) -> Encoded:
    """Write what changed."""
    message = {
        "type": "delta", "topic": topic, "name": name, "epoch": found.epoch,
        "first": found.first, "sequence": found.sequence, "time": found.time,
        "changes": {key: orjson.Fragment(value or _NULL) for key, value in found.values.items()},
    }  # fmt: skip
    return encoded(message, form)


def encoded(message: dict[str, Any], form: Format) -> Encoded:
    """Write a message; parts that are JSON already are taken as they are."""
    text = orjson.dumps(message)
    if form == "json":
        return text.decode()
    packed: bytes = msgpack.packb(orjson.loads(text))
    return packed
