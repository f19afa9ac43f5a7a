"""Prices, Greeks and implied vols over the wire."""

from __future__ import annotations

from typing import Any

from axiom.client.calls import Call, post
from axiom.client.operations import operation

__all__ = ["PricingOperations"]


class PricingOperations:
    """Prices."""

    @operation
    def price(self, /, **given: Any) -> Call[float]:
        """Price."""
        return post("/v1/price", given, float)
