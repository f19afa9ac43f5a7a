"""What one reader of the stream may take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from axiom.service.settings import ServiceSettings

__all__ = ["CloseCode", "StreamLimits", "limits_of"]


class CloseCode(IntEnum):
    """Why the service closes a connection.

    Notes
    -----
    Verified by tests/service/test_stream_readers.py.
    """

    GOING_AWAY = 1001
    TOO_LARGE = 1009
    TRY_AGAIN = 1013
    SILENT = 4408
    STALLED = 4409


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLimits:
    """What one reader of the stream may take.

    Parameters
    ----------
    heartbeat_s : float
        Seconds between heartbeats; a client that is not heard in three is dropped.
    stall_s : float
        Seconds that a message may wait for a reader who takes nothing.
    subscriptions : int
        Topics and names that one connection may follow.
    readers : int
        Connections of one process.
    message_bytes : int
        Bytes of the largest message that is read.

    Notes
    -----
    Verified by tests/service/test_stream_readers.py.
    """

    heartbeat_s: float = 15.0
    stall_s: float = 10.0
    subscriptions: int = 1_000
    readers: int = 1_000
    message_bytes: int = 65_536


def limits_of(settings: ServiceSettings) -> StreamLimits:
    """Return the limits that an operator sets."""
    return StreamLimits(
        heartbeat_s=settings.stream_heartbeat_s,
        stall_s=settings.stream_stall_s,
        subscriptions=settings.stream_subscriptions,
        readers=settings.stream_readers,
    )
