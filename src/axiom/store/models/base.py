"""What all models share: the registry of types and the names of constraints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import Boolean, Date, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeEngine

from axiom.store.models.types import Document, ExactDecimal, Number, UtcTime, Words

__all__ = ["Base", "Identifier", "Json"]

Json = Mapping[str, Any]
Identifier = Annotated[str, mapped_column(Text, primary_key=True)]


class Base(DeclarativeBase):
    """Root of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        bool: Boolean(),
        bytes: LargeBinary(),
        dt.date: Date(),
        dt.datetime: UtcTime(),
        Decimal: ExactDecimal(),
        float: Number(),
        int: Integer(),
        Json: Document,
        str: Text(),
        tuple[str, ...]: Words(),
    }
