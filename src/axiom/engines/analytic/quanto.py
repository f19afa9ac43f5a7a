"""Quanto options: Black-Scholes with the drift of the foreign asset under the domestic measure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from axiom.engines.method import Method, Request
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Quanto
from axiom.kernels import greeks
from axiom.kernels.stated_errors import ROUNDING
from axiom.market.spot_market import Market
from axiom.models import QuantoBlackScholes

__all__ = ["METHODS"]

_METHOD = "Reiner"
_NAMES = ("price", "delta", "gamma", "vega", "rho", "psi")


def _accepts(contract: Quanto, model: QuantoBlackScholes, market: Market) -> str | None:
    if market.foreign_rate is None:
        return "the market has no foreign_rate"
    return "cash dividends are not covered" if market.dividends else None


def _value(
    contracts: Sequence[Quanto], model: QuantoBlackScholes, market: Market, request: Request
) -> list[Valuation]:
    expiry = np.array([c.expiry for c in contracts])
    rate = market.zero_rates(expiry)
    foreign = np.array([market.foreign_rate_to(t) for t in expiry])
    covariance = model.correlation * model.vol * model.fx_vol
    found = greeks(
        only=_NAMES,
        spot=market.spots[0],
        strike=np.array([max(c.strike, 1e-90) for c in contracts]),
        expiry=expiry,
        vol=model.vol,
        rate=rate,
        dividend_yield=rate - foreign + market.yields_to(expiry) + covariance,
        is_call=np.array([c.is_call for c in contracts]),
    )
    units = np.array([c.exchange_rate for c in contracts])
    sizes = units * (market.spots[0] + np.array([c.strike for c in contracts]))
    columns = {name: np.asarray(getattr(found, name)) * units for name in _NAMES}
    # The drift answers to the vol through the covariance; a higher domestic rate does not move it.
    columns["vega"] = columns["vega"] + columns["psi"] * model.correlation * model.fx_vol
    columns["rho"] = columns["rho"] + columns.pop("psi")
    drift = market.foreign_rate_to(0.0) - market.yield_to(0.0) - covariance
    spot = market.spots[0]
    columns["theta"] = (
        market.zero_rate(0.0) * columns["price"]
        - drift * spot * columns["delta"]
        - 0.5 * (model.vol * spot) ** 2 * columns["gamma"]
    )
    prices = columns.pop("price").tolist()
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [
        Valuation(
            price=price,
            error=ROUNDING * size,
            error_kind="rounding",
            engine="analytic",
            method=_METHOD,
            greeks=ContractGreeks(**dict(zip(columns, row, strict=True)))
            if request.greeks
            else None,
        )
        for price, size, row in zip(prices, sizes.tolist(), rows, strict=True)
    ]


METHODS = (
    Method(
        engine="analytic",
        name=_METHOD,
        instrument=Quanto,
        model=QuantoBlackScholes,
        value=_value,
        accepts=_accepts,
        speed=1.0,
        source="Reiner, Quanto mechanics, Risk 5 (3), 1992, p. 61",
    ),
)
