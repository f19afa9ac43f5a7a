"""Contracts under models: from requests to the library, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from axiom.core.plain import plain
from axiom.engines import Valuation, value
from axiom.engines.catalogue import INSTRUMENTS, MODELS
from axiom.market import Market
from axiom.service.exotics.schemas import built, model_of, one_of
from axiom.wire.base import Flag, WireModel
from axiom.wire.exotics import EngineChoice, MaxPaths, Seed, Tolerance

__all__ = ["ValueRequest", "value_of"]

if TYPE_CHECKING:
    AnyInstrument = Any
    AnyModel = Any
    MarketTerms = Any
else:
    AnyInstrument = one_of(*INSTRUMENTS.values())
    AnyModel = one_of(*MODELS.values())
    MarketTerms = model_of(Market)


class ValueRequest(WireModel):
    """A contract, or several in one batch, under a model on a market."""

    instrument: AnyInstrument | tuple[AnyInstrument, ...] = Field(
        description="A contract, or a list of them that is valued in one batch."
    )
    model: AnyModel
    market: MarketTerms
    greeks: Flag = True
    """Whether Greeks are wanted."""
    engine: EngineChoice = "auto"
    tolerance: Tolerance = 1e-4
    seed: Seed = 0
    max_paths: MaxPaths = 1 << 20


def value_of(request: ValueRequest) -> dict[str, Any] | list[dict[str, Any]]:
    """Value what a request holds.

    Returns
    -------
    dict or list of dict
        As `axiom.wire.exotics.ValuationAnswer`, a list for a list of contracts.

    Raises
    ------
    InvalidArgumentError
        As `axiom.value`, and as contracts, models and markets whose terms lie outside their domain.

    Notes
    -----
    Verified by tests/unit/service/exotics/test_valuing.py.
    """
    found: Valuation | list[Valuation] = value(
        built(request.instrument),
        model=built(request.model),
        market=built(request.market),
        greeks=request.greeks,
        engine=request.engine,
        tolerance=request.tolerance,
        seed=request.seed,
        max_paths=request.max_paths,
    )
    answer: dict[str, Any] | list[dict[str, Any]] = plain(found)
    return answer
