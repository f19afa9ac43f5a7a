"""Messages of the stream, in both directions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, TypeAdapter, model_validator

from axiom.core.errors import InvalidArgumentError
from axiom.wire.base import WireModel

__all__ = [
    "FROM_CLIENT",
    "FROM_SERVICE",
    "Delta",
    "Heartbeat",
    "MessageFromClient",
    "MessageFromService",
    "Resumed",
    "Snapshot",
    "StreamError",
    "StreamTopic",
    "Subscribe",
    "Unsubscribe",
    "Unsubscribed",
    "Welcome",
]

StreamTopic = Literal["fills", "greeks", "pnl", "quotes", "surfaces"]
"""What can be subscribed to."""
_Name = Annotated[str, Field(min_length=1, max_length=64)]
_Number = Annotated[int, Field(ge=0, le=2**53)]
Json = Any


class _OfChannel(WireModel):
    """What belongs to one topic and name."""

    topic: StreamTopic
    """What is told: surfaces, Greeks, quotes, P&L or fills."""
    name: _Name
    """Of which underlying."""


class Subscribe(_OfChannel):
    """Ask for a topic of an underlying: a snapshot comes, then what changes.

    With `epoch` and `from_sequence` of the last message that was received, only what changed after
    it comes, where that is still known.
    """

    type: Literal["subscribe"] = "subscribe"
    epoch: Annotated[str, Field(max_length=64)] | None = None
    """The counting that `from_sequence` belongs to."""
    from_sequence: _Number | None = None
    """Number of the last message that was received."""

    @model_validator(mode="after")
    def _belong_together(self) -> Subscribe:
        if (self.epoch is None) != (self.from_sequence is None):
            raise InvalidArgumentError(
                "epoch and from_sequence belong together: give both of the last message, or neither"
            )
        return self


class Unsubscribe(_OfChannel):
    """Ask for no more of a topic of an underlying."""

    type: Literal["unsubscribe"] = "unsubscribe"


class Heartbeat(WireModel):
    """Either side is there; the client owes one in three intervals of the service's."""

    type: Literal["heartbeat"] = "heartbeat"
    time: AwareDatetime | None = None
    """When, by the service's clock."""


class Welcome(WireModel):
    """The first message: what the service expects and allows."""

    type: Literal["welcome"] = "welcome"
    heartbeat_s: float
    """Seconds between heartbeats of the service; be heard within three times as long."""
    max_subscriptions: int
    """Subscriptions that one connection may have."""
    max_message_bytes: int
    """Bytes of the largest message that is read."""


class Snapshot(_OfChannel):
    """All that holds at a number."""

    type: Literal["snapshot"] = "snapshot"
    epoch: str
    """The counting that `sequence` belongs to."""
    sequence: int
    """Number of the last change in it; 0 before the first."""
    time: AwareDatetime | None
    """When that was."""
    reason: Literal["subscribed", "not_resumed", "resync"]
    """Asked for; in place of changes that are no longer known; or the counting began anew."""
    state: dict[str, Json]
    """By key; of fills by number, the last ones."""


class Delta(_OfChannel):
    """What changed since the last message of its topic and name."""

    type: Literal["delta"] = "delta"
    epoch: str
    """The counting that the numbers belong to."""
    first: int
    """Number of the first change in it: one above the last message's `sequence`."""
    sequence: int
    """Number of the last change in it; above `first` where several were put together."""
    time: AwareDatetime
    """When the last was."""
    changes: dict[str, Json]
    """By key, the latest of each; null where a key is gone."""


class Resumed(_OfChannel):
    """A subscription goes on where it was; what changed since follows."""

    type: Literal["resumed"] = "resumed"
    epoch: str
    """The counting that `sequence` belongs to."""
    sequence: int
    """Number after which it goes on."""


class Unsubscribed(_OfChannel):
    """Nothing more comes of a topic of an underlying."""

    type: Literal["unsubscribed"] = "unsubscribed"


class StreamError(WireModel):
    """A message could not be followed; the connection goes on."""

    type: Literal["error"] = "error"
    code: Literal["invalid_message", "not_subscribed", "too_many_subscriptions"]
    """What kind of failure."""
    detail: str
    """What was wrong and what to do."""
    topic: StreamTopic | None = None
    """Which topic, where that was understood."""
    name: str | None = None
    """Which underlying, where that was understood."""


MessageFromClient = Annotated[Subscribe | Unsubscribe | Heartbeat, Field(discriminator="type")]
"""What a client may send."""
MessageFromService = Annotated[
    Welcome | Snapshot | Delta | Resumed | Unsubscribed | Heartbeat | StreamError,
    Field(discriminator="type"),
]
"""What the service sends."""
FROM_CLIENT: TypeAdapter[Subscribe | Unsubscribe | Heartbeat] = TypeAdapter(MessageFromClient)
"""Reads what a client sent."""
FROM_SERVICE: TypeAdapter[
    Welcome | Snapshot | Delta | Resumed | Unsubscribed | Heartbeat | StreamError
] = TypeAdapter(MessageFromService)
"""Reads what the service sent."""
