"""Greeks of simulations as finite differences on common random numbers.

All bumped scenarios walk the same random numbers, and every Greek is the mean of one linear
combination of the payoffs of a path, with its own standard error. Where the payoff has no jumps,
first derivatives take bumps so small that the difference is the pathwise derivative; their bias is
of the second order in the bump, some 1e-9 of the Greek. Other derivatives take wide bumps at two
widths, h and 2 h, and Richardson's combination (4 D(h) - D(2h)) / 3, whose bias is of the fourth
order; a tenth of its distance from D(h) counts as bias in the error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.instruments import Instrument
from axiom.market.spot_market import Market
from axiom.models import Model, Sabr

__all__ = ["Greek", "Parameters", "Plan", "planned"]

SPOT_BUMP, VOL_BUMP, RATE_BUMP, TIME_BUMP = 1e-5, 1e-5, 1e-5, 1e-4
SMOOTH_WIDTH, JUMP_WIDTH = 0.15, 0.25
LARGEST_SPOT_BUMP = 0.2

Cell = tuple[int, int]
Weights = dict[Cell, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What one scenario is simulated with, and at which multiples of the spots.

    Parameters
    ----------
    instrument : Instrument
    model : Model
    market : Market
    scales : tuple of tuple of float, (n, assets)
    """

    instrument: Instrument
    model: Model
    market: Market
    scales: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Greek:
    """One derivative as weights of payoffs by (scenario, scale), and those of its bias estimate."""

    name: str
    index: tuple[int, ...] = ()
    weights: Weights
    doubt: Weights = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """The scenarios of a valuation and the Greeks that are read off them."""

    scenarios: list[Parameters]
    greeks: list[Greek] = field(default_factory=list)

    def add(self, **changes: Any) -> int:
        """Add a scenario that differs from the base, and return its number."""
        base = self.scenarios[0]
        ones = ((1.0,) * base.market.n_assets,)
        self.scenarios.append(replace(base, scales=ones, **changes))
        return len(self.scenarios) - 1


def planned(
    instrument: Instrument,
    model: Model,
    market: Market,
    *,
    keys: NDArray[np.float64],
    is_smooth: bool,
) -> Plan:
    """Plan the scenarios and differences of all Greeks.

    Parameters
    ----------
    instrument : Instrument
    model : Model
    market : Market
    keys : ndarray of float64, (n,)
        Times above 0 that the contract looks at, ascending.
    is_smooth : bool
        Whether the payoff has no jumps.
    """
    ones = (1.0,) * market.n_assets
    base = Parameters(instrument=instrument, model=model, market=market, scales=(ones,))
    plan = Plan(scenarios=[base])
    widths = _widths(model, market, keys, SMOOTH_WIDTH if is_smooth else JUMP_WIDTH)
    _spots(plan, widths, is_smooth)
    for asset in range(market.n_assets):
        _vega(plan, asset, is_smooth)
    _rho(plan, keys, float(widths.max()), is_smooth)
    _theta(plan, keys, is_smooth)
    return plan


def _widths(
    model: Model, market: Market, keys: NDArray[np.float64], width: float
) -> NDArray[np.float64]:
    """Wide bumps of the spots: a share of their deviation between the first and the last time."""
    vols = np.atleast_1d(np.asarray(model.spot_vol, dtype=np.float64))
    deviation = vols * (keys[0] * keys[-1]) ** 0.25
    return np.asarray(np.clip(width * deviation, 1e-4, LARGEST_SPOT_BUMP / 2.0))


def _spots(plan: Plan, widths: NDArray[np.float64], is_smooth: bool) -> None:
    """Deltas and gammas; several assets have cross gammas.

    The relative moves of a path do not depend on the spots, but for SABR.
    """
    base = plan.scenarios[0]
    n, spots = base.market.n_assets, base.market.spots
    scales = [base.scales[0]]
    elsewhere: dict[tuple[float, ...], int] = {}

    def at(*moves: tuple[int, float]) -> Cell:
        scale = list(base.scales[0])
        for asset, move in moves:
            scale[asset] *= 1.0 + move
        key = tuple(scale)
        if isinstance(base.model, Sabr):
            if key not in elsewhere:
                elsewhere[key] = plan.add(market=base.market.with_spot(spots[0] * key[0]))
            return elsewhere[key], 0
        if key not in scales:
            scales.append(key)
        return 0, scales.index(key)

    for i in range(n):
        h, s = float(widths[i]), spots[i]
        if is_smooth:
            up, down = at((i, SPOT_BUMP)), at((i, -SPOT_BUMP))
            slope = 0.5 / (SPOT_BUMP * s)
            plan.greeks.append(Greek(name="delta", index=(i,), weights={up: slope, down: -slope}))
        else:
            first = [_first(at((i, k * h)), at((i, -k * h)), k * h * s) for k in (1, 2)]
            plan.greeks.append(_extrapolated("delta", (i,), first))
        second = [_second(at((i, k * h)), at((i, -k * h)), k * h * s) for k in (1, 2)]
        plan.greeks.append(_extrapolated("gamma", (i, i), second))
        for j in range(i):
            g, t = float(widths[j]), spots[j]
            corners = {
                at((i, a * h), (j, b * g)): 0.25 * a * b / (h * s * g * t)
                for a in (1, -1)
                for b in (1, -1)
            }
            plan.greeks.append(Greek(name="gamma", index=(i, j), weights=corners))
    plan.scenarios[0] = replace(plan.scenarios[0], scales=tuple(scales))


def _first(up: Cell, down: Cell, move: float) -> Weights:
    return {up: 0.5 / move, down: -0.5 / move}


def _second(up: Cell, down: Cell, move: float) -> Weights:
    return {up: move**-2, (0, 0): -2.0 * move**-2, down: move**-2}


def _extrapolated(name: str, index: tuple[int, ...], differences: list[Weights]) -> Greek:
    """Richardson's combination of differences at a width and at twice the width."""
    fine, coarse = differences
    weights = _sum((4.0 / 3.0, fine), (-1.0 / 3.0, coarse))
    return Greek(name=name, index=index, weights=weights, doubt=_sum((1.0, weights), (-1.0, fine)))


def _sum(*parts: tuple[float, Weights]) -> Weights:
    total: Weights = {}
    for factor, weights in parts:
        for cell, weight in weights.items():
            total[cell] = total.get(cell, 0.0) + factor * weight
    return total


def _parameter(
    plan: Plan, name: str, index: tuple[int, ...], move: float, bumped: Callable[[float], int]
) -> None:
    """Differentiate by a parameter, with a tiny bump (move < 1e-4) or by two wide ones."""
    first = _first((bumped(move), 0), (bumped(-move), 0), move)
    if move < 1e-4:
        plan.greeks.append(Greek(name=name, index=index, weights=first))
        return
    coarse = _first((bumped(2.0 * move), 0), (bumped(-2.0 * move), 0), 2.0 * move)
    plan.greeks.append(_extrapolated(name, index, [first, coarse]))


def _vega(plan: Plan, asset: int, is_smooth: bool) -> None:
    model = plan.scenarios[0].model
    vol = float(np.atleast_1d(np.asarray(model.spot_vol))[asset])
    move = VOL_BUMP if is_smooth else JUMP_WIDTH * 0.5 * vol
    if vol <= 2.0 * move:
        weights = _one_sided(
            plan, VOL_BUMP, lambda by: plan.add(model=model.shifted(by, asset=asset))
        )
        plan.greeks.append(Greek(name="vega", index=(asset,), weights=weights))
        return
    _parameter(
        plan, "vega", (asset,), move, lambda by: plan.add(model=model.shifted(by, asset=asset))
    )


def _rho(plan: Plan, keys: NDArray[np.float64], width: float, is_smooth: bool) -> None:
    market = plan.scenarios[0].market
    move = RATE_BUMP if is_smooth else max(width / float(keys[-1]), 1e-3)
    _parameter(plan, "rho", (), move, lambda by: plan.add(market=market.with_rate_shifted(by)))


def _theta(plan: Plan, keys: NDArray[np.float64], is_smooth: bool) -> None:
    nearest = float(keys[0])
    if is_smooth:
        weights = _one_sided(plan, TIME_BUMP * nearest, lambda by: _later(plan, by))
        plan.greeks.append(Greek(name="theta", weights=weights))
        return
    move = min(0.1 * float(keys[-1]), 0.4 * nearest)
    half, whole, double = (_later(plan, share * move) for share in (0.5, 1.0, 2.0))
    differences = [_ahead(half, whole, 0.5 * move), _ahead(whole, double, move)]
    plan.greeks.append(_extrapolated("theta", (), differences))


def _later(plan: Plan, years: float) -> int:
    """Add the scenario of a later time: spots stay, curves and vols stay on the calendar."""
    base = plan.scenarios[0]
    return plan.add(
        instrument=base.instrument.aged(years, spots=base.market.spots),
        model=base.model.aged(years),
        market=base.market.aged(years),
    )


def _one_sided(plan: Plan, move: float, bumped: Callable[[float], int]) -> Weights:
    """First derivative from the base and two points ahead, of second order."""
    return _ahead(bumped(move), bumped(2.0 * move), move)


def _ahead(near: int, far: int, move: float) -> Weights:
    """Weights of the base and of scenarios at a move and at two."""
    return {(0, 0): -1.5 / move, (near, 0): 2.0 / move, (far, 0): -0.5 / move}
