"""Options on options by finite differences, in one march over both lives."""

from __future__ import annotations

from axiom.engines.pde.on_spot import line_between, methods, vanilla_payoff
from axiom.engines.pde.product import Product
from axiom.engines.pde.setting import Setting
from axiom.instruments import Compound
from axiom.kernels.pde import Event

__all__ = ["METHODS"]


def _compound(contract: Compound, setting: Setting) -> Product:
    underlying = contract.underlying
    payoff = vanilla_payoff(underlying.strike, underlying.is_call)
    sign = 1.0 if contract.is_call else -1.0
    event = Event(contract.expiry, "compound", (contract.strike, sign))
    line = line_between(setting, max(underlying.expiry, 1e-12), payoff, events=(event,))
    return Product(((1.0, line),))


def _accepts(contract: Compound, model: object, market: object) -> str | None:
    if contract.expiry > 0.0:
        return None
    return "an option to be exercised now is its payoff on the underlying option"


METHODS = methods(Compound, _compound, speed=400.0, accepts=_accepts)
