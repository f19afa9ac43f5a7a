"""Every contract of the library under every model."""

from typing import Final

from fastapi import APIRouter

from axiom.service.exotics import routes

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (routes.router,)
"""Routers of this domain."""
