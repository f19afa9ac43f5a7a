"""Lookback options by finite differences in the ratio of the extreme to the price."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from axiom.engines.extremes import Extreme, extreme_of
from axiom.engines.method import Method, Request
from axiom.engines.pde.product import Product, certain, line_solver, value_products
from axiom.engines.pde.setting import DEVIATIONS, Setting
from axiom.engines.valuation import Valuation
from axiom.instruments import FixedLookback, FloatingLookback
from axiom.kernels.arrays import Doubles
from axiom.kernels.pde import Edge, Event, Line, TwoLines
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_NAME = "finite differences in the ratio to the extreme"

Lookback = FixedLookback | FloatingLookback


def _payoff(contract: Lookback, is_highest: bool) -> TwoLines:
    """Return the payoff over the price at expiry, in x = ln(extreme / price)."""
    if isinstance(contract, FixedLookback):
        return TwoLines((0.0, 1.0))
    gain = (-1.0, 1.0) if is_highest else (1.0, -1.0)
    if contract.fixings is None:
        return TwoLines(gain)
    none = (0.0, 0.0)
    return TwoLines(none, gain, 0.0) if is_highest else TwoLines(gain, none, 0.0)


def _line(contract: Lookback, state: Extreme, setting: Setting) -> Line:
    spot, expiry = setting.market.spots[0], contract.expiry
    down, up = (setting.deviation(expiry, side) for side in (-1, 1))
    drift = abs(float(np.log(setting.market.growth(expiry))))
    reach = DEVIATIONS * max(down, up) + 0.5 * up * up + drift
    sign = 1.0 if state.is_highest else -1.0
    known = 0.0 < state.extreme < math.inf
    place = sign * math.log(state.extreme / spot) if known else -reach
    place = max(place, -reach)
    far = max(place, 0.0) + reach
    near = Edge(0.0, "reflecting") if contract.fixings is None else Edge(-2.0 * reach)
    events = tuple(
        Event(date, "clamp", (0.0, -sign))
        for date in reversed(contract.fixings or ())
        if date > 0.0
    )
    edges = (near, Edge(far)) if state.is_highest else (Edge(-far), _mirrored(near))
    return Line(
        expiry=expiry,
        low=edges[0],
        high=edges[1],
        payoff=_payoff(contract, state.is_highest),
        places=(sign * place,),
        events=events,
        pins=(0.0,) if contract.fixings is not None else (),
        descending=not state.is_highest,
    )


def _mirrored(edge: Edge) -> Edge:
    return Edge(-edge.x, edge.kind, edge.value)


def _product(contract: Lookback, state: Extreme, setting: Setting) -> Product:
    spot = setting.market.spots[0]
    if contract.expiry == 0.0:
        return _expired(contract, state, spot)
    line = _line(contract, state, setting)
    if isinstance(contract, FloatingLookback):
        return Product(((1.0, line),))
    strike = certain(setting, contract.strike, contract.expiry)
    if contract.is_call:
        return Product(((1.0, line),), certain=tuple(-part for part in strike))
    if contract.strike == 0.0:
        return Product()
    return Product(((-1.0, line),), certain=strike)


def _expired(contract: Lookback, state: Extreme, spot: float) -> Product:
    extreme = state.extreme if 0.0 < state.extreme < math.inf else spot
    if isinstance(contract, FixedLookback):
        paid = extreme - contract.strike if contract.is_call else contract.strike - extreme
        slope = (1.0 if contract.is_call else -1.0) if state.follows else 0.0
    else:
        paid = spot - extreme if contract.is_call else extreme - spot
        slope = 0.0 if state.follows else (1.0 if contract.is_call else -1.0)
    if paid <= 0.0:
        return Product()
    return Product(certain=(paid, slope, 0.0, 0.0, 0.0, 0.0))


def _value(
    contracts: Sequence[Any], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    horizon = max(contract.expiry for contract in contracts)
    setting = Setting(model, market, max(horizon, 1e-12), request.greeks)
    states = [extreme_of(contract, market.spots[0]) for contract in contracts]
    follows = np.array([state.follows for state in states])
    return value_products(
        [_product(c, state, setting) for c, state in zip(contracts, states, strict=True)],
        request,
        [request.tolerance * contract.size(market.spots) for contract in contracts],
        name=_NAME,
        solve=line_solver(setting, "swapped"),
        read=lambda solutions, members: _read(solutions, setting, follows[list(members)]),
    )


def _read(solutions: Doubles, setting: Setting, follows: np.ndarray[Any, Any]) -> Doubles:
    """Return price and Greeks of spot times the solution at ln(extreme / spot)."""
    spot = setting.market.spots[0]
    base = solutions[:, 0]
    price = spot * base[:, 0]
    if not setting.greeks:
        return price[:, None]
    delta = base[:, 0] - base[:, 1]
    gamma = (base[:, 2] - base[:, 1]) / spot
    rate, carry = setting.first_rate, setting.first_rate - setting.first_yield
    half_variance = 0.5 * float(setting.model.spot_vol) ** 2
    theta = rate * price - carry * spot * delta - half_variance * spot * spot * gamma
    vega = spot * (solutions[:, 2, 0] - solutions[:, 1, 0]) / (2.0 * setting.vol_bump)
    rho = spot * (solutions[:, 4, 0] - solutions[:, 3, 0]) / (2.0 * setting.rate_bump)
    gamma = np.where(follows, 0.0, gamma)
    delta = np.where(follows, base[:, 0], delta)
    return np.column_stack([price, delta, gamma, vega, theta, rho])


def _accepts(contract: Lookback, model: BlackScholes, market: Market) -> str | None:
    if market.dividends:
        return "cash dividends are not covered: the ratio to the extreme would not be enough"
    return Setting(model, market, max(contract.expiry, 1e-12), False).obstacle(contract.expiry)


METHODS = tuple(
    Method(
        engine="pde",
        name=_NAME,
        instrument=instrument,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=400.0,
        source="Andreasen, The pricing of discretely sampled Asian and lookback options, Journal "
        "of Computational Finance 2 (1), 1998, p. 5",
    )
    for instrument in (FixedLookback, FloatingLookback)
)
