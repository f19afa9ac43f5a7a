"""The routers of administration."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service.admin import audit, clients, keys

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (
    keys.router,
    clients.router,
    audit.router,
)
"""Routers, in the order in which the OpenAPI document lists them."""
