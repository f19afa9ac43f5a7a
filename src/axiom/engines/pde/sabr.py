"""European and digital options under the arbitrage-free form of SABR."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from axiom.engines.method import Method, Request
from axiom.engines.sabr import SabrContract, accepts, effective_values, valuations
from axiom.engines.valuation import Valuation
from axiom.instruments import CashOrNothing, European
from axiom.market.spot_market import Market
from axiom.models import Sabr

__all__ = ["METHODS"]

NAME: Final = "arbitrage-free SABR"


def _value(
    contracts: Sequence[SabrContract], model: Sabr, market: Market, request: Request
) -> list[Valuation]:
    own = {"error_kind": "discretisation", "engine": "pde", "method": NAME}
    return valuations(contracts, model, market, request, values=effective_values, own=own)


METHODS = tuple(
    Method(
        engine="pde",
        name=NAME,
        instrument=instrument,
        model=Sabr,
        value=_value,
        accepts=accepts,
        speed=3000.0,
        source="Hagan, Kumar, Lesniewski, Woodward, Wilmott, January 2014, 60-75",
    )
    for instrument in (European, CashOrNothing)
)
