"""The routers of all domains."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service import exotics, hedging, pricing, quoting
from axiom.service.book import routes as book
from axiom.service.stream import routes as stream

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *pricing.ROUTERS,
    *exotics.ROUTERS,
    *book.ROUTERS,
    *quoting.ROUTERS,
    *hedging.ROUTERS,
    stream.router,
)
"""Routers, in the order in which the OpenAPI document lists them."""
