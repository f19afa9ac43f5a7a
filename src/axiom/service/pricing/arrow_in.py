"""Options by column out of an Arrow stream, without copies where that can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import flatbuffers.encode
import flatbuffers.number_types
import flatbuffers.table
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import ipc
from starlette.exceptions import HTTPException

from axiom.core.errors import DataError
from axiom.service.pricing.columns import too_many_rows
from axiom.service.pricing.rows import Options

__all__ = ["read_options"]

_HEADER: Final = 8
"""Slot of a message's header in its flat buffer, see Message.fbs of the Arrow format."""
_COMPRESSION: Final = 10
"""Slot of a record batch's compression."""
_SHOWN: Final = ("spot or forward", "strike", "expiry")


def read_options(
    body: bytes | bytearray, *, quoted: str, how: Mapping[str, Any], most_rows: int
) -> list[Options]:
    """Read the options of an Arrow stream.

    Parameters
    ----------
    body
        The stream; what is returned refers to it.
    quoted
        ``vol`` or ``price``.
    how
        Arguments that hold for every row.
    most_rows
        Rows above which the stream is refused.

    Returns
    -------
    list of Options
        One a record batch.

    Raises
    ------
    DataError
        If it is compressed, or its columns are not those of options.
    starlette.exceptions.HTTPException
        400 if it is no Arrow stream, 413 if there are more rows than allowed.

    Notes
    -----
    A compressed stream is refused: a small one may hold more than the memory does.

    Verified by tests/unit/service/pricing/test_arrow.py.
    """
    try:
        return list(_parts(body, quoted, how, most_rows))
    except (pa.ArrowException, EOFError, OSError, UnicodeDecodeError) as error:
        raise _malformed(str(error).splitlines()[0]) from None


def _parts(
    body: bytes | bytearray, quoted: str, how: Mapping[str, Any], most_rows: int
) -> Iterator[Options]:
    messages = ipc.MessageReader.open_stream(pa.py_buffer(body))
    first = next(messages, None)
    if first is None:
        raise _malformed("it is empty")
    schema = ipc.read_schema(first)
    _check_names(schema.names, quoted)
    rows = 0
    for message in messages:
        _check_plain(message)
        batch = ipc.read_record_batch(message, schema)
        batch.validate()
        rows += batch.num_rows
        if rows > most_rows:
            raise too_many_rows(most_rows)
        if batch.num_rows:
            yield _options(batch, how)


def _malformed(reason: str) -> HTTPException:
    return HTTPException(
        400, f"the body is no Arrow stream ({reason}): send record batches in the streaming format"
    )


def _check_plain(message: Any) -> None:
    """Refuse what is not a record batch, or is compressed."""
    if message.type != "record batch":
        raise DataError(f"the stream holds a {message.type}: send plain columns of float64")
    buffer = np.frombuffer(message.metadata, dtype=np.uint8)
    root = flatbuffers.encode.Get(flatbuffers.number_types.UOffsetTFlags.packer_type, buffer, 0)
    table = flatbuffers.table.Table(buffer, root)
    batch = flatbuffers.table.Table(buffer, table.Indirect(root + table.Offset(_HEADER)))
    if batch.Offset(_COMPRESSION):
        raise DataError("the stream's buffers are compressed: send them uncompressed")


def _check_names(given: list[str], quoted: str) -> None:
    known = ("spot", "forward", "strike", "expiry", quoted, "rate", "dividend_yield", "is_call")
    for name in given:
        if name not in known:
            raise DataError(f"unknown column {name!r}: send some of {', '.join(known)}")
        if given.count(name) > 1:
            raise DataError(f"the column {name!r} comes twice: send it once")
    for name in ("strike", "expiry", quoted):
        if name not in given:
            raise DataError(f"the column {name!r} is missing: send {_listed(quoted)}")
    if ("spot" in given) == ("forward" in given):
        raise DataError("send exactly one of the columns spot and forward")


def _listed(quoted: str) -> str:
    return f"{', '.join(_SHOWN)} and {quoted}"


def _options(batch: Any, how: Mapping[str, Any]) -> Options:
    columns = {
        name: _numbers(name, batch.column(name)) for name in batch.schema.names if name != "is_call"
    }
    is_call = np.array(True)
    if "is_call" in batch.schema.names:
        flags = batch.column("is_call")
        is_call = _flags(flags)
        if flags.null_count:
            unknown = flags.is_null().to_numpy(zero_copy_only=False)
            columns["strike"] = np.where(unknown, np.nan, columns["strike"])
    return Options(columns=columns, is_call=is_call, size=batch.num_rows, how=how)


def _numbers(name: str, column: Any) -> npt.NDArray[np.float64]:
    kind = column.type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_null(kind)):
        raise DataError(f"the column {name!r} holds {kind}: send float64")
    if not pa.types.is_float64(kind):
        column = column.cast(pa.float64())
    numbers: npt.NDArray[np.float64] = column.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(numbers)


def _flags(column: Any) -> npt.NDArray[np.bool_]:
    if not pa.types.is_boolean(column.type):
        raise DataError(f"the column 'is_call' holds {column.type}: send booleans")
    flags = column.fill_null(True) if column.null_count else column
    return np.asarray(flags.to_numpy(zero_copy_only=False), dtype=np.bool_)
