"""European options under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import European
from axiom.kernels import Greeks, greeks
from axiom.kernels.stated_errors import ROUNDING
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

METHOD: Final = "Black-Scholes"
LEAST_STRIKE: Final = 1e-90
"""Over the spot; a strike of 0 has its limit."""


def _value(
    contracts: Sequence[European], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    expiry = np.array([c.expiry for c in contracts])
    found = greeks(
        only=None if request.greeks else ("price",),
        spot=market.spots[0],
        strike=np.array([max(c.strike, LEAST_STRIKE * market.spots[0]) for c in contracts]),
        expiry=expiry,
        vol=model.vols_to(expiry),
        rate=market.zero_rates(expiry),
        dividend_yield=market.yields_to(expiry),
        is_call=np.array([c.is_call for c in contracts]),
    )
    own: Any = {"error_kind": "rounding", "engine": "analytic", "method": METHOD}
    taken = _greeks(found, model, market, expiry) if request.greeks else [None] * len(contracts)
    spot = market.spots[0]
    return [
        Valuation(price=price, error=ROUNDING * (spot + contract.strike), greeks=one, **own)
        for contract, price, one in zip(contracts, found.price.tolist(), taken, strict=True)
    ]


def _greeks(
    found: Greeks, model: BlackScholes, market: Market, expiry: NDArray[np.float64]
) -> list[ContractGreeks]:
    response = np.array([model.vol_response(t) for t in expiry])
    columns = {
        "delta": found.delta,
        "gamma": found.gamma,
        "vega": found.vega * response,
        "theta": _theta(found, model, market),
        "rho": found.rho,
    }
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [ContractGreeks(**dict(zip(columns, row, strict=True))) for row in rows]


def _theta(found: Greeks, model: BlackScholes, market: Market) -> NDArray[np.float64]:
    """Return the price's change in time: forward rates and variances stay on the calendar."""
    if market.is_flat and model.is_flat:
        return np.asarray(found.theta)
    spot, rate = market.spots[0], market.zero_rate(0.0)
    carry = rate - market.yield_to(0.0)
    drift = rate * found.price - carry * spot * found.delta
    return np.asarray(drift - 0.5 * (model.spot_vol * spot) ** 2 * found.gamma)


METHODS = (
    Method(
        engine="analytic",
        name=METHOD,
        instrument=European,
        model=BlackScholes,
        value=_value,
        accepts=always,
        speed=1.0,
        source="Black, Scholes, Journal of Political Economy 81, 1973, p. 644",
    ),
)
