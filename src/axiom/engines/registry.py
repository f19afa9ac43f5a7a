"""Every method there is, and those that can value a pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from axiom.core.errors import InvalidArgumentError
from axiom.engines import analytic, fourier, montecarlo, pde
from axiom.engines.method import Method
from axiom.instruments import Instrument
from axiom.market.spot_market import Market
from axiom.models import Model

__all__ = ["METHODS", "methods_for", "refusal"]

METHODS: tuple[Method, ...] = (
    *analytic.METHODS,
    *fourier.METHODS,
    *pde.METHODS,
    *montecarlo.METHODS,
)
"""All methods of all engines."""


@cache
def _of_pair(instrument: type[Instrument], model: type[Model]) -> tuple[Method, ...]:
    found = [m for m in METHODS if m.instrument is instrument and m.model is model]
    return tuple(sorted(found, key=lambda method: method.speed))


def methods_for(
    instrument: Instrument, model: Model, market: Market, *, engine: str = "auto"
) -> Iterator[Method]:
    """Yield the methods that can value a contract, fastest first.

    Raises
    ------
    InvalidArgumentError
        At the first step, if there is none; the message lists what can be done instead.
    """
    found = False
    for method in _of_pair(type(instrument), type(model)):
        if engine in ("auto", method.engine) and method.accepts(instrument, model, market) is None:
            found = True
            yield method
    if not found:
        raise InvalidArgumentError(refusal(instrument, model, market, engine=engine))


def refusal(instrument: Instrument, model: Model, market: Market, *, engine: str) -> str:
    """Say why a contract cannot be valued, and what can be done."""
    pair = _of_pair(type(instrument), type(model))
    names = f"{type(instrument).__name__} under {type(model).__name__}"
    if not pair:
        models = sorted({m.model.__name__ for m in METHODS if m.instrument is type(instrument)})
        listed = ", ".join(models) or "no model"
        return f"no engine values {names}: {type(instrument).__name__} is valued under {listed}"
    reasons = [
        f"{m.engine} ({m.name}): {m.accepts(instrument, model, market) or 'can'}" for m in pair
    ]
    asked = "no engine" if engine == "auto" else f"engine={engine!r}"
    verb = "values" if engine == "auto" else "cannot value"
    return f"{asked} {verb} this {names}; there are: " + "; ".join(reasons)
