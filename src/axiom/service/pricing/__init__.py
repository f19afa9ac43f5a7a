"""Prices, Greeks and implied vols: of one option, and of columns of them."""

from axiom.service.pricing.routes import router

__all__ = ["router"]
