"""Tables over the wire: columns as JSON, Arrow streams, Parquet."""

from __future__ import annotations

import io
from typing import Any, Final

import polars as pl
from starlette.responses import Response

from axiom.core.plain import plain

__all__ = [
    "ARROW_TYPE",
    "JSON_TYPE",
    "PARQUET_TYPE",
    "columns_of",
    "table_content",
    "table_response",
]

ARROW_TYPE: Final = "application/vnd.apache.arrow.stream"
PARQUET_TYPE: Final = "application/vnd.apache.parquet"
JSON_TYPE: Final = "application/json"


def columns_of(frame: pl.DataFrame) -> dict[str, list[Any]]:
    """Turn a table into lists by column; what is not finite becomes null, instants ISO 8601.

    Notes
    -----
    Verified by tests/unit/service/test_tables.py.
    """
    return {column.name: plain(column.to_list()) for column in frame.iter_columns()}


def table_response(frame: pl.DataFrame, media_type: str) -> Response:
    """Answer a table as an Arrow stream or as Parquet.

    Notes
    -----
    Verified by tests/unit/service/test_tables.py.
    """
    buffer = io.BytesIO()
    if media_type == PARQUET_TYPE:
        frame.write_parquet(buffer)
    else:
        frame.write_ipc_stream(buffer)
    return Response(buffer.getvalue(), media_type=media_type)


def table_content(*types: str) -> dict[int | str, dict[str, Any]]:
    """Describe the forms of a table, besides JSON, for a route's ``responses=``.

    Notes
    -----
    Verified by tests/unit/service/test_tables.py.
    """
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": dict.fromkeys(types, binary)}}
