"""Variance and volatility swaps under Black-Scholes: log returns are independent and normal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import VarianceSwap, VolatilitySwap
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

Doubles = npt.NDArray[np.float64]

ROUNDING: Final = 1e-12
"""Error over notional times the realised variance (or vol) and strike."""
_STEP: Final = 0.25
_LEAST_LOG: Final = -37.0
_GREATEST_LOGS: Final = (5.0, 10.0, 20.0, 40.0, 80.0)
"""Where the Laplace transform is taken: from where it is linear to where it has vanished."""
_BEYOND: Final = 1.0 / (1.0 - math.exp(-0.5 * _STEP))
"""Weight of either end, from which on the integrand falls as exp(-|x| / 2)."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """E f(V), and its slopes in what V is made of.

    `by_mean` and `by_variance` are one a return; `curvature` is the second in the first mean.
    """

    value: float
    by_mean: Doubles
    by_variance: Doubles
    curvature: float


@dataclass(frozen=True, slots=True)
class _Returns:
    """Means and variances of the log returns to come; without fixings one variance, no mean."""

    mean: Doubles
    variance: Doubles
    mean_by_rate: Doubles
    variance_by_vol: Doubles
    accrued: float

    @classmethod
    def of(
        cls, contract: VarianceSwap | VolatilitySwap, model: BlackScholes, market: Market
    ) -> _Returns:
        times = np.array([0.0, *(contract.fixings or (contract.expiry,))])
        vols = model.vols_to(times)
        response = np.array([model.vol_response(t) for t in times])
        variance = np.diff(vols**2 * times)
        by_vol = np.diff(2.0 * vols * response * times)
        if contract.fixings is None:
            none = np.zeros(1)
            return cls(none, variance, none, by_vol, contract.accrued_variance)
        mean = np.diff(np.log(market.growth(times))) - 0.5 * variance
        if contract.previous_fixing is not None:
            mean[0] += math.log(market.spots[0] / contract.previous_fixing)
        return cls(mean, variance, np.diff(times), by_vol, contract.accrued_variance)


def _variance(returns: _Returns, is_continuous: bool) -> _Moment:
    """Return E V: squared means and variances."""
    means = 2.0 * returns.mean
    total = returns.accrued + float(np.sum(returns.mean**2 + returns.variance))
    return _Moment(total, means, np.ones_like(means), 0.0 if is_continuous else 2.0)


def _root(returns: _Returns, is_continuous: bool) -> _Moment:
    """Return E sqrt(V), of a certain V or of normal returns squared."""
    total = returns.accrued + float(np.sum(returns.mean**2 + returns.variance))
    if total == 0.0:
        nothing = np.zeros_like(returns.mean)
        return _Moment(0.0, nothing, nothing, 0.0)
    if is_continuous:
        value = math.sqrt(total)
        slope = np.full_like(returns.mean, 0.5 / value)
        return _Moment(value, np.zeros_like(slope), slope, 0.0)
    return _laplace_root(returns, total)


def _frequencies(returns: _Returns, scale: float) -> Doubles:
    for last in _GREATEST_LOGS:
        u = math.exp(last) / scale
        spread = 1.0 + 2.0 * u * returns.variance
        exponent = np.sum(0.5 * np.log(spread) + u * returns.mean**2 / spread)
        if exponent + u * returns.accrued > 40.0:
            break
    return np.asarray(np.exp(np.arange(_LEAST_LOG, last + _STEP, _STEP)) / scale)


def _laplace_root(returns: _Returns, scale: float) -> _Moment:
    """Integrate 1 - E exp(-u V) over u^(-3/2) / (2 sqrt(pi)), by the trapezoidal rule in ln u.

    The integrand is analytic for |Im ln u| < pi / 2, so that the rule is off by exp(-pi^2 / step).
    """
    u = _frequencies(returns, scale)[:, None]
    m, v = returns.mean, returns.variance
    growing = u * v
    damped = u / (1.0 + 2.0 * growing)
    each = -0.5 * np.log1p(2.0 * growing) - m**2 * damped
    exponent = np.sum(each, axis=1) - u[:, 0] * returns.accrued
    weight = _STEP / (2.0 * math.sqrt(math.pi) * np.sqrt(u[:, 0]))
    weight[[0, -1]] *= _BEYOND
    falling = np.exp(exponent) * weight
    first, second = falling @ damped, falling @ damped**2
    return _Moment(
        value=float(-np.expm1(exponent) @ weight),
        by_mean=2.0 * m * first,
        by_variance=first - 2.0 * m**2 * second,
        curvature=float(2.0 * first[0] - 4.0 * m[0] ** 2 * second[0]),
    )


def _valued(
    contract: VarianceSwap | VolatilitySwap,
    model: BlackScholes,
    market: Market,
    *,
    greeks: bool,
) -> Valuation:
    is_root = isinstance(contract, VolatilitySwap)
    is_continuous = contract.fixings is None
    returns = _Returns.of(contract, model, market)
    moment = (_root if is_root else _variance)(returns, is_continuous)
    unit = contract.notional / (math.sqrt(contract.life) if is_root else contract.life)
    paid = contract.notional * (contract.strike if is_root else contract.strike**2)
    discount = float(market.discount(contract.expiry))
    price = discount * (unit * moment.value - paid)
    own = None
    if greeks:
        slopes = _slopes(contract, returns, moment, model, market)
        own = _greeks(contract, slopes, discount * unit, price, market)
    return Valuation(
        price=price,
        error=ROUNDING * discount * (abs(unit) * moment.value + abs(paid)),
        error_kind="rounding",
        engine="analytic",
        method="lognormal returns",
        greeks=own,
    )


def _slopes(
    contract: VarianceSwap | VolatilitySwap,
    returns: _Returns,
    moment: _Moment,
    model: BlackScholes,
    market: Market,
) -> dict[str, float]:
    """Return the derivatives of the moment alone; without fixings no mean matters."""
    spot, variance = market.spots[0], model.spot_vol**2
    first = float(moment.by_mean[0])
    if contract.fixings is None:
        means, drift = 0.0 * moment.by_mean, 0.0
    else:
        means = moment.by_mean
        drift = market.zero_rate(0.0) - market.yield_to(0.0) - 0.5 * variance
    is_moved = contract.fixings is not None and contract.previous_fixing is not None
    return {
        "delta": first / spot if is_moved else 0.0,
        "gamma": (moment.curvature - first) / spot**2 if is_moved else 0.0,
        "vega": float((moment.by_variance - 0.5 * means) @ returns.variance_by_vol),
        "theta": -first * drift - float(moment.by_variance[0]) * variance,
        "rho": float(means @ returns.mean_by_rate),
    }


def _greeks(
    contract: VarianceSwap | VolatilitySwap,
    slopes: dict[str, float],
    unit: float,
    price: float,
    market: Market,
) -> ContractGreeks:
    return ContractGreeks(
        delta=unit * slopes["delta"],
        gamma=unit * slopes["gamma"],
        vega=unit * slopes["vega"],
        theta=unit * slopes["theta"] + market.zero_rate(0.0) * price,
        rho=unit * slopes["rho"] - contract.expiry * price,
    )


def _value(
    contracts: Sequence[VarianceSwap | VolatilitySwap],
    model: BlackScholes,
    market: Market,
    request: Request,
) -> list[Valuation]:
    return [_valued(c, model, market, greeks=request.greeks) for c in contracts]


METHODS = tuple(
    Method(
        engine="analytic",
        name="lognormal returns",
        instrument=instrument,
        model=BlackScholes,
        value=_value,
        accepts=always,
        speed=100.0,
        source="Demeterfi, Derman, Kamal, Zou, Journal of Derivatives 6 (4), 1999, p. 10",
    )
    for instrument in (VarianceSwap, VolatilitySwap)
)
