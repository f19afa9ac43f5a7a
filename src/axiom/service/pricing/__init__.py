"""Prices, Greeks and implied vols: of one option, and of columns of them."""

from typing import Final

from fastapi import APIRouter

from axiom.service.pricing import batch_routes, routes

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (routes.router, batch_routes.router)
"""Routers of this domain."""
