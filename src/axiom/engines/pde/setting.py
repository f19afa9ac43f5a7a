"""Model and market as the solver takes them, with the bumped variants that Greeks need."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

import numpy as np

from axiom.kernels.arrays import Doubles
from axiom.kernels.pde import LocalVols, Operator, Stretches
from axiom.market.spot_market import Market
from axiom.market.zero_curve import ZeroCurve
from axiom.models import BlackScholes, Heston, LocalVol

__all__ = ["DEVIATIONS", "PriceModel", "Setting"]

PriceModel = BlackScholes | Heston | LocalVol

DEVIATIONS: Final = 6.0
"""How many standard deviations the domain reaches beyond the path of the median."""

_VOL_BUMP: Final = 0.002
"""Over the vol; central differences."""
_RATE_BUMP: Final = 1e-4
_SHIFT: Final = 1e-3
"""Of the local vols in log-moneyness."""


@dataclass(frozen=True)
class Setting:
    """A model and a market, until a horizon.

    Parameters
    ----------
    model : BlackScholes, LocalVol or Heston
    market : Market
    horizon : float
        Years, above 0.
    greeks : bool
        Whether bumped variants are solved beside: vol down and up, rate down and up, and under
        local vol the vols seen from a spot below and above.
    """

    model: PriceModel
    market: Market
    horizon: float
    greeks: bool

    @property
    def operator(self) -> Operator:
        """What the solver calls the model."""
        return "local" if isinstance(self.model, LocalVol) else "lognormal"

    @cached_property
    def vol_bump(self) -> float:
        """Added to every vol and taken off it."""
        return _VOL_BUMP * max(_least_vol(self.model), 1e-4)

    @property
    def rate_bump(self) -> float:
        """Added to every rate and taken off it."""
        return _RATE_BUMP

    @property
    def shift(self) -> float:
        """Of the log of the forward that local vols are seen from."""
        return _SHIFT

    @cached_property
    def models(self) -> tuple[PriceModel, ...]:
        """The model of each variant."""
        base, up = self.model, self.vol_bump
        down = -min(up, _least_vol(base))
        if not self.greeks:
            return (base,)
        bumped = (base, base.shifted(down), base.shifted(up), base, base)
        return (*bumped, base, base) if self.operator == "local" else bumped

    @cached_property
    def markets(self) -> tuple[Market, ...]:
        """The market of each variant."""
        base = self.market
        if not self.greeks:
            return (base,)
        rates = (base.with_rate_shifted(-_RATE_BUMP), base.with_rate_shifted(_RATE_BUMP))
        bumped = (base, base, base, *rates)
        return (*bumped, base, base) if self.operator == "local" else bumped

    @cached_property
    def times(self) -> Doubles:
        """Where a curve bends, and the horizon."""
        named = {0.0, self.horizon}
        for curve in (self.market.rate, self.market.yield_curve()):
            named.update(curve.times if isinstance(curve, ZeroCurve) else ())
        vol = self.model.vol if isinstance(self.model, BlackScholes) else None
        named.update(() if vol is None or isinstance(vol, float) else vol.times)
        return np.array(sorted(time for time in named if time <= self.horizon))

    @cached_property
    def stretches(self) -> Stretches:
        """The integrals of every variant."""
        rate = np.array([-np.log(market.discount(self.times)) for market in self.markets])
        growth = np.array([np.log(market.growth(self.times)) for market in self.markets])
        variance = [
            model.total_variance(self.times)
            if isinstance(model, BlackScholes)
            else np.zeros_like(self.times)
            for model in self.models
        ]
        return Stretches(self.times, np.array(variance), rate, rate - growth)

    @cached_property
    def local_vols(self) -> LocalVols | None:
        """The tables of every variant, under local vol."""
        if not isinstance(self.model, LocalVol):
            return None
        shifts = np.zeros(len(self.models))
        if self.greeks:
            shifts[-2:] = (-_SHIFT, _SHIFT)
        vols = [model.vols for model in self.models if isinstance(model, LocalVol)]
        return LocalVols(
            np.array(self.model.times),
            np.array(self.model.log_moneyness),
            np.array(vols),
            shifts,
            math.log(self.market.spots[0]),
        )

    @property
    def first_rate(self) -> float:
        """The rate now."""
        return float(self.stretches.rate[0, 1] / self.times[1])

    @property
    def first_yield(self) -> float:
        """The dividend yield now."""
        return float(self.stretches.dividend_yield[0, 1] / self.times[1])

    def deviation(self, time: float, side: int) -> float:
        """Return the standard deviation of ln S at a time, as seen from paths that go one way."""
        if isinstance(self.model, BlackScholes):
            return math.sqrt(float(self.model.total_variance(time)))
        local = cast("LocalVol", self.model)
        fractions = np.linspace(0.0, 1.0, 9)
        reach = DEVIATIONS * local.spot_vol * math.sqrt(time)
        vol = local.spot_vol
        for _ in range(4):
            vols = local.vol(
                time=fractions[:, None] * time,
                log_moneyness=side * reach * fractions[None, :] * np.sqrt(fractions)[:, None],
            )
            vol = float(np.sqrt(np.mean(np.square(vols))))
            reach = DEVIATIONS * vol * math.sqrt(time)
        return vol * math.sqrt(time)

    def domain(self, time: float) -> tuple[float, float]:
        """Return the log-prices between which a contract of this expiry is solved."""
        down, up = self.deviation(time, -1), self.deviation(time, 1)
        growth = float(np.log(self.market.growth(time)))
        paid = sum(d.cash for d in self.market.dividends if d.time <= time)
        kept = 1.0
        for dividend in self.market.dividends:
            kept *= 1.0 - dividend.proportion if dividend.time <= time else 1.0
        spot = self.market.spots[0]
        fallen = max(kept * spot - paid, 0.2 * min(kept, 1.0) * spot)
        low = math.log(max(fallen, 1e-6 * spot)) + min(growth - 0.5 * down * down, 0.0)
        high = math.log(spot) + max(growth + 0.5 * up * up, 0.0)
        return low - DEVIATIONS * down, high + DEVIATIONS * up

    def obstacle(self, time: float) -> str | None:
        """Say what keeps the solver from working, nothing if it can."""
        if not time > 0.0:
            return None
        deviation = self.deviation(time, 1)
        drift = abs(float(np.log(self.market.growth(time))))
        if deviation < 1e-3:
            return f"a standard deviation of {deviation:.2g} to expiry is too small for a grid"
        if drift > 20.0 * deviation:
            return f"a drift of {drift:.2g} dwarfs the standard deviation {deviation:.2g} to expiry"
        if deviation > 8.0:
            return f"a standard deviation of {deviation:.2g} to expiry is too large for a grid"
        return None


def _least_vol(model: PriceModel) -> float:
    if isinstance(model, LocalVol):
        return float(np.min(model.vols))
    if isinstance(model, Heston):
        return model.spot_vol
    return model.vol if isinstance(model.vol, float) else min(model.vol.vols)
