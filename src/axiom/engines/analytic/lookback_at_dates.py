"""Lookback options on fixings under Black-Scholes: recursion from fixing to fixing.

With y the logarithm of the extreme over the price (of the price over the lowest one), the value
over the price is a function of y alone; under the measure of the asset, y falls by the normal x of
a step, and at a fixing to no less than 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.analytic.date_steps import (
    DateSteps,
    Nodes,
    gauss_nodes,
    scenarios,
    steps_between,
    vega_and_rho_of,
)
from axiom.engines.analytic.spot_terms import theta
from axiom.engines.extremes import Extreme, extreme_of
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import FixedLookback, FloatingLookback
from axiom.kernels.bivariate import bivariate_normal
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

Doubles = NDArray[np.float64]
Lookback = FixedLookback | FloatingLookback

NAME: Final = "recursion over fixings"
LEVELS: Final = (4, 5, 7, 10, 14, 20)
"""Gauss points of a panel, refined until two levels agree."""
SAFETY: Final = 2.0
"""Times the distance between two levels is stated as the error of the finer one."""
REACH: Final = 6.5
"""Deviations of the logarithm that matter."""
PANEL: Final = 2.0
"""Deviations of the shortest step that a panel spans."""
MOST_NODES: Final = 1000
LEAST_DEVIATION: Final = 1e-5
BEYOND: Final = 1e-9
ALIKE: Final = 1e-12
"""Share of the largest step by which steps may differ that are taken as one."""


@dataclass(frozen=True, slots=True)
class _Problem:
    """A contract, what is known of its extreme, and the steps to its fixings and its expiry.

    Attributes
    ----------
    sign : float
        1 where the extreme is the highest price, -1 where it is the lowest.
    count : int
        Fixings ahead; one more step leads to an expiry after the last of them.
    """

    contract: Lookback
    extreme: Extreme
    sign: float
    count: int
    steps: DateSteps
    spot: float

    @property
    def side(self) -> float:
        """-1 where the extreme is subtracted from a strike."""
        is_put = isinstance(self.contract, FixedLookback) and not self.contract.is_call
        return -1.0 if is_put else 1.0

    @property
    def start(self) -> float:
        """The variable now; minus infinity where no extreme is known."""
        if not self.extreme.is_known:
            return -math.inf
        return self.sign * math.log(self.extreme.extreme / self.spot)


def _problem(contract: Lookback, model: BlackScholes, market: Market, *, greeks: bool) -> _Problem:
    extreme = extreme_of(contract, market.spots[0])
    ahead = [date for date in contract.fixings or () if date > 0.0]
    dates = ahead if ahead[-1] >= contract.expiry else [*ahead, contract.expiry]
    return _Problem(
        contract=contract,
        extreme=extreme,
        sign=1.0 if extreme.is_highest else -1.0,
        count=len(ahead),
        steps=steps_between(dates, scenarios(model, market, greeks=greeks)),
        spot=market.spots[0],
    )


def _edges(problem: _Problem) -> Doubles:
    """Return where panels meet: from 0 as far as the variable matters."""
    variance, growth = problem.steps.variances[0], problem.steps.growth[0]
    total = float(variance.sum())
    drift = float(np.abs(np.cumsum(growth + 0.5 * variance)).max())
    end = max(problem.start, 0.0) + REACH * math.sqrt(total) + total + drift
    width = PANEL * math.sqrt(float(variance.min()))
    return np.linspace(0.0, end, math.ceil(end / width) + 1)


@dataclass(frozen=True, slots=True)
class _Kernel:
    """What one step does: weights of the nodes, (scenarios, starts, nodes), and of y = 0."""

    inside: Doubles
    at_zero: Doubles
    z: Doubles
    bound: Doubles
    deviation: Doubles


def _kernel(problem: _Problem, step: int, start: Doubles, nodes: Nodes) -> _Kernel:
    """Weigh the nodes after a step, and 0, by their chance; discounted by the dividends."""
    steps = problem.steps
    growth, variance = steps.growth[:, step, None], steps.variances[:, step, None]
    deviation = np.sqrt(variance)
    kept = steps.discounts[:, step, None] * np.exp(growth)
    bound = (problem.sign * (growth + 0.5 * variance) - start) / deviation
    z = -bound[..., None] - nodes.at / deviation[..., None]
    scale = kept / (math.sqrt(2.0 * math.pi) * deviation)
    return _Kernel(
        inside=np.exp(-0.5 * z * z) * (scale[..., None] * nodes.weights),
        at_zero=kept * bivariate_normal(x=bound, y=np.full(bound.shape, 40.0), correlation=0.0),
        z=z,
        bound=bound,
        deviation=deviation,
    )


def _last(problem: _Problem, at: Doubles) -> Doubles:
    """Return the payoff over the price."""
    grown = np.exp(problem.sign * at)
    if isinstance(problem.contract, FixedLookback):
        return np.asarray(grown)
    return np.maximum(problem.sign * (grown - 1.0), 0.0)


def _after_fixings(problem: _Problem, start: Doubles, nodes: Nodes) -> Doubles:
    """Return the value over the price once the last fixing is made, (scenarios, starts)."""
    steps, count = problem.steps, problem.count
    payoff = _last(problem, start)
    if steps.variances.shape[1] == count:
        return np.broadcast_to(payoff, (len(steps.variances), len(start)))
    if isinstance(problem.contract, FixedLookback):
        return np.asarray(steps.discounts[:, count, None] * payoff)
    kernel = _kernel(problem, count, start, nodes)
    return np.asarray(kernel.inside @ _last(problem, nodes.at))


def _values(problem: _Problem, edges: Doubles, points: int) -> Doubles:
    """Return the value over the price and its derivatives in y, (scenarios, 3)."""
    nodes = gauss_nodes(edges, points)
    start = np.concatenate([[0.0], nodes.at])
    value = _after_fixings(problem, start, nodes)
    alike, kernel = _alike(problem.steps), None
    for i in range(problem.count - 1, 0, -1):
        if kernel is None or not alike[i]:
            kernel = _kernel(problem, i, start, nodes)
        moved = (kernel.inside @ value[:, 1:, None])[..., 0]
        value = moved + kernel.at_zero * value[:, :1]
    return _now(problem, nodes, value)


def _alike(steps: DateSteps) -> NDArray[np.bool_]:
    """Say which steps are the one after them over again, but for rounding, shape (steps,)."""
    found = np.zeros(steps.variances.shape[1], dtype=bool)
    parts = (steps.growth, steps.variances, np.log(steps.discounts))
    far = [np.abs(np.diff(part)) > ALIKE * np.abs(part).max() for part in parts]
    found[:-1] = ~np.any(far, axis=(0, 1))
    return found


def _now(problem: _Problem, nodes: Nodes, value: Doubles) -> Doubles:
    steps, start = problem.steps, problem.start
    kept = steps.discounts[:, 0] * np.exp(steps.growth[:, 0])
    if start == -math.inf:
        nothing = np.zeros(len(kept))
        return np.stack([kept * value[:, 0], nothing, nothing], axis=-1)
    kernel = _kernel(problem, 0, np.array([start]), nodes)
    deviation, z, bound = kernel.deviation, kernel.z[:, 0], kernel.bound
    density = (kept[:, None] / math.sqrt(2.0 * math.pi)) * np.exp(-0.5 * bound * bound)
    shares = (np.ones_like(z), -z / deviation, (z * z - 1.0) / deviation**2)
    inside = [(kernel.inside[:, 0] * share * value[:, 1:]).sum(axis=-1) for share in shares]
    at_zero = (kernel.at_zero, -density / deviation, -bound * density / deviation**2)
    ends = [(share * value[:, :1])[:, 0] for share in at_zero]
    return np.stack([one + other for one, other in zip(inside, ends, strict=True)], axis=-1)


def _valuation(
    contract: Lookback, model: BlackScholes, market: Market, request: Request
) -> Valuation:
    base = _problem(contract, model, market, greeks=False)
    every = _problem(contract, model, market, greeks=request.greeks)
    edges, spot = _edges(base), market.spots[0]
    allowed = 0.3 * request.tolerance * contract.size(market.spots)
    before, error, points = _values(base, edges, LEVELS[0]), math.inf, LEVELS[0]
    found = before
    for points in LEVELS[1:]:
        found = _values(every, edges, points)
        error = SAFETY * spot * abs(float(found[0, 0] - before[0, 0]))
        before = found
        if error <= allowed:
            break
    whole = _whole(every, found)
    return Valuation(
        price=max(float(whole[0, 0]), 0.0),
        error=error + BEYOND * (spot + float(np.abs(whole[0, 0]))),
        error_kind="discretisation",
        engine="analytic",
        method=NAME,
        greeks=_greeks(whole, float(found[0, 0]), every, model, market) if request.greeks else None,
        work={"points": float(points), "nodes": float(points * (len(edges) - 1))},
    )


def _whole(problem: _Problem, found: Doubles) -> Doubles:
    """Return price, delta and gamma of each scenario, from the value over the price."""
    contract, spot, sign = problem.contract, problem.spot, problem.sign
    value, slope, curve = found.T
    parts = [spot * value, value - sign * slope, (curve - sign * slope) / spot]
    whole = problem.side * np.stack(parts, axis=-1)
    if isinstance(contract, FixedLookback):
        discounts = problem.steps.discounts.prod(axis=1)
        whole[:, 0] -= problem.side * contract.strike * discounts
    return np.asarray(whole)


def _greeks(
    whole: Doubles, per_price: float, problem: _Problem, model: BlackScholes, market: Market
) -> ContractGreeks:
    price, delta, gamma = whole[0].tolist()
    vega, rho = vega_and_rho_of(whole[:, 0], model)
    decay = theta(price, delta, gamma, model, market)
    if problem.extreme.follows:
        delta, gamma = problem.side * per_price, 0.0
    return ContractGreeks(delta=delta, gamma=gamma, vega=vega, theta=decay, rho=rho)


def _accepts(contract: Lookback, model: BlackScholes, market: Market) -> str | None:
    if not any(date > 0.0 for date in contract.fixings or ()):
        return "no fixing lies ahead: the extreme is watched always, or known"
    problem = _problem(contract, model, market, greeks=False)
    if math.sqrt(float(problem.steps.variances.min())) < LEAST_DEVIATION:
        return f"a step deviates by less than {LEAST_DEVIATION:g}, too little for a grid"
    if len(_edges(problem)) * LEVELS[1] > MOST_NODES:
        return f"it takes more than {MOST_NODES} nodes: the shortest step is too short"
    return always(contract, model, market)


def _value(
    contracts: Sequence[Lookback], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    return [_valuation(contract, model, market, request) for contract in contracts]


METHODS = tuple(
    Method(
        engine="analytic",
        name=NAME,
        instrument=instrument,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=350.0,
        source="Andreasen, Journal of Computational Finance 2 (1), 1998, p. 5, for the variable; "
        "Andricopoulos, Widdicks, Duck, Newton, Journal of Financial Economics 67, 2003, p. 452",
    )
    for instrument in (FixedLookback, FloatingLookback)
)
