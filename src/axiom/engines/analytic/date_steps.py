"""Recursions from date to date under Black-Scholes: steps, scenarios, Gauss points on panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from axiom.engines.analytic.bumps import SHIFT
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["DateSteps", "Nodes", "gauss_nodes", "scenarios", "steps_between", "vega_and_rho_of"]

Doubles = NDArray[np.float64]
Scenario = tuple[BlackScholes, Market]


@dataclass(frozen=True, slots=True)
class DateSteps:
    """Steps from one date to the next, each an array (scenarios, steps).

    Attributes
    ----------
    growth, variances : ndarray of float64
        Logarithm of the forward's growth, and variance of the logarithm of the price.
    discounts : ndarray of float64
        Of a step's end at its start.
    """

    growth: Doubles
    variances: Doubles
    discounts: Doubles


@dataclass(frozen=True, slots=True)
class Nodes:
    """Points and weights of an integral, shape (n,)."""

    at: Doubles
    weights: Doubles


def scenarios(model: BlackScholes, market: Market, *, greeks: bool) -> list[Scenario]:
    """Return the base, and with Greeks the vol up and down and the rate up and down."""
    base = (model, market)
    if not greeks:
        return [base]
    step = SHIFT * model.spot_vol
    rates = [(model, market.with_rate_shifted(by)) for by in (SHIFT, -SHIFT)]
    return [base, (model.shifted(step), market), (model.shifted(-step), market), *rates]


def vega_and_rho_of(prices: Doubles, model: BlackScholes) -> tuple[float, float]:
    """Return vega and rho from the prices of `scenarios` with Greeks."""
    vega = float(prices[1] - prices[2]) / (2.0 * SHIFT * model.spot_vol)
    return vega, float(prices[3] - prices[4]) / (2.0 * SHIFT)


def steps_between(dates: Sequence[float], cases: Sequence[Scenario]) -> DateSteps:
    """Return the steps to dates in years, ascending and above 0, from one to the next."""
    times = np.array(dates)
    discount = np.log([market.discount(times) for _, market in cases])
    growth = np.log([market.growth(times) for _, market in cases])
    return DateSteps(
        growth=np.diff(growth, prepend=0.0),
        variances=np.diff([model.total_variance(times) for model, _ in cases], prepend=0.0),
        discounts=np.exp(np.diff(discount, prepend=0.0)),
    )


@cache
def _rule(points: int) -> tuple[Doubles, Doubles]:
    """Return Gauss and Legendre's points and weights on (0, 1)."""
    at, weights = np.polynomial.legendre.leggauss(points)
    return 0.5 * (at + 1.0), 0.5 * weights


def gauss_nodes(edges: Doubles, points: int) -> Nodes:
    """Return so many Gauss points between each edge and the next."""
    at, weights = _rule(points)
    widths = np.diff(edges)
    return Nodes(
        (edges[:-1, None] + widths[:, None] * at).ravel(), np.outer(widths, weights).ravel()
    )
