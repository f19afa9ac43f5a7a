"""Heston's model by finite differences on log-price and variance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final, cast

import numpy as np

from axiom.engines.method import Method, Request
from axiom.engines.pde import barrier, vanilla
from axiom.engines.pde.on_spot import Build, line_between, vanilla_payoff
from axiom.engines.pde.product import NODES, Product, Solve, coarsest_steps, value_products
from axiom.engines.pde.setting import DEVIATIONS, PriceModel, Setting
from axiom.engines.valuation import Valuation
from axiom.instruments import American, Instrument
from axiom.kernels.arrays import Doubles
from axiom.kernels.pde import Line, Resolution, Variances, solve_sheets
from axiom.market.spot_market import Market
from axiom.models import Heston

__all__ = ["METHODS"]

_NAME: Final = "finite differences in price and variance"
_VARIANCE_NODES: Final = 16
_LARGEST: Final = 8
_TAIL: Final = 8.0
"""Standard deviations of the variance that its grid reaches beyond its mean."""


@dataclass(frozen=True)
class _HestonSetting(Setting):
    """A Heston model and a market, with rates down and up beside where Greeks are wanted."""

    @cached_property
    def heston(self) -> Heston:
        """The model."""
        return cast("Heston", self.model)

    @cached_property
    def models(self) -> tuple[PriceModel, ...]:
        """The model of each variant."""
        return (self.model,) * (3 if self.greeks else 1)

    @cached_property
    def markets(self) -> tuple[Market, ...]:
        """The market of each variant."""
        base, bump = self.market, self.rate_bump
        if not self.greeks:
            return (base,)
        return (base, base.with_rate_shifted(-bump), base.with_rate_shifted(bump))

    def _decayed(self, time: float) -> float:
        """Return (1 - exp(-k t)) / k."""
        rate = self.heston.mean_reversion
        return -math.expm1(-rate * time) / rate if rate * time > 1e-8 else time

    def deviation(self, time: float, side: int) -> float:
        """Return a standard deviation of ln S that allows for what variance there may be."""
        model = self.heston
        decayed = self._decayed(time)
        mean = model.long_variance * time + (model.initial_variance - model.long_variance) * decayed
        highest = max(model.initial_variance, model.long_variance)
        spread = model.vol_of_vol * math.sqrt(highest * time / 3.0) * decayed
        return math.sqrt(mean + 2.0 * spread)

    @cached_property
    def variances(self) -> Variances:
        """The model and a grid that holds its variance until the horizon."""
        model = self.heston
        highest = max(model.initial_variance, model.long_variance)
        spread = model.vol_of_vol * math.sqrt(highest * self._decayed(self.horizon))
        return Variances(
            initial=model.initial_variance,
            reversion=model.mean_reversion,
            mean=model.long_variance,
            vol_of_vol=model.vol_of_vol,
            correlation=model.correlation,
            largest=max(highest + _TAIL * spread, 2.0 * highest),
            nodes=_VARIANCE_NODES,
        )


def _american(contract: American, setting: Setting) -> Product:
    payoff = vanilla_payoff(contract.strike, contract.is_call)
    if contract.expiry == 0.0:
        return vanilla.expired(payoff, setting)
    line = line_between(setting, contract.expiry, payoff)
    return Product(((1.0, line),), american=True, least=vanilla.exercised(contract, setting))


def _solver(setting: _HestonSetting) -> Solve:
    def solve(lines: Sequence[Line], product: Product, refinement: int, threads: int) -> Doubles:
        counts = coarsest_steps(lines[0])
        return solve_sheets(
            lines,
            stretches=setting.stretches,
            variances=setting.variances,
            american=product.american,
            threads=threads,
            resolution=Resolution(
                nodes=NODES,
                refinement=refinement,
                steps=tuple(refinement * (count + count // 2) for count in counts),
                graded=True,
            ),
        )

    return solve


def _value(
    build: Build, contracts: Sequence[Any], model: Heston, market: Market, request: Request
) -> list[Valuation]:
    found = []
    for contract in contracts:
        horizon = max(contract.last_time, 1e-12)
        setting = _HestonSetting(model, market, horizon, request.greeks)
        found += _one(build(contract, setting), contract, setting, request)
    return found


def _one(
    product: Product, contract: Any, setting: _HestonSetting, request: Request
) -> list[Valuation]:
    american = isinstance(contract, American)
    intrinsic = vanilla.exercised(contract, setting) if american else None
    return value_products(
        [product],
        request,
        [request.tolerance * contract.size(setting.market.spots)],
        name=_NAME,
        solve=_solver(setting),
        read=lambda solutions, _: _read(solutions, setting, intrinsic),
        largest=_LARGEST,
    )


def _read(solutions: Doubles, setting: _HestonSetting, intrinsic: float | None) -> Doubles:
    """Return price and Greeks from u, u_x, u_xx, u_v, u_vv, u_xv."""
    u, first, second, by_v, by_vv, mixed = solutions[:, 0].T
    if not setting.greeks:
        return np.asarray(u[:, None])
    model, spot = setting.heston, setting.market.spots[0]
    v, s = model.initial_variance, model.vol_of_vol
    rate, carry = setting.first_rate, setting.first_rate - setting.first_yield
    along = 0.5 * v * (second - first) + carry * first
    across = 0.5 * s * s * v * by_vv + model.mean_reversion * (model.long_variance - v) * by_v
    theta = rate * u - along - across - model.correlation * s * v * mixed
    if intrinsic is not None:
        theta = np.where(u <= intrinsic + 1e-9 * spot, 0.0, theta)
    vega = 2.0 * math.sqrt(v) * by_v
    rho = (solutions[:, 2, 0] - solutions[:, 1, 0]) / (2.0 * setting.rate_bump)
    gamma = (second - first) / (spot * spot)
    return np.column_stack([u, first / spot, gamma, vega, theta, rho])


def _accepts(contract: Any, model: Heston, market: Market) -> str | None:
    if market.dividends:
        return "cash dividends are not covered"
    if not (model.initial_variance > 0.0 and model.vol_of_vol > 0.0):
        return "an initial variance or a vol of vol of 0 leaves nothing to diffuse"
    horizon = contract.last_time
    setting = _HestonSetting(model, market, max(horizon, 1e-12), False)
    if horizon > 0.0 and setting.variances.largest > 2.0 * DEVIATIONS**2:
        return f"a variance of {setting.variances.largest:.3g} is too large for a grid"
    return setting.obstacle(horizon)


def _method(instrument: type[Instrument], build: Build) -> Method:
    value: Callable[..., list[Valuation]] = partial(_value, build)
    return Method(
        engine="pde",
        name=_NAME,
        instrument=instrument,
        model=Heston,
        value=value,
        accepts=_accepts,
        speed=60_000.0,
        source="in 't Hout, Foulon, International Journal of Numerical Analysis and Modeling "
        "7 (2), 2010, p. 312",
    )


METHODS = (
    _method(American, _american),
    *(_method(kind, build) for kind, build in vanilla.BUILDERS.items()),
    *(_method(kind, build) for kind, build in barrier.BUILDERS.items()),
)
