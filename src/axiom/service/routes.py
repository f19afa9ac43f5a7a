"""The routers of all domains."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service import exotics, pricing
from axiom.service.stream import routes as stream

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (*pricing.ROUTERS, *exotics.ROUTERS, stream.router)
"""Routers, in the order in which the OpenAPI document lists them."""
