"""European and digital options under SABR by Hagan's expansion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from axiom.engines.method import Method, Request
from axiom.engines.sabr import SabrContract, accepts, expansion_values, valuations
from axiom.engines.valuation import Valuation
from axiom.instruments import CashOrNothing, European
from axiom.market.spot_market import Market
from axiom.models import Sabr

__all__ = ["METHODS"]

NAME: Final = "Hagan"


def _value(
    contracts: Sequence[SabrContract], model: Sabr, market: Market, request: Request
) -> list[Valuation]:
    own = {"error_kind": "discretisation", "engine": "analytic", "method": NAME}
    return valuations(contracts, model, market, request, values=expansion_values, own=own)


METHODS = tuple(
    Method(
        engine="analytic",
        name=NAME,
        instrument=instrument,
        model=Sabr,
        value=_value,
        accepts=accepts,
        speed=300.0,
        source="Hagan, Kumar, Lesniewski, Woodward, Wilmott magazine, September 2002, 84-108, "
        "equation (2.17a)",
    )
    for instrument in (European, CashOrNothing)
)
