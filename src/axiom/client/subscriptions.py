"""What a reader of the stream has asked for and received, without input or output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast, get_args

from axiom.core.errors import InvalidArgumentError, ServiceError
from axiom.wire.stream import (
    Delta,
    Heartbeat,
    Resumed,
    Snapshot,
    StreamError,
    StreamTopic,
    Subscribe,
    Unsubscribed,
    Welcome,
)

__all__ = ["GapError", "Subscriptions", "Update"]

Update = Snapshot | Delta
"""What a stream yields: all that holds, or what changed."""
Channel = tuple[StreamTopic, str]
Received = Welcome | Snapshot | Delta | Resumed | Unsubscribed | Heartbeat | StreamError


class GapError(ServiceError):
    """Changes are missing: the channel begins anew with a snapshot."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(f"changes of {channel[0]} {channel[1]} are missing")
        self.channel = channel


class Subscriptions:
    """The channels of one reader, and how far each has come.

    Parameters
    ----------
    channels
        Underlyings by topic.

    Raises
    ------
    InvalidArgumentError
        If there is none, or no such topic.

    Notes
    -----
    Verified by tests/unit/client/test_subscriptions.py.
    """

    def __init__(self, channels: Mapping[str, str | Iterable[str]]) -> None:
        self._reached: dict[Channel, tuple[str, int] | None] = {}
        for topic, names in channels.items():
            if topic not in get_args(StreamTopic):
                known = ", ".join(get_args(StreamTopic))
                raise InvalidArgumentError(f"there is no topic {topic!r}: give some of {known}")
            for name in [names] if isinstance(names, str) else names:
                self._reached[cast("StreamTopic", topic), name] = None
        if not self._reached:
            raise InvalidArgumentError("no channel was given: give surfaces='SPX', for example")

    def requests(self) -> list[Subscribe]:
        """Return what to ask on a new connection: each channel goes on where it was."""
        return [self._request(channel) for channel in self._reached]

    def anew(self, channel: Channel) -> Subscribe:
        """Return what to ask for a channel to begin with a snapshot."""
        self._reached[channel] = None
        return self._request(channel)

    def take(self, message: Received) -> Update | None:
        """Note a message.

        Returns
        -------
        Snapshot, Delta or None
            What the reader is told; nothing of messages that keep the connection up, nor of
            changes that were told before.

        Raises
        ------
        GapError
            If changes are missing before these.
        ServiceError
            If the service could not follow a subscription.
        """
        if isinstance(message, StreamError):
            raise ServiceError(message.detail, kind=f"urn:axiom:stream:{message.code}")
        if isinstance(message, Snapshot):
            self._reached[message.topic, message.name] = (message.epoch, message.sequence)
            return message
        return self._take_delta(message) if isinstance(message, Delta) else None

    def _take_delta(self, delta: Delta) -> Delta | None:
        """Note changes that follow those before."""
        channel = (delta.topic, delta.name)
        reached = self._reached.get(channel)
        if reached is None or reached[0] != delta.epoch or delta.first > reached[1] + 1:
            raise GapError(channel)
        if delta.sequence <= reached[1]:
            return None
        self._reached[channel] = (delta.epoch, delta.sequence)
        return delta

    def _request(self, channel: Channel) -> Subscribe:
        """Return what to ask for one channel."""
        topic, name = channel
        reached = self._reached[channel]
        if reached is None:
            return Subscribe(topic=topic, name=name)
        return Subscribe(topic=topic, name=name, epoch=reached[0], from_sequence=reached[1])
