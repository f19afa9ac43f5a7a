"""Parameters that several routes of administration take."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query

__all__ = ["AfterQuery", "IdPath", "LimitQuery", "next_of"]

IdPath = Annotated[UUID, Path(description="Its identifier.")]
LimitQuery = Annotated[int, Query(ge=1, le=1000, description="Most items of a page.")]
AfterQuery = Annotated[UUID | None, Query(description="`next` of the page before.")]


def next_of(found: tuple[Any, ...], limit: int) -> str | None:
    """Return after which item the next page begins; None where this page is the last."""
    return str(found[-1].id) if len(found) == limit else None
