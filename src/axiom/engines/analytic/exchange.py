"""The option to exchange one asset for another under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from axiom.engines.analytic.terminal import Terminal, accepts, terminal, valuations
from axiom.engines.method import Method, Request
from axiom.engines.valuation import Valuation
from axiom.instruments import Exchange
from axiom.kernels import greeks
from axiom.kernels.multi_asset import TerminalValues
from axiom.market.spot_market import Market
from axiom.models import Correlated

__all__ = ["METHODS"]

NAME: Final = "Margrabe"
ROUNDING: Final = 1e-13


def _value(
    contracts: Sequence[Exchange], model: Correlated, market: Market, request: Request
) -> list[Valuation]:
    dates = [terminal(c.expiry, model, market) for c in contracts]
    return valuations(
        contracts,
        dates,
        _margrabe(contracts, dates),
        method=NAME,
        error_kind="rounding",
        model=model,
        market=market,
        request=request,
    )


def _margrabe(contracts: Sequence[Exchange], dates: Sequence[Terminal]) -> TerminalValues:
    """Return Black's formula with the second asset as strike, for the vol of the ratio."""
    quantities = np.array([c.quantities for c in contracts])
    forwards = np.array([d.forwards for d in dates])
    got, given = (quantities * forwards).T
    variance = np.array([np.array([1.0, -1.0]) @ d.covariance @ [1.0, -1.0] for d in dates])
    found = greeks(
        forward=got,
        strike=np.maximum(given, 1e-60 * np.maximum(got, 1.0)),
        expiry=1.0,
        vol=np.sqrt(np.maximum(variance, 1e-28)),
    )
    gradient = quantities * np.stack([found.delta, found.dual_delta], axis=1)
    cross = -found.gamma * got / np.maximum(given, 1e-60 * np.maximum(got, 1.0))
    hessian = np.stack([found.gamma, cross, cross, found.dual_gamma], axis=1).reshape(-1, 2, 2)
    return TerminalValues(
        value=np.asarray(found.price),
        error=ROUNDING * (got + given),
        gradient=gradient,
        hessian=hessian * quantities[:, :, None] * quantities[:, None, :],
        evaluations=np.ones(len(contracts)),
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
