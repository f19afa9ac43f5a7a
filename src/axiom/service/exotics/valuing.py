"""Contracts under models: from requests to the library, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from pydantic import ConfigDict, Field

from axiom.core.plain import plain
from axiom.engines import value
from axiom.engines.catalogue import INSTRUMENTS, MODELS
from axiom.market import Market
from axiom.service.exotics.schemas import built, model_of, one_of, tagged
from axiom.service.services import Services
from axiom.service.surfaces.keeping import load_surface
from axiom.store import UnitOfWork
from axiom.store.runs import ComputedRun, compute_run, keep_run
from axiom.volatility.analytics import local_vol
from axiom.wire.base import Flag, WireModel
from axiom.wire.exotics import EngineChoice, MaxPaths, Seed, StoredLocalVol, Tolerance

if TYPE_CHECKING:
    from axiom.service.jobs import Progress

__all__ = ["ValueRequest", "answer_of", "keep_valuation", "run_of", "value_job", "value_of"]

if TYPE_CHECKING:
    AnyInstrument = Any
    AnyModel = Any
    MarketTerms = Any
else:
    AnyInstrument = one_of(*INSTRUMENTS.values())
    AnyModel = tagged((*(model_of(kind) for kind in MODELS.values()), StoredLocalVol))
    MarketTerms = model_of(Market)


class ValueRequest(WireModel):
    """A contract, or several in one batch, under a model on a market."""

    model_config = ConfigDict(ser_json_inf_nan="strings")

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

    def as_document(self) -> dict[str, Any]:
        """Return the request as JSON has it."""
        document: dict[str, Any] = orjson.loads(self.model_dump_json())
        return document


def arguments_of(services: Services, request: ValueRequest) -> dict[str, Any]:
    """Return the arguments of `axiom.value`.

    Raises
    ------
    InvalidArgumentError
        If a term lies outside its domain.
    NotFoundError
        If the model is that of a surface which is not stored.
    """
    model = request.model
    if isinstance(model, StoredLocalVol):
        surface = load_surface(services, model.surface).surface
        dynamics: Any = local_vol(surface).grid().model()
    else:
        dynamics = built(model)
    contracts = built(request.instrument)
    return {
        "instrument": list(contracts) if isinstance(contracts, tuple) else contracts,
        "model": dynamics,
        "market": built(request.market),
        "greeks": request.greeks,
        "engine": request.engine,
        "tolerance": request.tolerance,
        "seed": request.seed,
        "max_paths": request.max_paths,
    }


def value_of(services: Services, request: ValueRequest) -> Any:
    """Value what a request holds.

    Returns
    -------
    dict or list of dict
        As `axiom.wire.exotics.ValuationAnswer`, a list for a list of contracts.

    Raises
    ------
    InvalidArgumentError
        As `axiom.value`, and as contracts, models and markets whose terms lie outside their domain.
    NotFoundError
        If the model is that of a surface which is not stored.

    Notes
    -----
    Verified by tests/unit/service/exotics/test_valuing.py.
    """
    arguments = arguments_of(services, request)
    return plain(value(arguments.pop("instrument"), **arguments))


def run_of(services: Services, request: ValueRequest, *, principal: str) -> ComputedRun:
    """Value what a request holds so that it can be kept, and done again to the last bit.

    Notes
    -----
    Verified by tests/unit/service/exotics/test_recording.py.
    """
    return compute_run("value", arguments_of(services, request), principal=principal)


def keep_valuation(work: UnitOfWork, computed: ComputedRun) -> tuple[str, Any]:
    """Store a valuation; return the identifier of its run, and the answer that names it.

    Notes
    -----
    Verified by tests/unit/service/exotics/test_recording.py.
    """
    identifier = keep_run(work, computed).id
    return identifier, answer_of(computed, identifier)


def answer_of(computed: ComputedRun, identifier: str) -> Any:
    """Return what a kept valuation answers."""
    found = plain(computed.result)
    if isinstance(found, list):
        return [{**one, "run_id": identifier} for one in found]
    return {**found, "run_id": identifier}


def value_job(services: Services, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Value as a job: ``asked`` is a `ValueRequest`, ``is_kept`` whether its run is stored.

    Returns
    -------
    dict
        The answer that the request would have had, a list of them under ``valuations``.

    Notes
    -----
    Begun again after a crash, it may keep a second run, with the same inputs and output. Verified
    by tests/unit/service/exotics/test_recording.py.
    """
    asked = ValueRequest.model_validate(request["asked"])
    progress(0.0, "valuing")
    if request["is_kept"]:
        computed = run_of(services, asked, principal=request["principal"])
        with services.store.begin() as work:
            _, answer = keep_valuation(work, computed)
    else:
        answer = value_of(services, asked)
    return {"valuations": answer} if isinstance(answer, list) else answer
