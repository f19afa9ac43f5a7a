"""From the query of an upload to the arguments of `axiom.read_chain`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request

from axiom.core.errors import InvalidArgumentError
from axiom.market import DividendSchedule
from axiom.service.edge.media import base_type
from axiom.service.tables import ARROW_TYPE, PARQUET_TYPE
from axiom.wire.chains import Reading

__all__ = ["UPLOADED", "RawBody", "reading_arguments"]

UPLOADS: Final = (
    "text/csv", PARQUET_TYPE, ARROW_TYPE, "application/vnd.apache.arrow.file", "application/gzip",
    "application/zip", "application/octet-stream",
)  # fmt: skip
UPLOADED: Final = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in UPLOADS},
    }
}
"""What the OpenAPI document says of the body of an upload."""


async def _raw_body(request: Request) -> bytes:
    given = request.headers.get("content-type", "")
    if base_type(given) not in UPLOADS:
        raise HTTPException(415, f"content type {given!r}: send one of {', '.join(UPLOADS)}")
    body = await request.body()
    if not body:
        raise InvalidArgumentError("the body is empty: send the file")
    return body


RawBody = Annotated[bytes, Depends(_raw_body)]
"""The uploaded file; it is told apart by its content, whatever its content type says."""


def reading_arguments(reading: Reading) -> dict[str, Any]:
    """Give the keyword arguments of `axiom.read_chain`; what is not given is left out.

    Raises
    ------
    InvalidArgumentError
        If a column or a dividend is not written as it should be.

    Notes
    -----
    Verified by tests/unit/service/chains/test_reading.py.
    """
    plain = reading.model_dump(exclude={"name", "column", "dividend"}, exclude_none=True)
    if reading.column:
        plain["columns"] = dict(_column(one) for one in reading.column)
    if reading.dividend:
        plain["dividends"] = DividendSchedule.from_rows(_dividend(one) for one in reading.dividend)
    return plain


def _column(text: str) -> tuple[str, str]:
    name, equals, in_file = text.partition("=")
    if not (name and equals and in_file):
        raise InvalidArgumentError(f"column={text!r}: write it as bid=BestBid")
    return name, in_file


def _dividend(text: str) -> tuple[dt.date, float]:
    day, _, amount = text.partition("=")
    try:
        return dt.date.fromisoformat(day), float(amount)
    except ValueError:
        raise InvalidArgumentError(f"dividend={text!r}: write it as 2026-02-04=0.52") from None
