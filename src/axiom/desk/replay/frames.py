"""Framed records on disk: each with its number, length and checksums, found again after damage."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from axiom.core.errors import DataError

__all__ = ["Frame", "Scan", "encode", "scan"]

MAGIC: Final = b"\xaaAxL"
_HEAD: Final = struct.Struct("<4sQII")
_CHECK: Final = struct.Struct("<I")
HEAD_SIZE: Final = _HEAD.size + _CHECK.size
LARGEST: Final = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One record: where it begins, its number and what it holds."""

    offset: int
    number: int
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the bytes of a log hold.

    Attributes
    ----------
    frames : tuple of Frame
        Whole records, numbered from 0 without gaps.
    end : int
        Offset after the last of them.
    torn : int
        Bytes after it that are no whole record: what a crash left of a write.
    """

    frames: tuple[Frame, ...]
    end: int
    torn: int


def encode(number: int, payload: bytes) -> bytes:
    """Frame one record.

    Parameters
    ----------
    number : int
        Its place in the log, from 0.
    payload : bytes
        What it holds.

    Returns
    -------
    bytes
        Magic (4 bytes), number (8), length (4), CRC-32 of number, length and payload (4), CRC-32
        of these 20 bytes (4), the payload; integers little-endian and unsigned.

    Raises
    ------
    DataError
        If the payload has more than 2^30 bytes.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_event_log.py.
    """
    if len(payload) > LARGEST:
        raise DataError(f"a record has {len(payload)} bytes; {LARGEST} is the most")
    head = _HEAD.pack(MAGIC, number, len(payload), _checksum(number, payload))
    return head + _CHECK.pack(zlib.crc32(head)) + payload


def scan(content: bytes, *, name: str) -> Scan:
    """Find the records of a log, and tell a torn end from damage in the middle.

    Parameters
    ----------
    content : bytes
        The whole log.
    name : str
        The file's name, for messages.

    Returns
    -------
    Scan

    Raises
    ------
    DataError
        If bytes that are no record have a record after them, or records are missing or doubled;
        the message names the offset.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_event_log.py.
    """
    frames: list[Frame] = []
    offset = 0
    while (found := _frame_at(content, offset)) is not None:
        if found.number != len(frames):
            raise DataError(
                f"{name}: offset {offset} holds record {found.number} where record {len(frames)} "
                "belongs; the log was put together from others: restore it from a copy"
            )
        frames.append(found)
        offset += HEAD_SIZE + len(found.payload)
    for later in _frames_after(content, offset + 1):
        raise DataError(
            f"{name}: record {len(frames)} at offset {offset} is damaged, and record "
            f"{later.number} at offset {later.offset} is whole; restore the log from a copy"
        )
    return Scan(frames=tuple(frames), end=offset, torn=len(content) - offset)


def _checksum(number: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(struct.pack("<QI", number, len(payload))))


def _frame_at(content: bytes, offset: int) -> Frame | None:
    """Return the record that begins at an offset, None where there is no whole one."""
    start = offset + HEAD_SIZE
    if start > len(content):
        return None
    magic, number, length, checksum = _HEAD.unpack_from(content, offset)
    (of_head,) = _CHECK.unpack_from(content, offset + _HEAD.size)
    head = content[offset : offset + _HEAD.size]
    if magic != MAGIC or of_head != zlib.crc32(head) or start + length > len(content):
        return None
    payload = content[start : start + length]
    if checksum != _checksum(number, payload):
        return None
    return Frame(offset=offset, number=number, payload=payload)


def _frames_after(content: bytes, offset: int) -> Iterator[Frame]:
    """Yield whole records wherever they begin."""
    place = content.find(MAGIC, offset)
    while place >= 0:
        found = _frame_at(content, place)
        if found is not None:
            yield found
        place = content.find(MAGIC, place + 1)
