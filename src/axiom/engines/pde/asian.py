"""Options on arithmetic averages by finite differences in one dimension.

A portfolio that holds the right number of shares ends at the average less the strike; its value
over the price of the asset, carried by its dividends, is a martingale y under the measure of the
asset, dy = (g(t) - y) sigma dW with g the shares that are left to be averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from axiom.engines.method import Method, Request
from axiom.engines.pde.product import Product, certain, line_solver, value_products
from axiom.engines.pde.setting import DEVIATIONS, Setting
from axiom.engines.valuation import Valuation
from axiom.instruments import Asian
from axiom.kernels.arrays import Doubles
from axiom.kernels.pde import Edge, Event, Line, Stretches, TwoLines
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_NAME: Final = "finite differences in the share of the average"
_PIECES: Final = 1024
"""Of a continuous average, on which its holding is integrated."""


@dataclass(frozen=True)
class _Average:
    """The averaging that is left.

    Attributes
    ----------
    setting : Setting
    contract : Asian
    """

    setting: Setting
    contract: Asian

    @property
    def known(self) -> float:
        """What past prices add to the average."""
        contract = self.contract
        if contract.fixings is not None:
            return sum(contract.past_fixings) * self.weight
        if contract.running_average is None:
            return 0.0
        length = contract.expiry - contract.average_start
        return -contract.average_start / length * contract.running_average

    @property
    def weight(self) -> float:
        """Of one fixing."""
        contract = self.contract
        return 1.0 / (len(contract.fixings or ()) + len(contract.past_fixings))

    @cached_property
    def times(self) -> Doubles:
        """Where the holding or a curve bends, up to expiry."""
        contract, expiry = self.contract, self.contract.expiry
        curves = self.setting.times
        named: list[Doubles] = [np.zeros(1), curves[curves < expiry]]
        if contract.fixings is not None:
            named += [np.array([expiry, *contract.fixings])]
        else:
            start = max(contract.average_start, 0.0)
            named += [np.array([start]), np.linspace(0.0, expiry, _PIECES + 1)]
        return np.unique(np.concatenate(named))

    @cached_property
    def averaged(self) -> dict[Market, Doubles]:
        """Integrals of the growth of a continuous average up to `times`, by market."""
        nodes = np.maximum(self.times, max(self.contract.average_start, 0.0))
        middles = 0.5 * (nodes[1:] + nodes[:-1])
        found: dict[Market, Doubles] = {}
        for market in set(self.setting.markets):
            ends = market.growth(nodes)
            pieces = np.diff(nodes) * (ends[:-1] + 4.0 * market.growth(middles) + ends[1:]) / 6.0
            found[market] = np.concatenate([[0.0], np.cumsum(pieces)])
        return found

    def holding(self, market: Market, times: Doubles) -> Doubles:
        """Return the discounted shares of the average that are averaged after times."""
        contract = self.contract
        discount = float(market.discount(contract.expiry))
        if contract.fixings is not None:
            fixings = np.array(contract.fixings)
            growth = np.concatenate([[0.0], np.cumsum(market.growth(fixings)[::-1])])
            later = len(fixings) - np.searchsorted(fixings, times, side="right")
            return np.asarray(discount * self.weight * growth[later])
        start, expiry = max(contract.average_start, 0.0), contract.expiry
        nodes, passed = np.maximum(self.times, start), self.averaged[market]
        left = passed[-1] - np.interp(np.maximum(times, start), nodes, passed)
        return np.asarray(discount * left / (expiry - contract.average_start))

    def stretches(self) -> Stretches:
        """Return the variance and its products with the holding, integrated, a row a variant."""
        setting, times = self.setting, self.times
        rows: list[list[Doubles]] = [[], [], []]
        for total, market in zip(setting.stretches.variance, setting.markets, strict=True):
            variance = np.diff(np.interp(times, setting.times, total))
            ends = self.position(market, times)
            if self.contract.fixings is not None:
                first, second = ends[:-1], ends[:-1] ** 2
            else:
                middle = self.position(market, 0.5 * (times[1:] + times[:-1]))
                first = (ends[:-1] + 4.0 * middle + ends[1:]) / 6.0
                second = (ends[:-1] ** 2 + 4.0 * middle**2 + ends[1:] ** 2) / 6.0
            for row, factor in zip(rows, (np.ones_like(first), first, second), strict=True):
                row.append(np.concatenate([[0.0], np.cumsum(factor * variance)]))
        return Stretches(times, *(np.array(row) for row in rows))

    def position(self, market: Market, times: Doubles) -> Doubles:
        """Return the shares that are held: of the average, or of the price less the average."""
        held = self.holding(market, times)
        if self.contract.strike is not None:
            return held
        expiry = self.contract.expiry
        return float(market.discount(expiry) * market.growth(expiry)) - held

    def begin(self, market: Market) -> tuple[float, float]:
        """Return y now, and its part that goes with 1 / spot times the spot."""
        held = float(self.position(market, np.array([-1.0]))[0])
        discount = float(market.discount(self.contract.expiry))
        strike = self.contract.strike
        owed = self.known - strike if strike is not None else -self.known
        return held + discount * owed / self.setting.market.spots[0], discount * owed


def _line(average: _Average, stretches: Stretches) -> Line:
    contract, setting = average.contract, average.setting
    places = tuple(average.begin(market)[0] for market in setting.markets)
    total = math.sqrt(float(stretches.variance[0, -1]))
    reach = DEVIATIONS * math.sqrt(max(float(stretches.dividend_yield[0, -1]), 0.0))
    reach = max(reach, 0.02 * total) * math.exp(total)
    gain, none = (0.0, 1.0), (0.0, 0.0)
    payoff = TwoLines(none, gain, 0.0) if contract.is_call else TwoLines((0.0, -1.0), none, 0.0)
    dates = [date for date in reversed(contract.fixings or ()) if 0.0 < date < contract.expiry]
    if contract.fixings is None and contract.average_start > 0.0:
        dates = [contract.average_start]
    return Line(
        expiry=contract.expiry,
        low=Edge(min(*places, 0.0) - reach),
        high=Edge(max(*places, 0.0) + reach),
        payoff=payoff,
        places=places,
        events=tuple(Event(date, "none") for date in dates),
    )


def _one(contract: Asian, model: BlackScholes, market: Market, request: Request) -> Valuation:
    setting = Setting(model, market, contract.expiry, request.greeks)
    average = _Average(setting, contract)
    if _is_known(contract):
        product = Product(certain=_known_payoff(average))
        stretches = setting.stretches
    else:
        stretches = average.stretches()
        product = Product(((1.0, _line(average, stretches)),))
    found = value_products(
        [product],
        request,
        [request.tolerance * contract.size(market.spots)],
        name=_NAME,
        solve=line_solver(setting, "average", stretches),
        read=lambda solutions, _: _read(solutions, average),
    )
    return replace(found[0], work={**found[0].work, "pieces": len(stretches.times) - 1})


def _is_known(contract: Asian) -> bool:
    """Say whether nothing is left to be averaged, and the strike is not the average."""
    future = contract.fixings is None or any(date > 0.0 for date in contract.fixings)
    return contract.strike is not None and not future


def _known_payoff(average: _Average) -> tuple[float, ...]:
    setting, contract = average.setting, average.contract
    now = average.weight if contract.fixings and contract.fixings[0] == 0.0 else 0.0
    spot, strike = setting.market.spots[0], contract.strike or 0.0
    sign = 1.0 if contract.is_call else -1.0
    paid = sign * (average.known + now * spot - strike)
    if paid <= 0.0:
        return (0.0,) * 6
    price, _, _, _, theta, rho = certain(setting, paid, contract.expiry)
    delta = sign * now * float(setting.market.discount(contract.expiry))
    return (price, delta, 0.0, 0.0, theta, rho)


def _read(solutions: Doubles, average: _Average) -> Doubles:
    """Return price and Greeks of spot times the solution at y."""
    setting = average.setting
    spot = setting.market.spots[0]
    base = solutions[:, 0]
    price = spot * base[:, 0]
    if not setting.greeks:
        return price[:, None]
    owed = average.begin(setting.market)[1] / spot
    delta = base[:, 0] - owed * base[:, 1]
    gamma = owed * owed * base[:, 2] / spot
    rate, carry = setting.first_rate, setting.first_rate - setting.first_yield
    half_variance = 0.5 * float(setting.model.spot_vol) ** 2
    theta = rate * price - carry * spot * delta - half_variance * spot * spot * gamma
    vega = spot * (solutions[:, 2, 0] - solutions[:, 1, 0]) / (2.0 * setting.vol_bump)
    rho = spot * (solutions[:, 4, 0] - solutions[:, 3, 0]) / (2.0 * setting.rate_bump)
    return np.column_stack([price, delta, gamma, vega, theta, rho])


def _value(
    contracts: Sequence[Asian], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    return [_one(contract, model, market, request) for contract in contracts]


def _accepts(contract: Asian, model: BlackScholes, market: Market) -> str | None:
    if contract.averaging != "arithmetic":
        return "geometric averages are lognormal: the analytic engine has their closed form"
    if market.dividends:
        return "cash dividends are not covered"
    if contract.expiry == 0.0:
        return "nothing is left of its life"
    return Setting(model, market, contract.expiry, False).obstacle(contract.expiry)


METHODS = (
    Method(
        engine="pde",
        name=_NAME,
        instrument=Asian,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=1500.0,
        source="Vecer, Unified pricing of Asian options, Risk 15 (6), 2002, p. 113; "
        "Andreasen, Journal of Computational Finance 2 (1), 1998, p. 5",
    ),
)
