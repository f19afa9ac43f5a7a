"""The routers of all domains."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service import admin, exotics, hedging, pricing, quoting
from axiom.service.access import routes as tokens
from axiom.service.book import routes as book
from axiom.service.chains import routes as chains
from axiom.service.jobs import routes as jobs
from axiom.service.risk import routes as risk
from axiom.service.sessions import routes as sessions
from axiom.service.stream import routes as stream
from axiom.service.surfaces import reading_routes as surface_readings
from axiom.service.surfaces import routes as surfaces

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *pricing.ROUTERS,
    *exotics.ROUTERS,
    *book.ROUTERS,
    *risk.ROUTERS,
    *quoting.ROUTERS,
    *hedging.ROUTERS,
    *chains.ROUTERS,
    *surfaces.ROUTERS,
    *surface_readings.ROUTERS,
    *jobs.ROUTERS,
    *sessions.ROUTERS,
    stream.router,
    *admin.ROUTERS,
    tokens.router,
)
"""Routers, in the order in which the OpenAPI document lists them."""
