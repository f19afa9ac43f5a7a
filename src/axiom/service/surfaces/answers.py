"""Stored surfaces as their wire models."""

from __future__ import annotations

import json
from typing import Any

from axiom.store import SurfaceRecord
from axiom.wire.surfaces import CurrentSurface, SurfaceAnswer, SurfacePage, SurfaceQuality

__all__ = ["current_answer", "surface_answer", "surface_page"]


def surface_answer(record: SurfaceRecord) -> SurfaceAnswer:
    """Describe a stored surface.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    return SurfaceAnswer(**_fields(record))


def current_answer(record: SurfaceRecord) -> CurrentSurface:
    """Describe a stored surface with its parameters."""
    return CurrentSurface(**_fields(record), parameters=json.loads(record.parameters))


def surface_page(records: tuple[SurfaceRecord, ...], limit: int) -> SurfacePage:
    """Make a page; it has a next one where it is full."""
    return SurfacePage(
        surfaces=tuple(surface_answer(one) for one in records),
        next=records[-1].id if len(records) == limit else None,
    )


def _fields(record: SurfaceRecord) -> dict[str, Any]:
    names = ("id", "underlying", "valuation_time", "family", "input_hash", "chain_id", "created_at")
    return {
        **{name: getattr(record, name) for name in names},
        "is_arbitrage_free": record.is_certified,
        "quality": SurfaceQuality.model_validate(record.quality),
    }
