"""Spreads and baskets under Black-Scholes, by conditioning and quadrature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from axiom.engines.analytic.terminal import accepts, terminal, valuations
from axiom.engines.method import Method, Request
from axiom.engines.valuation import Valuation
from axiom.instruments import Basket, Spread
from axiom.kernels.multi_asset import sum_options
from axiom.market.spot_market import Market
from axiom.models import Correlated

__all__ = ["METHODS"]

NAME: Final = "conditional quadrature"
MARGIN: Final = 0.2
"""Share of the tolerance that the refinement aims at."""


def _weights(contract: Basket | Spread) -> tuple[float, ...]:
    if isinstance(contract, Spread):
        return (contract.quantities[0], -contract.quantities[1])
    return contract.weights


def _value(
    contracts: Sequence[Basket | Spread], model: Correlated, market: Market, request: Request
) -> list[Valuation]:
    dates = [terminal(c.expiry, model, market) for c in contracts]
    signs = np.array([1.0 if c.is_call else -1.0 for c in contracts])
    weights = signs[:, None] * np.array([_weights(c) for c in contracts])
    found = sum_options(
        forwards=np.array([d.forwards for d in dates]),
        covariance=np.array([d.covariance for d in dates]),
        weights=weights,
        strike=signs * np.array([c.strike for c in contracts]),
        tolerance=min(MARGIN * request.tolerance, 0.1),
        threads=request.threads,
    )
    return valuations(
        contracts,
        dates,
        found,
        method=NAME,
        error_kind="discretisation",
        model=model,
        market=market,
        request=request,
    )


def _method(instrument: type[Basket | Spread], speed: float) -> Method:
    return Method(
        engine="analytic",
        name=NAME,
        instrument=instrument,
        model=Correlated,
        value=_value,
        accepts=accepts,
        speed=speed,
        source="Bayer, Siebenmorgen, Tempone, Quantitative Finance 18, 2018, p. 493",
    )


METHODS = (_method(Spread, 60.0), _method(Basket, 500.0))
