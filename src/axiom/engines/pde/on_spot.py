"""Contracts whose coordinate is the log-price: what they read off, and how methods are made."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from axiom.engines.method import Method, Request
from axiom.engines.pde.product import Product, line_solver, value_products, with_dividends
from axiom.engines.pde.setting import PriceModel, Setting
from axiom.engines.valuation import Valuation
from axiom.instruments import American, Instrument
from axiom.kernels.arrays import Doubles
from axiom.kernels.pde import Edge, Event, Line, TwoLines
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, LocalVol

__all__ = ["LEVEL", "Build", "line_between", "methods", "vanilla_payoff"]

LEVEL: Final = (0.0, 0.0)
"""A payoff of nothing."""

_NAME: Final = "finite differences"
_SOURCE: Final = (
    "Bank et al., IEEE Transactions on Electron Devices 32 (10), 1985, p. 1998; "
    "Tavella, Randall, Pricing Financial Instruments, 2000, p. 121"
)

Build = Callable[[Any, Setting], Product]


def vanilla_payoff(strike: float, is_call: bool, less: float = 0.0) -> TwoLines:
    """Return the payoff of a call or put less an amount."""
    if strike == 0.0:
        return TwoLines((-less, 1.0) if is_call else (-less, 0.0))
    dead = (-less, 0.0)
    alive = (-strike - less, 1.0) if is_call else (strike - less, -1.0)
    below, above = (dead, alive) if is_call else (alive, dead)
    return TwoLines(below, above, math.log(strike))


def line_between(
    setting: Setting,
    expiry: float,
    payoff: TwoLines,
    *,
    low: Edge | None = None,
    high: Edge | None = None,
    events: Sequence[Event] = (),
    pins: Sequence[float] = (),
    descending: bool = False,
) -> Line:
    """Return a line on the log-price between barriers, or where there are none, far enough out.

    Barriers beyond that are left out: paths do not get there.
    """
    far_low, far_high = setting.domain(expiry)
    line = Line(
        expiry=expiry,
        low=low if low is not None and low.x > far_low else Edge(far_low),
        high=high if high is not None and high.x < far_high else Edge(far_high),
        payoff=payoff,
        places=(math.log(setting.market.spots[0]),),
        events=tuple(sorted(events, key=lambda event: -event.time)),
        pins=tuple(pins),
        descending=descending,
    )
    return with_dividends(line, setting)


def methods(
    instrument: type[Instrument],
    build: Build,
    *,
    speed: float,
    source: str = _SOURCE,
    accepts: Callable[[Any, PriceModel, Market], str | None] | None = None,
) -> tuple[Method, ...]:
    """Return the methods of an instrument under Black-Scholes and under local vol."""

    def value(
        contracts: Sequence[Any], model: PriceModel, market: Market, request: Request
    ) -> list[Valuation]:
        return _value(build, contracts, model, market, request)

    def can(contract: Any, model: PriceModel, market: Market) -> str | None:
        reason = accepts(contract, model, market) if accepts is not None else None
        if reason is not None:
            return reason
        return Setting(model, market, max(contract.last_time, 1e-12), False).obstacle(
            contract.last_time
        )

    return tuple(
        Method(
            engine="pde",
            name=_NAME,
            instrument=instrument,
            model=model,
            value=value,
            accepts=can,
            speed=speed if model is BlackScholes else 6.0 * speed,
            source=source,
        )
        for model in (BlackScholes, LocalVol)
    )


def _value(
    build: Build,
    contracts: Sequence[Instrument],
    model: PriceModel,
    market: Market,
    request: Request,
) -> list[Valuation]:
    horizon = max(contract.last_time for contract in contracts)
    setting = Setting(model, market, max(horizon, 1e-12), request.greeks)
    return value_products(
        [build(contract, setting) for contract in contracts],
        request,
        [request.tolerance * contract.size(market.spots) for contract in contracts],
        name=_NAME,
        solve=line_solver(setting, setting.operator),
        read=lambda solutions, _: _read(solutions, setting, isinstance(contracts[0], American)),
    )


def _read(solutions: Doubles, setting: Setting, american: bool) -> Doubles:
    """Return price, delta, gamma, vega, theta and rho from values and derivatives in ln S."""
    base = solutions[:, 0]
    if not setting.greeks:
        return base[:, :1]
    spot = setting.market.spots[0]
    first, second = base[:, 1], base[:, 2]
    rate, carry = setting.first_rate, setting.first_rate - setting.first_yield
    half_variance = 0.5 * float(setting.model.spot_vol) ** 2
    theta = rate * base[:, 0] - carry * first - half_variance * (second - first)
    if american:  # the solver returns the payoff itself where it is exercised
        theta = np.where(first == second, 0.0, theta)
    if setting.operator == "local":
        still = first
        first, second = _with_vols_moving(solutions, setting.shift)
        theta = theta - carry * (first - still)  # the forward falls as time passes on one spot
    vega = (solutions[:, 2, 0] - solutions[:, 1, 0]) / (2.0 * setting.vol_bump)
    rho = (solutions[:, 4, 0] - solutions[:, 3, 0]) / (2.0 * setting.rate_bump)
    gamma = (second - first) / (spot * spot)
    return np.column_stack([base[:, 0], first / spot, gamma, vega, theta, rho])


def _with_vols_moving(solutions: Doubles, shift: float) -> tuple[Doubles, Doubles]:
    """Add to derivatives in ln S those through local vols, which are given by log-moneyness."""
    base, down, up = solutions[:, 0], solutions[:, -2], solutions[:, -1]
    first = base[:, 1] + (up[:, 0] - down[:, 0]) / (2.0 * shift)
    mixed = (up[:, 1] - down[:, 1]) / (2.0 * shift)
    twice = (up[:, 0] - 2.0 * base[:, 0] + down[:, 0]) / (shift * shift)
    return first, base[:, 2] + 2.0 * mixed + twice
