"""European, American and digital options by finite differences."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from axiom.engines.pde.on_spot import LEVEL, Build, line_between, methods, vanilla_payoff
from axiom.engines.pde.product import Product
from axiom.engines.pde.setting import Setting
from axiom.instruments import American, AssetOrNothing, CashOrNothing, European, Instrument
from axiom.kernels.pde import TwoLines

__all__ = ["BUILDERS", "METHODS", "european", "exercised", "expired"]


def european(contract: European, setting: Setting) -> Product:
    """Return a European option as the solver takes it."""
    if contract.expiry == 0.0:
        return expired(vanilla_payoff(contract.strike, contract.is_call), setting)
    payoff = vanilla_payoff(contract.strike, contract.is_call)
    return Product(((1.0, line_between(setting, contract.expiry, payoff)),))


def expired(payoff: TwoLines, setting: Setting) -> Product:
    """Return what is paid at once: at the kink, the mean of both sides, the limit of prices."""
    spot = setting.market.spots[0]
    sides = (payoff.below, payoff.above)
    at = math.log(spot)
    lines = sides if at == payoff.kink else sides[at > payoff.kink :][:1]
    level, slope = (sum(line[i] for line in lines) / len(lines) for i in range(2))
    return Product(certain=(level + slope * spot, slope, 0.0, 0.0, 0.0, 0.0))


def exercised(contract: American, setting: Setting) -> float:
    """Return what exercise now pays."""
    gain = setting.market.spots[0] - contract.strike
    return max(gain if contract.is_call else -gain, 0.0)


def _american(contract: American, setting: Setting) -> Product:
    payoff = vanilla_payoff(contract.strike, contract.is_call)
    if contract.expiry == 0.0:
        return expired(payoff, setting)
    line = line_between(setting, contract.expiry, payoff, descending=contract.is_call)
    curves = setting.stretches
    held = curves.dividend_yield if contract.is_call else curves.rate
    two_sided = bool(setting.market.dividends) or bool(np.any(np.diff(held, axis=1) < 0.0))
    return Product(
        ((1.0, line),),
        american=True,
        two_sided=two_sided,
        least=exercised(contract, setting),
    )


def _digital(
    strike: float, expiry: float, is_call: bool, paid: tuple[float, float], setting: Setting
) -> Product:
    kink = math.log(strike) if strike > 0.0 else math.nan
    if strike == 0.0:
        payoff = TwoLines(paid if is_call else LEVEL)
    else:
        payoff = TwoLines(LEVEL, paid, kink) if is_call else TwoLines(paid, LEVEL, kink)
    if expiry > 0.0:
        return Product(((1.0, line_between(setting, expiry, payoff)),))
    return expired(payoff, setting)


def _cash(contract: CashOrNothing, setting: Setting) -> Product:
    paid = (contract.cash, 0.0)
    return _digital(contract.strike, contract.expiry, contract.is_call, paid, setting)


def _asset(contract: AssetOrNothing, setting: Setting) -> Product:
    return _digital(contract.strike, contract.expiry, contract.is_call, (0.0, 1.0), setting)


BUILDERS: Final[dict[type[Instrument], Build]] = {
    AssetOrNothing: _asset,
    CashOrNothing: _cash,
    European: european,
}
"""What makes products of contracts that depend on the last price only."""

METHODS = (
    *methods(American, _american, speed=500.0),
    *(m for kind, build in BUILDERS.items() for m in methods(kind, build, speed=150.0)),
)
