"""The routers of all domains."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from axiom.service import pricing

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = (*pricing.ROUTERS,)
"""Routers, in the order in which the OpenAPI document lists them."""
