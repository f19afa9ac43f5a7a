"""Cliquets with global bounds and reverse cliquets under Black-Scholes: sums of clipped returns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.analytic.bumps import vega_and_rho
from axiom.engines.analytic.spot_terms import theta
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Cliquet, ReverseCliquet
from axiom.kernels.recursions import expected_clipped_sum
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

NAME: Final = "convolution"
LEVELS: Final = (6, 8, 12, 18, 28)
"""Points of the polynomials, refined until two levels agree."""
SPOT_STEP: Final = 0.05
"""Of the stencil for delta and gamma, in deviations of the first return."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Bounds on each return and on the sum, and what is added to it."""

    lower: float
    upper: float
    least: float
    most: float
    past: float


def _bounds(contract: Cliquet | ReverseCliquet) -> _Bounds:
    if isinstance(contract, ReverseCliquet):
        past = contract.coupon + contract.past_return
        return _Bounds(-math.inf, 0.0, contract.floor, math.inf, past)
    return _Bounds(
        contract.local_floor,
        contract.local_cap,
        contract.global_floor,
        contract.global_cap,
        contract.past_return,
    )


def _periods(
    contract: Cliquet | ReverseCliquet, model: BlackScholes, market: Market
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return means and deviations of the logarithms of the returns."""
    dates = np.array(contract.resets)
    grown = np.log(np.concatenate([[1.0], market.growth(dates)]))
    variance = np.diff(np.concatenate([[0.0], model.total_variance(dates)]))
    means = np.diff(grown) - 0.5 * variance
    if contract.previous_fixing is not None:
        means[0] += math.log(market.spots[0] / contract.previous_fixing)
    return means, np.sqrt(np.maximum(variance, 0.0))


def _accepts(contract: Cliquet | ReverseCliquet, model: BlackScholes, market: Market) -> str | None:
    deviations = _periods(contract, model, market)[1]
    if (deviations == 0.0).any() and (deviations > 0.0).any():
        return "the vol is 0 in one period but not in others"
    return always(contract, model, market)


def _expected(
    bounds: _Bounds, means: NDArray[np.float64], deviations: NDArray[np.float64], points: int
) -> float:
    if not deviations.any():
        returns = np.clip(np.expm1(means), bounds.lower, bounds.upper)
        return float(np.clip(bounds.past + returns.sum(), bounds.least, bounds.most))
    return expected_clipped_sum(
        means=means,
        deviations=deviations,
        lower=bounds.lower,
        upper=bounds.upper,
        least=bounds.least,
        most=bounds.most,
        past=bounds.past,
        points=points,
    )


def _price(
    contract: Cliquet | ReverseCliquet, model: BlackScholes, market: Market, points: int
) -> float:
    means, deviations = _periods(contract, model, market)
    paid = contract.notional * float(market.discount(contract.resets[-1]))
    return paid * _expected(_bounds(contract), means, deviations, points)


def _valuation(
    contract: Cliquet | ReverseCliquet, model: BlackScholes, market: Market, request: Request
) -> Valuation:
    allowed = 0.3 * request.tolerance * contract.notional
    before, error, points = _price(contract, model, market, LEVELS[0]), math.inf, LEVELS[0]
    for points in LEVELS[1:]:
        now = _price(contract, model, market, points)
        error = abs(now - before)
        before = now
        if error <= allowed:
            break
    greeks = _greeks(contract, model, market, before, points) if request.greeks else None
    return Valuation(
        price=before,
        error=error + 1e-13 * (contract.notional + abs(before)),
        error_kind="discretisation",
        engine="analytic",
        method=NAME,
        greeks=greeks,
        work={"points": float(points)},
    )


def _greeks(
    contract: Cliquet | ReverseCliquet,
    model: BlackScholes,
    market: Market,
    price: float,
    points: int,
) -> ContractGreeks:
    vega, rho = vega_and_rho(lambda m, k: _price(contract, m, k, points), model, market)
    delta, gamma = _spot_greeks(contract, model, market, points)
    has_begun = contract.previous_fixing is not None
    return ContractGreeks(
        delta=delta if has_begun else 0.0,
        gamma=gamma if has_begun else 0.0,
        vega=vega,
        theta=theta(price, delta, gamma, model, market),
        rho=rho,
    )


def _spot_greeks(
    contract: Cliquet | ReverseCliquet, model: BlackScholes, market: Market, points: int
) -> tuple[float, float]:
    """Return delta and gamma once the first period has begun, by a stencil of five points."""
    means, deviations = _periods(contract, model, market)
    step = SPOT_STEP * max(float(deviations[0]), 1e-6)
    paid = contract.notional * float(market.discount(contract.resets[-1]))
    values = []
    for k in (-2, -1, 0, 1, 2):
        moved = means.copy()
        moved[0] += k * step
        values.append(_expected(_bounds(contract), moved, deviations, points))
    slope = np.dot(values, [1.0, -8.0, 0.0, 8.0, -1.0]) / (12.0 * step)
    curve = np.dot(values, [-1.0, 16.0, -30.0, 16.0, -1.0]) / (12.0 * step * step)
    spot = market.spots[0]
    return float(paid * slope / spot), float(paid * (curve - slope) / spot**2)


def _value(
    contracts: Sequence[Cliquet | ReverseCliquet],
    model: BlackScholes,
    market: Market,
    request: Request,
) -> list[Valuation]:
    return [_valuation(contract, model, market, request) for contract in contracts]


def _method(instrument: type[Cliquet | ReverseCliquet]) -> Method:
    return Method(
        engine="analytic",
        name=NAME,
        instrument=instrument,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=1500.0,
        source="Wilmott, Wilmott magazine, December 2002, p. 78: independent returns, convolved",
    )


METHODS = (_method(Cliquet), _method(ReverseCliquet))
