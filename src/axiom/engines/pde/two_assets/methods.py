"""Contracts on two assets by finite differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

from axiom.engines.method import Method, Request
from axiom.engines.pde.product import extrapolated
from axiom.engines.pde.setting import DEVIATIONS, Setting
from axiom.engines.pde.two_assets.payoffs import PAYOFFS, averaged, with_derivatives
from axiom.engines.pde.two_assets.scheme import Axis, march
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Instrument
from axiom.kernels.arrays import Doubles
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Correlated, LocalVol

__all__ = ["METHODS"]

_NAME: Final = "finite differences in two prices"
_COARSEST: Final = 24
"""Intervals along each asset, at the coarsest resolution."""
_STEPS: Final = 8
_LARGEST: Final = 8
_VOL_BUMP: Final = 1e-3


@dataclass(frozen=True, kw_only=True)
class _Problem:
    """One contract, and how far the grid reaches, which bumped variants keep."""

    contract: Any
    model: Correlated
    market: Market
    reaches: tuple[float, float]

    def axes(self, intervals: int) -> tuple[Axis, Axis]:
        """Both axes with so many intervals."""
        first, second = (
            Axis(reach, intervals, partial(_squared_vol, model))
            for reach, model in zip(self.reaches, self.model.models, strict=True)
        )
        return first, second

    def solved(self, refinement: int, *, columns: int) -> tuple[Doubles, float]:
        """Value and derivatives in the logs at the present, the first so many of six; the drift.

        The drift is the generator applied to the value: what time takes off it before discounting.
        """
        expiry = self.contract.expiry
        axes = self.axes(_COARSEST * refinement)
        forwards = self.market.forward(expiry, asset=0), self.market.forward(expiry, asset=1)
        means = averaged(PAYOFFS[type(self.contract)], self.contract, axes, forwards)
        values = with_derivatives(means, axes)[:columns]
        ends = np.linspace(expiry, 0.0, _STEPS * refinement + 1)
        found = march(*axes, self.model.correlation[0][1], ends, values)
        i, j = (axis.intervals // 2 for axis in axes)
        found = found[:, i - 1 : i + 2, j - 1 : j + 2] * float(self.market.discount(expiry))
        return found[:, 1, 1], self._drift(found[0], axes)

    def _drift(self, near: Doubles, axes: tuple[Axis, Axis]) -> float:
        """Apply the generator to values at the present node and those around it."""
        (h, w), (low, high) = (axis.width for axis in axes), self.model.spot_vol
        rows, columns = near[:, 1], near[1]
        along = (rows[0] - 2.0 * rows[1] + rows[2]) / h**2 - (rows[2] - rows[0]) / (2.0 * h)
        across = (columns[0] - 2.0 * columns[1] + columns[2]) / w**2
        across -= (columns[2] - columns[0]) / (2.0 * w)
        mixed = (near[2, 2] - near[2, 0] - near[0, 2] + near[0, 0]) / (4.0 * h * w)
        cross = self.model.correlation[0][1] * low * high * mixed
        return float(0.5 * low**2 * along + 0.5 * high**2 * across + cross)


def _squared_vol(model: BlackScholes | LocalVol, early: float, late: float, k: Doubles) -> Doubles:
    if isinstance(model, BlackScholes):
        spent = model.total_variance(late) - model.total_variance(early)
        return np.asarray(spent / (late - early))
    return np.square(model.vol(time=0.5 * (early + late), log_moneyness=k))


def _reaches(model: Correlated, market: Market, expiry: float) -> tuple[float, float]:
    """How far each asset's log of price over forward may go, either way."""
    settings = [Setting(one, market, expiry, False) for one in model.models]
    deviations = [max(one.deviation(expiry, side) for side in (-1, 1)) for one in settings]
    first, second = (DEVIATIONS * d + 0.5 * d * d for d in deviations)
    return first, second


def _outcomes(problem: _Problem, refinement: int, *, greeks: bool) -> Doubles:
    """Price; with Greeks, also deltas, gammas, vegas, theta and rho."""
    if not greeks:
        return problem.solved(refinement, columns=1)[0]
    (u, first, second, along, across, mixed), drift = problem.solved(refinement, columns=6)
    market, expiry = problem.market, problem.contract.expiry
    s, t = market.spots
    gammas = (along - first) / s**2, mixed / (s * t), (across - second) / t**2
    rate = market.zero_rate(0.0)
    carries = [rate - market.yield_to(0.0, asset=i) for i in range(2)]
    theta = rate * u - carries[0] * first - carries[1] * second - drift
    rho = expiry * (first + second - u)
    vegas = [_vega(problem, refinement, asset=i) for i in range(2)]
    return np.array([u, first / s, second / t, *gammas, *vegas, theta, rho])


def _vega(problem: _Problem, refinement: int, *, asset: int) -> float:
    """Difference of prices with the asset's vols up and down."""
    up, down = (
        replace(problem, model=problem.model.shifted(bump, asset=asset)).solved(
            refinement, columns=1
        )[0][0]
        for bump in (_VOL_BUMP, -_VOL_BUMP)
    )
    return float(up - down) / (2.0 * _VOL_BUMP)


def _value(
    contracts: Sequence[Instrument], model: Correlated, market: Market, request: Request
) -> list[Valuation]:
    return [_one(contract, model, market, request) for contract in contracts]


def _one(contract: Any, model: Correlated, market: Market, request: Request) -> Valuation:
    reaches = _reaches(model, market, contract.expiry)
    problem = _Problem(contract=contract, model=model, market=market, reaches=reaches)
    allowed = request.tolerance * contract.size(market.spots)
    outcomes, refinement = [_outcomes(problem, 1, greeks=request.greeks)], 1
    while True:
        refinement *= 2
        outcomes.append(_outcomes(problem, refinement, greeks=request.greeks))
        if len(outcomes) < 3:
            continue
        # The payoff's kink passes between nodes, as an exercise boundary does.
        values, errors = extrapolated(outcomes, american=True)
        if errors[0] <= allowed or refinement == _LARGEST:
            break
    work = {"nodes": (_COARSEST * refinement) ** 2, "steps": _STEPS * refinement}
    return Valuation(
        price=max(float(values[0]), 0.0),
        error=float(errors[0]),
        error_kind="discretisation",
        engine="pde",
        method=_NAME,
        greeks=_greeks(values, errors) if request.greeks else None,
        work=work,
    )


def _greeks(values: Doubles, errors: Doubles) -> ContractGreeks:
    named, doubts = (_named(one.tolist()) for one in (values, errors))
    return ContractGreeks(**named, errors=doubts)


def _named(outcome: list[float]) -> dict[str, Any]:
    _, first, second, along, mixed, across, vega, other_vega, theta, rho = outcome
    return {
        "delta": (first, second),
        "gamma": ((along, mixed), (mixed, across)),
        "vega": (vega, other_vega),
        "theta": theta,
        "rho": rho,
    }


def _accepts(contract: Any, model: Correlated, market: Market) -> str | None:
    if contract.n_assets != 2:
        return f"it is on {contract.n_assets} assets, the grid takes two"
    if market.dividends:
        return "cash dividends are not covered"
    if not contract.expiry > 0.0:
        return "it has expired"
    for number, one in enumerate(model.models):
        obstacle = Setting(one, market, contract.expiry, False).obstacle(contract.expiry)
        if obstacle is not None:
            return f"asset {number}: {obstacle}"
        least = np.min(one.vols) if isinstance(one, LocalVol) else one.spot_vol
        if least <= _VOL_BUMP:
            return f"asset {number}: a vol of {least:.2g} leaves nothing to bump"
    return None


def _method(instrument: type[Instrument]) -> Method:
    value: Callable[..., list[Valuation]] = _value
    return Method(
        engine="pde",
        name=_NAME,
        instrument=instrument,
        model=Correlated,
        value=value,
        accepts=_accepts,
        speed=400_000.0,
        source="in 't Hout, Welfert, Applied Numerical Mathematics 59, 2009, p. 681",
    )


METHODS: tuple[Method, ...] = tuple(_method(kind) for kind in PAYOFFS)
