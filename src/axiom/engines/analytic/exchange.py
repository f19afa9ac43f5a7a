"""The option to exchange one asset for another under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from axiom.engines.analytic.terminal import accepts, terminal, valuations
from axiom.engines.method import Method, Request
from axiom.engines.valuation import Valuation
from axiom.instruments import Exchange
from axiom.kernels.multi_asset import exchange_options
from axiom.market.spot_market import Market
from axiom.models import Correlated

__all__ = ["METHODS"]

NAME: Final = "Margrabe"


def _value(
    contracts: Sequence[Exchange], model: Correlated, market: Market, request: Request
) -> list[Valuation]:
    dates = [terminal(c.expiry, model, market) for c in contracts]
    found = exchange_options(
        forwards=[d.forwards for d in dates],
        covariance=[d.covariance for d in dates],
        quantities=[c.quantities for c in contracts],
    )
    return valuations(
        contracts,
        dates,
        found,
        method=NAME,
        error_kind="rounding",
        model=model,
        market=market,
        request=request,
    )


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=Exchange,
        model=Correlated,
        value=_value,
        accepts=accepts,
        speed=1.0,
        source="Margrabe, Journal of Finance 33, 1978, p. 180",
    ),
)
