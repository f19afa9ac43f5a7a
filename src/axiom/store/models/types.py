"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Double, Numeric, Text
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from axiom.core.errors import InvalidArgumentError
from axiom.store.exact import plain

__all__ = ["Document", "ExactDecimal", "Number", "UtcTime", "Words", "canonical_json"]


def canonical_json(value: Any) -> str:
    """Write JSON text that is the same for equal values: keys sorted, no blanks, UTF-8 kept.

    Raises
    ------
    InvalidArgumentError
        If the value has something that is no JSON, NaN and infinity among it.
    """
    try:
        return json.dumps(
            value,
            allow_nan=False,
            default=_plain_value,
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"a document cannot be written as JSON: {error}") from None


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no type of JSON")


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal with every digit kept: NUMERIC on PostgreSQL, text on SQLite, never a float."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write it."""
        if value is None:
            return None
        return f"{plain(value):f}" if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read it."""
        return None if value is None else plain(Decimal(value))


class UtcTime(TypeDecorator[dt.datetime]):
    """An instant: TIMESTAMP WITH TIME ZONE on PostgreSQL, text in UTC that sorts on SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(Text() if sqlite else DateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Write it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise InvalidArgumentError(f"{value!r} has no time zone: give an aware datetime")
        utc = value.astimezone(dt.UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Read it."""
        if value is None:
            return None
        read = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        return read.astimezone(dt.UTC)


class Number(TypeDecorator[float]):
    """A double; NaN is kept as NULL on both, since SQLite has none (nor a sign of 0)."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        """Write it."""
        return None if value is None or math.isnan(value) else float(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A few words, written as one text with blanks between them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Write them."""
        return None if value is None else " ".join(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        """Read them."""
        return None if value is None else tuple(value.split())


Document: Final = JSON(none_as_null=True)
"""A JSON object, kept as the text it was written as (not JSONB, which loses the sign of -0.0)."""
