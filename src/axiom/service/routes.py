"""The routers of all domains."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

__all__ = ["ROUTERS"]

ROUTERS: Final[tuple[APIRouter, ...]] = ()
"""Routers, in the order in which the OpenAPI document lists them."""
