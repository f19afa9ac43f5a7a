"""Options and digitals on the price at expiry under Heston, Bates and Merton, in strips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from axiom.engines.fourier.affine import (
    AffineModel,
    accepts,
    affine_parameters,
    vega_of_variances,
)
from axiom.engines.method import Method, Request
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import AssetOrNothing, CashOrNothing, European, Instrument
from axiom.kernels.fourier import AffineStrips, AffineValues
from axiom.market.spot_market import Market
from axiom.models import Bates, Heston, Merton

__all__ = ["METHODS"]

NAME: Final = "sinh contour"
NO_STRIKE: Final = 1e-20
"""Stands for a strike of 0, over the forward: it changes no digit."""

TIGHTEST: Final = 1e-8
"""Largest tolerance over the forward asked of the kernel: digits cost next to nothing."""

Payoff = Literal["vanilla", "cash", "asset"]
Contract = European | CashOrNothing | AssetOrNothing
GREEKS: Final = ("delta", "gamma", "vega", "theta", "rho")


def _value(
    contracts: Sequence[Contract],
    model: AffineModel,
    market: Market,
    request: Request,
    payoff: Payoff,
) -> list[Valuation]:
    expiry = np.array([c.expiry for c in contracts])
    discount = market.discount(expiry)
    forward = market.spots[0] * market.growth(expiry)
    strike = np.maximum([c.strike for c in contracts], NO_STRIKE * forward)
    paid = np.array([c.cash if isinstance(c, CashOrNothing) else 1.0 for c in contracts])
    strips = AffineStrips(
        forward=forward, strike=strike, expiry=expiry, is_call=[c.is_call for c in contracts]
    )
    scale = 1.0 if payoff == "cash" else float(forward.min())
    found = strips.values(
        affine_parameters(model),
        payoff=payoff,
        outputs=6 if request.greeks else 1,
        tolerance=min(request.tolerance, TIGHTEST) * scale,
        threads=request.threads,
    )
    scaled = AffineValues(
        discount * paid * found.values, discount * paid * found.errors, found.work
    )
    taken = (
        _greeks(scaled, model, market, forward, expiry) if request.greeks else [None] * expiry.size
    )
    own: Any = {"error_kind": "discretisation", "engine": "fourier", "method": NAME}
    work = {"nodes": float(found.work), "batch": float(expiry.size)}
    rows = zip(scaled.values[0].tolist(), scaled.errors[0].tolist(), taken, strict=True)
    return [Valuation(price=p, error=e, greeks=g, work=work, **own) for p, e, g in rows]


def _greeks(
    found: AffineValues,
    model: AffineModel,
    market: Market,
    forward: NDArray[np.float64],
    expiry: NDArray[np.float64],
) -> list[ContractGreeks]:
    """Turn discounted derivatives in forward, expiry and variances into Greeks."""
    growth, vegas = forward / market.spots[0], vega_of_variances(model)
    rate = market.zero_rate(0.0)
    carry = rate - market.yield_to(0.0)
    value, slope, curvature, in_time, of_initial, of_long = found.values
    greeks = np.array(
        [
            slope * growth,
            curvature * growth**2,
            vegas[0] * of_initial + vegas[1] * of_long,
            rate * value - carry * forward * slope - in_time,
            expiry * (forward * slope - value),
        ]
    )
    e = found.errors
    errors = np.array(
        [
            e[1] * growth,
            e[2] * growth**2,
            vegas[0] * e[4] + vegas[1] * e[5],
            abs(rate) * e[0] + abs(carry) * forward * e[1] + e[3],
            expiry * (forward * e[1] + e[0]),
        ]
    )
    rows = zip(greeks.T.tolist(), errors.T.tolist(), strict=True)
    return [
        ContractGreeks(
            **dict(zip(GREEKS, one, strict=True)), errors=dict(zip(GREEKS, error, strict=True))
        )
        for one, error in rows
    ]


def _european(
    contracts: Sequence[European], model: AffineModel, market: Market, request: Request
) -> list[Valuation]:
    return _value(contracts, model, market, request, "vanilla")


def _cash(
    contracts: Sequence[CashOrNothing], model: AffineModel, market: Market, request: Request
) -> list[Valuation]:
    return _value(contracts, model, market, request, "cash")


def _asset(
    contracts: Sequence[AssetOrNothing], model: AffineModel, market: Market, request: Request
) -> list[Valuation]:
    return _value(contracts, model, market, request, "asset")


_PRICERS: tuple[tuple[type[Instrument], Any], ...] = (
    (European, _european),
    (CashOrNothing, _cash),
    (AssetOrNothing, _asset),
)

METHODS = tuple(
    Method(
        engine="fourier",
        name=NAME,
        instrument=instrument,
        model=model,
        value=pricer,
        accepts=accepts,
        speed=2.0,
        source="Boyarchenko, Levendorskii, Int. J. Theor. Appl. Finance 22 (3), 2019, 1950011; "
        "Lewis, Option Valuation under Stochastic Volatility, 2000, chapter 2",
    )
    for instrument, pricer in _PRICERS
    for model in (Heston, Bates, Merton)
)
