"""Variance swaps under Heston, Bates and Merton: the expected quadratic variation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from axiom.engines.fourier.affine import AffineModel, affine_parameters, vega_of_variances
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import VarianceSwap
from axiom.market.spot_market import Market
from axiom.models import Bates, Heston, Merton, Model

__all__ = ["METHODS"]

NAME: Final = "expected variance"
ROUNDING: Final = 1e-14


def _value(
    contracts: Sequence[VarianceSwap], model: AffineModel, market: Market, request: Request
) -> list[Valuation]:
    return [_one(contract, model, market, request) for contract in contracts]


def _one(contract: VarianceSwap, model: AffineModel, market: Market, request: Request) -> Valuation:
    p, expiry = affine_parameters(model), contract.expiry
    kappa = max(p.mean_reversion, 1e-12)
    faded = -math.expm1(-kappa * expiry) / kappa
    jumps = p.jump_intensity * (p.jump_mean**2 + p.jump_vol**2)
    variance = p.long_variance * (expiry - faded) + p.initial_variance * faded + jumps * expiry
    unit = contract.notional * float(market.discount(expiry)) / contract.life
    price = unit * (contract.accrued_variance + variance - contract.strike**2 * contract.life)
    greeks = None
    if request.greeks:
        vegas, kept = vega_of_variances(model), math.exp(-kappa * expiry)
        speed = p.long_variance * (1.0 - kept) + p.initial_variance * kept + jumps
        greeks = ContractGreeks(
            delta=0.0,
            gamma=0.0,
            vega=unit * (vegas[0] * faded + vegas[1] * (expiry - faded)),
            theta=market.zero_rate(0.0) * price - unit * speed,
            rho=-expiry * price,
        )
    size = contract.accrued_variance + variance + contract.strike**2 * contract.life
    own: Any = {"error_kind": "rounding", "engine": "fourier", "method": NAME}
    return Valuation(price=price, error=ROUNDING * abs(unit) * size, greeks=greeks, **own)


def _accepts(contract: VarianceSwap, model: Model, market: Market) -> str | None:
    if contract.fixings is not None:
        return "the swap has discrete fixings; give fixings=None"
    return always(contract, model, market)


METHODS = tuple(
    Method(
        engine="fourier",
        name=NAME,
        instrument=VarianceSwap,
        model=model,
        value=_value,
        accepts=_accepts,
        speed=3.0,
        source="Gatheral, The Volatility Surface, 2006, p. 138; jumps: Bates, Review of Financial "
        "Studies 9, 1996, p. 72",
    )
    for model in (Heston, Bates, Merton)
)
