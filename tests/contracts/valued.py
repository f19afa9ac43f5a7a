"""Values by one method, and whether two agree inside what they state."""

from __future__ import annotations

from axiom.core.errors import AxiomError
from axiom.engines import METHODS, Method, Request, Valuation
from axiom.instruments import Instrument
from axiom.market import Market
from axiom.models import Model

__all__ = ["PAIRS", "allowance", "valued", "ways"]

Pair = tuple[type[Instrument], type[Model]]

PAIRS: dict[Pair, tuple[Method, ...]] = {}
"""Methods of every pair of contract and model that has any, by name of both."""
for _method in METHODS:
    _pair = (_method.instrument, _method.model)
    PAIRS[_pair] = (*PAIRS.get(_pair, ()), _method)
PAIRS = dict(sorted(PAIRS.items(), key=lambda item: (item[0][0].__name__, item[0][1].__name__)))


def ways(contract: Instrument, model: Model, market: Market) -> list[Method]:
    """Return the methods that say they can value a contract."""
    every = PAIRS.get((type(contract), type(model)), ())
    return [one for one in every if one.accepts(contract, model, market) is None]


def valued(
    method: Method, contract: Instrument, model: Model, market: Market, request: Request
) -> Valuation:
    """Value a contract by one method; an error tells which contract it was."""
    try:
        (found,) = method.value([contract], model, market, request)
    except (AxiomError, ArithmeticError, ValueError, TypeError, AssertionError) as error:
        error.add_note(f"{method.engine} ({method.name}): {contract!r}\n{model!r}\n{market!r}")
        raise
    return found


def allowance(found: Valuation) -> float:
    """Return how far a price may be from the truth: three standard errors, or the stated error."""
    return (3.0 if found.error_kind == "standard error" else 1.0) * found.error
