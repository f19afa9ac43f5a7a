"""Results by column into an Arrow stream: computed where they are sent from."""

from __future__ import annotations

import io
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import ipc

from axiom.service.pricing.rows import Codes, Columns
from axiom.wire.arrow import Compression

__all__ = ["END", "Block", "CompressedStream", "Layout", "schema_message"]

Bytes = npt.NDArray[np.uint8]

END: Final = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""What ends an Arrow stream."""


class Block:
    """The message of one record batch, and its columns as arrays that write into it."""

    __slots__ = ("columns", "message", "status")

    def __init__(self, message: Bytes, columns: Columns, status: Codes) -> None:
        self.message = message
        self.columns = columns
        self.status = status


class Layout:
    """Where the columns of a record batch lie in its message.

    Parameters
    ----------
    names : tuple of str
        Columns of float64; ``status`` of uint8 follows them.
    rows : int
        Rows of the batch, at least 1.

    Notes
    -----
    The message of an uncompressed batch depends on its values in nothing but the columns
    themselves. So one message is made of zeros, and its head and the places of its columns serve
    all batches of this size: kernels write their results where they are sent from.

    Verified by tests/unit/service/pricing/test_arrow.py.
    """

    def __init__(self, names: tuple[str, ...], rows: int) -> None:
        self.names = names
        self.rows = rows
        zeros, no_codes = pa.array(np.zeros(rows)), pa.array(np.zeros(rows, dtype=np.uint8))
        message = _batch(names, [zeros] * len(names), no_codes).serialize()
        columns = ipc.read_record_batch(message, _schema(names)).columns
        self._starts = [column.buffers()[1].address - message.address for column in columns]
        self._head = np.frombuffer(message, dtype=np.uint8)[: self._starts[0]]
        self.size: int = message.size

    def block(self) -> Block:
        """Make a message whose columns are still to be filled."""
        message = np.empty(self.size, dtype=np.uint8)
        message[: self._head.size] = self._head
        message[self._starts[-1] + self.rows :] = 0
        *starts, last = self._starts
        columns = {
            name: message[start : start + 8 * self.rows].view(np.float64)
            for name, start in zip(self.names, starts, strict=True)
        }
        return Block(message, columns, message[last : last + self.rows])


def schema_message(names: tuple[str, ...]) -> bytes:
    """Return what begins a stream of results."""
    return bytes(_schema(names).serialize())


class CompressedStream:
    """A stream whose buffers are compressed, piece by piece.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_arrow.py.
    """

    def __init__(self, names: tuple[str, ...], codec: Compression) -> None:
        self._names = names
        self._sink = io.BytesIO()
        options = ipc.IpcWriteOptions(compression=codec)
        self._writer = ipc.new_stream(self._sink, _schema(names), options=options)

    def write(self, block: Block) -> bytes:
        """Return what a block adds to the stream."""
        columns = [pa.array(column) for column in block.columns.values()]
        self._writer.write_batch(_batch(self._names, columns, pa.array(block.status)))
        return self._taken()

    def close(self) -> bytes:
        """Return what ends the stream."""
        self._writer.close()
        return self._taken()

    def _taken(self) -> bytes:
        piece = self._sink.getvalue()
        self._sink.seek(0)
        self._sink.truncate()
        return piece


def _schema(names: tuple[str, ...]) -> Any:
    fields = [pa.field(name, pa.float64(), nullable=False) for name in names]
    return pa.schema([*fields, pa.field("status", pa.uint8(), nullable=False)])


def _batch(names: tuple[str, ...], columns: list[Any], status: Any) -> Any:
    return pa.record_batch([*columns, status], schema=_schema(names))
