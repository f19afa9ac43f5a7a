"""Options on options under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from axiom.engines.analytic.spot_terms import date_terms, rounded
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import Valuation
from axiom.instruments import Compound
from axiom.kernels.two_dates import compounds
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

NAME: Final = "Geske"


def _value(
    contracts: Sequence[Compound], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    found = compounds(
        spot=market.spots[0],
        strike=[c.strike for c in contracts],
        underlying_strike=[c.underlying.strike for c in contracts],
        is_call=[c.is_call for c in contracts],
        is_underlying_call=[c.underlying.is_call for c in contracts],
        first=date_terms([c.expiry for c in contracts], model, market),
        second=date_terms([c.underlying.expiry for c in contracts], model, market),
    )
    sizes = [market.spots[0] + c.strike + c.underlying.strike for c in contracts]
    return rounded(found, sizes, method=NAME, model=model, market=market, greeks=request.greeks)


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=Compound,
        model=BlackScholes,
        value=_value,
        accepts=always,
        speed=2.0,
        source="Geske, Journal of Financial Economics 7, 1979, p. 68",
    ),
)
