"""The pairs of contract and model that simulation values."""

from __future__ import annotations

from axiom.core.errors import InvalidArgumentError
from axiom.engines.method import Method
from axiom.engines.montecarlo.outlines import OUTLINES
from axiom.engines.montecarlo.simulators import SIMULATED
from axiom.engines.montecarlo.valuing import METHOD_NAME, value_by_simulation
from axiom.engines.montecarlo.watch import Watch
from axiom.instruments import (
    Autocallable,
    Basket,
    Chooser,
    Compound,
    Exchange,
    Instrument,
    Quanto,
    Rainbow,
    Spread,
)
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Correlated, Model, QuantoBlackScholes

__all__ = ["PATH_METHODS"]

_SOURCE = "Glasserman, Monte Carlo Methods in Financial Engineering, 2003 (chapters 3 to 7)"
_SPEED, _SPEED_OF_OTHERS = 5e3, 1e5
_OF_SEVERAL = (Exchange, Spread, Basket, Rainbow)
_LATER_VALUE = (Compound, Chooser)


def _accepts(instrument: Instrument, model: Model, market: Market) -> str | None:
    outline = OUTLINES[type(instrument)]
    if market.dividends:
        return "cash dividends are not covered"
    if not len(outline.keys(instrument)):
        return "nothing of it lies ahead"
    refusal = outline.refuses(instrument, model, market)
    if refusal is not None:
        return refusal
    try:
        Watch.of(outline, instrument, model, market)
    except InvalidArgumentError as error:
        return str(error)
    return None


def _models(instrument: type[Instrument]) -> list[type[Model]]:
    """Models under which a class of contracts makes sense, of those that have a scheme."""
    single = [model for model in SIMULATED if model not in (Correlated, QuantoBlackScholes)]
    if instrument is Quanto:
        return [QuantoBlackScholes]
    if instrument in _LATER_VALUE:
        return [BlackScholes]
    if instrument in _OF_SEVERAL:
        return [Correlated]
    return [*single, Correlated] if instrument is Autocallable else single


def _method(instrument: type[Instrument], model: type[Model]) -> Method:
    is_lognormal = model in (BlackScholes, QuantoBlackScholes)
    return Method(
        engine="montecarlo",
        name=METHOD_NAME,
        instrument=instrument,
        model=model,
        value=value_by_simulation,
        accepts=_accepts,
        speed=_SPEED if is_lognormal else _SPEED_OF_OTHERS,
        source=_SOURCE,
    )


PATH_METHODS: tuple[Method, ...] = tuple(
    _method(instrument, model) for instrument in OUTLINES for model in _models(instrument)
)
"""Methods of all contracts without early exercise."""
