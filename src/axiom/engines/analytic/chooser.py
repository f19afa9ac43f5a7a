"""Choosers under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from axiom.engines.analytic.spot_terms import date_terms, rounded
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import Valuation
from axiom.instruments import Chooser
from axiom.kernels.two_dates import choosers
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

NAME: Final = "Rubinstein chooser"


def _value(
    contracts: Sequence[Chooser], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    found = choosers(
        spot=market.spots[0],
        call_strike=[c.call_strike for c in contracts],
        put_strike=[c.put_strike for c in contracts],
        choice=date_terms([c.choice for c in contracts], model, market),
        call=date_terms([c.call_expiry for c in contracts], model, market),
        put=date_terms([c.put_expiry for c in contracts], model, market),
    )
    sizes = [market.spots[0] + c.call_strike + c.put_strike for c in contracts]
    return rounded(found, sizes, method=NAME, model=model, market=market, greeks=request.greeks)


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=Chooser,
        model=BlackScholes,
        value=_value,
        accepts=always,
        speed=2.0,
        source="Rubinstein, Risk 4 (4), 1991, p. 43",
    ),
)
