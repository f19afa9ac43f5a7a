"""What closed forms of one asset need of a market and a model, and what they return."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.kernels.two_dates import DateTerms, SpotGreeks
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["date_terms", "rounded", "theta"]


def date_terms(times: Sequence[float], model: BlackScholes, market: Market) -> DateTerms:
    """Return the averages to one date a contract."""
    return DateTerms(
        time=np.array(times),
        rate=np.array([market.zero_rate(t) for t in times]),
        dividend_yield=np.array([market.yield_to(t) for t in times]),
        vol=np.array([model.vol_to(t) for t in times]),
        response=np.array([model.vol_response(t) for t in times]),
    )


def theta(price: float, delta: float, gamma: float, model: BlackScholes, market: Market) -> float:
    """Return dV/dt by the pricing equation, r V - (r - q) S delta - vol^2 S^2 gamma / 2."""
    spot, rate = market.spots[0], market.zero_rate(0.0)
    drift = (rate - market.yield_to(0.0)) * spot * delta
    return rate * price - drift - 0.5 * (model.spot_vol * spot) ** 2 * gamma


def rounded(
    found: SpotGreeks,
    sizes: Sequence[float],
    *,
    method: str,
    model: BlackScholes,
    market: Market,
    greeks: bool,
) -> list[Valuation]:
    """Return one valuation a contract; its error is 1e-13 of its size, amplified by the formula."""
    valuations = []
    for i, size in enumerate(sizes):
        price, delta, gamma = (float(a[i]) for a in (found.price, found.delta, found.gamma))
        own = ContractGreeks(
            delta=delta,
            gamma=gamma,
            vega=float(found.vega[i]),
            theta=theta(price, delta, gamma, model, market),
            rho=float(found.rho[i]),
        )
        valuations.append(
            Valuation(
                price=max(price, 0.0),
                error=1e-13 * size * float(found.amplification[i]),
                error_kind="rounding",
                engine="analytic",
                method=method,
                greeks=own if greeks else None,
            )
        )
    return valuations
