"""Numbers that are booked: decimals as text, never rounded; names and instants that are stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

__all__ = [
    "NAME",
    "BookedSum",
    "BookedTime",
    "Day",
    "ExactDecimal",
    "Identifier",
    "Name",
    "NonNegativeDecimal",
    "NonZeroDecimal",
    "PositiveDecimal",
]

_NUMBER: Final = r"(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?"
_NOT_ZERO: Final = r"(?!-?0(\.0+)?$)"
NAME: Final = r"^[A-Za-z0-9$^@#]([A-Za-z0-9 $^@#._:/&+=()-]*[A-Za-z0-9$^@#._:/&+=()-])?$"
"""Names: letters, digits and ``$ ^ @ # . _ : / & + = ( ) -``, blanks within."""
_EXAMPLES: Final[dict[type[dt.date], str]] = {
    dt.datetime: "2026-01-30T15:04:05Z",
    dt.date: "2026-01-30",
}
_EARLIEST: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LATEST: Final = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def _decimal(pattern: str, domain: str) -> Any:
    """Make the type of decimals whose text fits a pattern."""
    compiled = re.compile(pattern)

    def read(value: Any) -> Decimal:
        text = f"{value:f}" if isinstance(value, Decimal) else value
        if not isinstance(text, str) or not compiled.fullmatch(text):
            raise ValueError(
                f"give {domain} as text such as '12.5', with at most 18 digits before the point "
                "and 18 after it; a number that is not text would be rounded"
            )
        return Decimal(text)

    return Annotated[
        Decimal,
        BeforeValidator(read),
        PlainSerializer(_written, return_type=str),
        WithJsonSchema({"type": "string", "pattern": pattern}),
    ]


def _written(value: Decimal) -> str:
    """Write a decimal without an exponent."""
    return f"{value:f}"


def _text_or(kind: type[dt.date]) -> Callable[[Any], Any]:
    """Refuse what is neither text nor of a type, numbers among it."""

    def check(value: Any) -> Any:
        if not isinstance(value, str | kind):
            raise ValueError(f"give text such as {_EXAMPLES[kind]!r}")
        return value

    return check


def _booked_time(value: dt.datetime) -> dt.datetime:
    """Refuse instants that are none of a trade."""
    if not _EARLIEST <= value < _LATEST:
        raise ValueError(f"{value.isoformat()}: give an instant from 1970 on and before 2100")
    return value


ExactDecimal = _decimal(rf"^-?{_NUMBER}$", "a decimal number")
"""Any booked number."""
NonZeroDecimal = _decimal(rf"^{_NOT_ZERO}-?{_NUMBER}$", "a decimal number other than 0")
"""A booked number other than 0."""
NonNegativeDecimal = _decimal(rf"^{_NUMBER}$", "a decimal number of 0 or more")
"""A booked number, 0 or more."""
PositiveDecimal = _decimal(rf"^{_NOT_ZERO}{_NUMBER}$", "a decimal number above 0")
"""A booked number above 0."""
BookedSum = _decimal(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", "a decimal number")
"""What booked numbers multiply and add up to, with all its digits."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=NAME)]
"""A name of 1 to 64 characters."""
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
"""An identifier that the service gave."""
BookedTime = Annotated[
    AwareDatetime,
    BeforeValidator(_text_or(dt.datetime)),
    AfterValidator(_booked_time),
    Field(description="Instant with its zone (RFC 3339), from 1970 on and before 2100."),
]
"""An instant that is stored."""
Day = Annotated[dt.date, BeforeValidator(_text_or(dt.date))]
"""A day."""
