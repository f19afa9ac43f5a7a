"""`Channel`: the state of one name under one topic, by key, with the sequence of its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, Literal

__all__ = ["Changes", "Channel", "ChannelKind", "Snapshot", "Values"]

ChannelKind = Literal["state", "keys", "events"]
"""state: each news replaces all of it; keys: key by key; events: the last ones are kept."""
Values = Mapping[str, bytes | None]
"""JSON by key; None says that the key is gone."""

_MOST_KEYS: Final = 20_000
_MOST_EVENTS: Final = 1_000
_MOST_GONE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that holds at a sequence number.

    Parameters
    ----------
    epoch : str
        The counting that the sequence number belongs to.
    sequence : int
        Number of the last change in it; 0 before the first.
    time : str
        When that was, RFC 3339; empty before the first.
    values : mapping of str to bytes
        JSON by key, in the order of their last changes.

    Notes
    -----
    Verified by tests/unit/store/cache/test_channel.py.
    """

    epoch: str
    sequence: int
    time: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two sequence numbers, the latest of each key.

    Parameters
    ----------
    epoch : str
        The counting that the sequence numbers belong to.
    first, sequence : int
        The first and the last change in it.
    time : str
        When the last was, RFC 3339.
    values : mapping of str to bytes or None
        JSON by key; None where the key is gone.

    Notes
    -----
    Verified by tests/unit/store/cache/test_channel.py.
    """

    epoch: str
    first: int
    sequence: int
    time: str
    values: Values


class Channel:
    """State by key, each key with the number of its last change; not safe for threads by itself.

    Parameters
    ----------
    kind : {"state", "keys", "events"}
        What news does to the state.
    epoch : str
        The counting that its numbers belong to.

    Notes
    -----
    No list of messages is kept: the changes after any number are the keys whose last change came
    later, so a reader who is far behind is told the latest of each key, and memory is that of the
    state. Keys that are gone are remembered for readers who still have them, 1,000 of them; of
    events the last 1,000 are kept, of keys 20,000. `floor` is the least number after which the
    changes are known.

    Verified by tests/unit/store/cache/test_channel.py and tests/properties/test_channels.py.
    """

    __slots__ = ("_gone", "_last", "_values", "epoch", "floor", "kind", "sequence", "time")

    def __init__(self, kind: ChannelKind, epoch: str) -> None:
        self.kind, self.epoch = kind, epoch
        self.sequence = self.floor = 0
        self.time = ""
        self._values: dict[str, tuple[int, bytes]] = {}
        self._gone: dict[str, int] = {}
        self._last: Values | None = None

    def apply(self, values: Values, *, sequence: int, time: str) -> None:
        """Take a change, numbered on from the last.

        Parameters
        ----------
        values : mapping of str to bytes or None
            JSON by key. Of an event the key is its number, whatever is given.
        sequence : int
            Its number. One that does not follow the last begins anew: changes before are unknown.
        time : str
            When, RFC 3339.
        """
        if sequence != self.sequence + 1:
            self.floor = sequence - 1
        if self.kind == "events":
            values = {str(sequence): value for value in values.values()}
        elif self.kind == "state":
            values = {**dict.fromkeys(self._values.keys() - values.keys()), **values}
        for key, value in values.items():
            self._set(key, value, sequence)
        self.sequence, self.time, self._last = sequence, time, values
        self._trim()

    def load(self, snapshot: Snapshot, numbers: Mapping[str, int], *, floor: int) -> None:
        """Take the state of elsewhere over, with the number of each key's last change."""
        ordered = sorted(snapshot.values.items(), key=lambda item: numbers[item[0]])
        self._values = {key: (numbers[key], value) for key, value in ordered if value is not None}
        self._gone, self._last = {}, None
        self.epoch, self.sequence, self.time = snapshot.epoch, snapshot.sequence, snapshot.time
        self.floor = floor

    def snapshot(self) -> Snapshot:
        """Return all that holds now."""
        values = {key: value for key, (_, value) in self._values.items()}
        return Snapshot(epoch=self.epoch, sequence=self.sequence, time=self.time, values=values)

    def changes(self, epoch: str, after: int) -> Changes | None:
        """Return what changed after a number; None where that is not known (any more).

        Parameters
        ----------
        epoch : str
            The counting that the number belongs to.
        after : int
            The last number that the reader has.
        """
        if epoch != self.epoch or not self.floor <= after <= self.sequence:
            return None
        last = self._last if after == self.sequence - 1 else None
        values = self._since(after) if last is None else last
        return Changes(
            epoch=epoch, first=after + 1, sequence=self.sequence, time=self.time, values=values
        )

    def _since(self, after: int) -> Values:
        kept = takewhile(lambda item: item[1][0] > after, reversed(self._values.items()))
        found: dict[str, bytes | None] = {key: value for key, (_, value) in [*kept][::-1]}
        gone = takewhile(lambda item: item[1] > after, reversed(self._gone.items()))
        return found | dict.fromkeys(key for key, _ in gone)

    def _set(self, key: str, value: bytes | None, sequence: int) -> None:
        self._values.pop(key, None)
        self._gone.pop(key, None)
        if value is None:
            self._gone[key] = sequence
        else:
            self._values[key] = (sequence, value)

    def _trim(self) -> None:
        if self.kind == "events":
            for key in _first(self._values, len(self._values) - _MOST_EVENTS):
                self.floor = self._values.pop(key)[0]
        else:
            for key in _first(self._values, len(self._values) - _MOST_KEYS):
                self._set(key, None, self.sequence)
                self._last = None
        for key in _first(self._gone, len(self._gone) - _MOST_GONE):
            self.floor = self._gone.pop(key)


def _first(keys: Iterable[str], count: int) -> list[str]:
    """Return the first keys, none where the count is below 0."""
    return [key for _, key in zip(range(max(count, 0)), keys, strict=False)]
