"""Autocallable notes on one asset under Black-Scholes: recursion over the observations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Autocallable
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

Doubles = NDArray[np.float64]

NAME: Final = "recursion over observations"
LEVELS: Final = (4, 5, 7, 10, 14, 20)
"""Gauss points of a panel, refined until two levels agree."""
REACH: Final = 6.0
"""Deviations of the logarithm that matter: it is beyond them with a probability of 2e-9."""
PANEL: Final = 2.0
"""Deviations of the steps before and after that a panel may span."""
MOST_NODES: Final = 4000
"""Of one observation."""
SAFETY: Final = 2.0
"""Times the distance between two levels is stated as the error of the finer one."""
LEAST_DEVIATION: Final = 1e-6
BEYOND: Final = 2e-9


@dataclass(frozen=True, slots=True)
class _Held:
    """What is worth what just before an observation (see `_before`), at its nodes."""

    nodes: Nodes
    value: Doubles


def _edges(contract: Autocallable, market: Market, steps: DateSteps) -> list[Doubles]:
    """Return where panels meet, at each observation: at every level where the payoff breaks."""
    drifts = steps.growth[0] - 0.5 * steps.variances[0]
    centres = math.log(market.spots[0]) + np.cumsum(drifts)
    reaches = REACH * np.sqrt(np.cumsum(steps.variances[0]))
    deviations = np.sqrt(steps.variances[0])
    narrow = PANEL * np.minimum(deviations, np.append(deviations[1:], np.inf))
    fixing = contract.initial_fixings[0]
    found = []
    for i, level in enumerate(contract.autocall_levels):
        low, high = centres[i] - reaches[i], centres[i] + reaches[i]
        levels = {level, contract.coupon_level, contract.knock_in, contract.put_strike}
        breaks = (math.log(p * fixing) for p in levels if 0.0 < p < math.inf)
        ends = [low, *sorted(x for x in breaks if low < x < high), high]
        counts = [math.ceil((b - a) / narrow[i]) for a, b in pairwise(ends)]
        panels = [
            a + (b - a) * np.arange(n) / n for (a, b), n in zip(pairwise(ends), counts, strict=True)
        ]
        found.append(np.append(np.concatenate(panels), high))
    return found


def _before(contract: Autocallable, index: int, at: Doubles, after: Doubles | None) -> Doubles:
    """Return what is worth what just before an observation, from just after it.

    Columns are the note once knocked in, what it is worth more as long as it is not, and what one
    missed coupon is worth; shape (scenarios, nodes, 3).
    """
    performance = np.exp(at - math.log(contract.initial_fixings[0]))
    is_called = performance >= contract.autocall_levels[index]
    pays = performance >= contract.coupon_level
    is_watched = after is None or contract.knock_in_monitoring != "expiry"
    if after is None:
        put = np.minimum(performance / contract.put_strike, 1.0)
        safe = 0.0 if contract.is_knocked_in else 1.0
        kept = np.stack([put, safe * (1.0 - put), np.zeros_like(put)], axis=-1)
        after = contract.notional * kept[None]
    ends = is_called | ((performance <= contract.knock_in) & is_watched)
    coupon = contract.notional * contract.coupon * pays
    missed = after[..., 2] if contract.has_memory else np.zeros_like(after[..., 2])
    whole = np.where(is_called, contract.notional, after[..., 0] + np.where(pays, 0.0, missed))
    more = np.where(ends, 0.0, after[..., 1])
    owed = coupon + np.where(is_called | pays, 0.0, missed)
    return np.stack(np.broadcast_arrays(whole + coupon, more, owed), axis=-1)


def _kernel(steps: DateSteps, step: int, start: Doubles, nodes: Nodes) -> tuple[Doubles, Doubles]:
    """Return discounted densities times weights, and deviations, (scenarios, starts, nodes)."""
    deviation = np.sqrt(steps.variances[:, step])[:, None, None]
    drift = steps.growth[:, step] - 0.5 * steps.variances[:, step]
    moved = nodes.at - start[:, None] - drift[:, None, None]
    z = moved / deviation
    scale = steps.discounts[:, step][:, None, None] / (math.sqrt(2.0 * math.pi) * deviation)
    return np.exp(-0.5 * z * z) * (scale * nodes.weights), z


def _exponents(
    contract: Autocallable, steps: DateSteps, step: int, start: Doubles, nodes: Nodes
) -> tuple[Doubles, Doubles]:
    """Return a and a (x - h) with 1 - exp(-a (x - h)) the chance that a bridge stays above h."""
    level = math.log(contract.knock_in * contract.initial_fixings[0])
    above = np.maximum(nodes.at - level, 0.0)
    slope = 2.0 * above / steps.variances[:, step][:, None, None]
    return slope, slope * np.maximum(start - level, 0.0)[:, None]


def _is_watched_always(contract: Autocallable) -> bool:
    return contract.knock_in > 0.0 and contract.knock_in_monitoring == "continuous"


def _earlier(
    contract: Autocallable, steps: DateSteps, step: int, start: Doubles, later: _Held
) -> Doubles:
    """Return expectations from the nodes of the observation before, (scenarios, starts, 3)."""
    value = later.value
    kernel, _ = _kernel(steps, step, start, later.nodes)
    found = kernel @ value
    if _is_watched_always(contract):
        _, exponent = _exponents(contract, steps, step, start, later.nodes)
        found[..., 1:2] = (kernel * -np.expm1(-exponent)) @ value[..., 1:2]
    return np.asarray(found)


def _now(contract: Autocallable, steps: DateSteps, start: Doubles, first: _Held) -> Doubles:
    """Return price and its first two derivatives in ln S, (scenarios, 3)."""
    value = first.value
    kernel, z = _kernel(steps, 0, start, first.nodes)
    slope = z / np.sqrt(steps.variances[:, 0])[:, None, None]
    curve = slope * slope - 1.0 / steps.variances[:, 0][:, None, None]
    owed = contract.missed_coupons if contract.has_memory else 0
    note, more = value[..., 0] + owed * value[..., 2], value[..., 1]
    shares: list[Doubles | float] = [1.0, slope, curve]
    if not _is_watched_always(contract):
        note = note + more
        extra = np.zeros((len(steps.variances), 3))
    else:
        a, exponent = _exponents(contract, steps, 0, start, first.nodes)
        hit, stays = np.exp(-exponent), -np.expm1(-exponent)
        inside = np.where(exponent > 0.0, hit, 0.0)
        alive = (stays, slope * stays + a * inside, curve * stays + (2.0 * slope - a) * a * inside)
        extra = np.stack([((kernel * k)[:, 0] * more).sum(axis=-1) for k in alive], axis=-1)
    found = np.stack([((kernel * k)[:, 0] * note).sum(axis=-1) for k in shares], axis=-1)
    return np.asarray(found + extra)


def _values(
    contract: Autocallable, market: Market, steps: DateSteps, edges: list[Doubles], points: int
) -> Doubles:
    """Return price and derivatives in ln S of every scenario, (scenarios, 3)."""
    grids = [gauss_nodes(own, points) for own in edges]
    last = len(grids) - 1
    value = _before(contract, last, grids[last].at, None)
    value = np.broadcast_to(value, (len(steps.variances), *value.shape[1:]))
    for i in range(last, 0, -1):
        start = grids[i - 1].at
        later = _earlier(contract, steps, i, start, _Held(grids[i], value))
        value = _before(contract, i - 1, start, later)
    start = np.array([math.log(market.spots[0])])
    return _now(contract, steps, start, _Held(grids[0], value))


def _valuation(
    contract: Autocallable, model: BlackScholes, market: Market, request: Request
) -> Valuation:
    base = steps_between(contract.observations, [(model, market)])
    every = steps_between(contract.observations, scenarios(model, market, greeks=request.greeks))
    edges = _edges(contract, market, base)
    allowed = 0.3 * request.tolerance * contract.notional
    before, error, points = _values(contract, market, base, edges, LEVELS[0]), math.inf, LEVELS[0]
    found = before
    for points in LEVELS[1:]:
        found = _values(contract, market, every, edges, points)
        error = SAFETY * abs(float(found[0, 0] - before[0, 0]))
        before = found
        if error <= allowed:
            break
    count = len(contract.observations)
    most = contract.notional * (1.0 + contract.coupon * (count + contract.missed_coupons))
    return Valuation(
        price=float(found[0, 0]),
        error=error + BEYOND * count * most,
        error_kind="discretisation",
        engine="analytic",
        method=NAME,
        greeks=_greeks(found, model, market) if request.greeks else None,
        work={"points": float(points), "nodes": float(points * (len(edges[-1]) - 1))},
    )


def _greeks(found: Doubles, model: BlackScholes, market: Market) -> ContractGreeks:
    price, slope, curve = found[0].tolist()
    spot = market.spots[0]
    delta, gamma = slope / spot, (curve - slope) / spot**2
    vega, rho = vega_and_rho_of(found[:, 0], model)
    return ContractGreeks(
        delta=delta,
        gamma=gamma,
        vega=vega,
        theta=theta(price, delta, gamma, model, market),
        rho=rho,
    )


def _accepts(contract: Autocallable, model: BlackScholes, market: Market) -> str | None:
    base = steps_between(contract.observations, [(model, market)])
    if (np.sqrt(base.variances) < LEAST_DEVIATION).any():
        return f"a step deviates by less than {LEAST_DEVIATION:g}, too little for a grid"
    if _is_watched_always(contract) and not (market.is_flat and model.is_flat):
        return "the knock-in is watched between observations, and a curve or the vol is not flat"
    if max(len(own) for own in _edges(contract, market, base)) * LEVELS[1] > MOST_NODES:
        return f"an observation takes more than {MOST_NODES} nodes: steps differ too much"
    return always(contract, model, market)


def _value(
    contracts: Sequence[Autocallable], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    return [_valuation(contract, model, market, request) for contract in contracts]


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=Autocallable,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=1000.0,
        source="Andricopoulos, Widdicks, Duck, Newton, Journal of Financial Economics 67, 2003, "
        "p. 452: quadrature from date to date",
    ),
)
