"""Options on arithmetic averages of fixings under Black-Scholes, by recursion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.analytic.bumps import vega_and_rho
from axiom.engines.analytic.spot_terms import theta
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Asian
from axiom.kernels.recursions import asian_recursion
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

NAME: Final = "density recursion"
LEVELS: Final = (32, 48, 72, 108, 160, 240)
"""Nodes of the grids, refined until two levels agree."""
MOST_WORK: Final = 3e6
"""Nodes squared times fixings at which refinement stops."""
LEAST_VARIANCE: Final = 1e-14
SHARE_OF_BUMPS: Final = 1e-2
"""Of the error that is allowed: vega and rho come from the grid before where that errs by less."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """The payoff max(spot x Y - K, 0) of a call, for a sum Y of fixings over the spot.

    Attributes
    ----------
    strike : float
        K, what is known of the payoff.
    known : float
        Weight of the spot itself, where a fixing is due now.
    growth, variances, weights : ndarray of float64, (n,)
        Steps between dates, and what each date's price counts for.
    """

    strike: float
    known: float
    growth: NDArray[np.float64]
    variances: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def forward(self) -> float:
        """Expectation of Y."""
        return self.known + float(np.sum(self.weights * np.cumprod(self.growth)))

    def value(self, spot: float, nodes: int) -> tuple[float, float, float]:
        """Return the undiscounted value of the call over the spot, with two derivatives in K."""
        start = self.strike / spot - self.known
        if len(self.growth) == 0 or self.variances.sum() < LEAST_VARIANCE:
            left = self.forward - self.strike / spot
            return max(left, 0.0), -float(left > 0.0), 0.0
        return asian_recursion(
            start=start,
            forward=self.weights[-1] * self.growth[-1],
            variance=self.variances[-1],
            growth=self.growth[:-1],
            variances=self.variances[:-1],
            weights=self.weights[:-1],
            nodes=nodes,
        )


def _sum_of(contract: Asian, model: BlackScholes, market: Market) -> _Sum:
    fixings = contract.fixings or ()
    count = len(fixings) + len(contract.past_fixings)
    sign = 1.0 if contract.strike is not None else -1.0
    weight = dict.fromkeys(fixings, sign / count)
    if contract.strike is None:
        near = [t for t in weight if contract.expiry - t <= 1e-9 * contract.expiry]
        end = near[-1] if near else contract.expiry
        weight[end] = weight.get(end, 0.0) + 1.0
    dates = np.array(sorted(t for t in weight if t > 0.0))
    grown = np.concatenate([[1.0], market.growth(dates)])
    past = sum(contract.past_fixings) / count
    return _Sum(
        strike=past if contract.strike is None else contract.strike - past,
        known=weight.get(0.0, 0.0),
        growth=grown[1:] / grown[:-1],
        variances=np.diff(np.concatenate([[0.0], model.total_variance(dates)])),
        weights=np.array([weight[t] for t in dates]),
    )


def _accepts(contract: Asian, model: BlackScholes, market: Market) -> str | None:
    if contract.averaging != "arithmetic":
        return "the average is geometric"
    if contract.fixings is None:
        return "the average is continuous: the recursion goes from fixing to fixing"
    variances = _sum_of(contract, model, market).variances
    if (variances <= 0.0).any() and variances.sum() >= LEAST_VARIANCE:
        return "the vol is 0 between two fixings but not between others"
    return always(contract, model, market)


def _call(terms: _Sum, contract: Asian, market: Market, nodes: int) -> NDArray[np.float64]:
    """Return price, delta and gamma, and both once a fixing that is due now has been made."""
    spot, discount = market.spots[0], float(market.discount(contract.expiry))
    g, slope, curve = terms.value(spot, nodes)
    found = []
    for strike in (terms.strike / spot, terms.strike / spot - terms.known):
        found += [g - strike * slope, strike * strike * curve / spot]
    parity = np.zeros(5)
    if not contract.is_call:
        rest = terms.forward
        parity[:] = (rest * spot - terms.strike, rest, 0.0, rest - terms.known, 0.0)
    return discount * (np.array([g * spot, *found]) - parity)


def _valuation(contract: Asian, model: BlackScholes, market: Market, request: Request) -> Valuation:
    terms = _sum_of(contract, model, market)
    allowed = 0.3 * request.tolerance * contract.size(market.spots)
    before, error, grids = _call(terms, contract, market, LEVELS[0]), np.inf, LEVELS[:2]
    for grids in pairwise(LEVELS):
        now = _call(terms, contract, market, grids[1])
        error = abs(float(now[0] - before[0]))
        before = now
        if error <= allowed or grids[1] ** 2 * len(terms.growth) > MOST_WORK:
            break
    size = market.spots[0] + abs(terms.strike)
    # A grid that errs so little errs as little once its parameters are bumped.
    bumped = grids[0] if error <= SHARE_OF_BUMPS * allowed else grids[1]
    return Valuation(
        price=max(float(before[0]), 0.0),
        error=error + 1e-13 * size,
        error_kind="discretisation",
        engine="analytic",
        method=NAME,
        greeks=_greeks(contract, model, market, before, bumped) if request.greeks else None,
        work={"nodes": float(grids[1])},
    )


def _greeks(
    contract: Asian,
    model: BlackScholes,
    market: Market,
    found: NDArray[np.float64],
    nodes: int,
) -> ContractGreeks:
    def price(bumped: BlackScholes, moved: Market) -> float:
        return float(_call(_sum_of(contract, bumped, moved), contract, moved, nodes)[0])

    vega, rho = vega_and_rho(price, model, market)
    value, delta, gamma, later_delta, later_gamma = found.tolist()
    return ContractGreeks(
        delta=delta,
        gamma=gamma,
        vega=vega,
        theta=theta(value, later_delta, later_gamma, model, market),
        rho=rho,
    )


def _value(
    contracts: Sequence[Asian], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    return [_valuation(contract, model, market, request) for contract in contracts]


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=Asian,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=1500.0,
        source="Benhamou, Journal of Computational Finance 6 (1), 2002, p. 54",
    ),
)
