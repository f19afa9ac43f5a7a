"""European options under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import European
from axiom.kernels import Greeks, greeks
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

ROUNDING: Final = 1e-13
"""Error over spot and strike; see tests/parity/test_mpmath_parity.py."""


def _value(
    contracts: Sequence[European], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    expiry = np.array([c.expiry for c in contracts])
    found = greeks(
        spot=market.spots[0],
        strike=np.array([c.strike for c in contracts]),
        expiry=expiry,
        vol=np.array([model.vol_to(t) for t in expiry]),
        rate=np.array([market.zero_rate(t) for t in expiry]),
        dividend_yield=np.array([market.yield_to(t) for t in expiry]),
        is_call=np.array([c.is_call for c in contracts]),
    )
    theta = _theta(found, model, market)
    response = np.array([model.vol_response(t) for t in expiry])
    return [
        Valuation(
            price=float(found.price[i]),
            error=ROUNDING * (market.spots[0] + contract.strike),
            error_kind="rounding",
            engine="analytic",
            method="Black-Scholes",
            greeks=ContractGreeks(
                delta=float(found.delta[i]),
                gamma=float(found.gamma[i]),
                vega=float(found.vega[i] * response[i]),
                theta=float(theta[i]),
                rho=float(found.rho[i]),
            )
            if request.greeks
            else None,
        )
        for i, contract in enumerate(contracts)
    ]


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
        name="Black-Scholes",
        instrument=European,
        model=BlackScholes,
        value=_value,
        accepts=always,
        speed=1.0,
        source="Black, Scholes, Journal of Political Economy 81, 1973, p. 644",
    ),
)
