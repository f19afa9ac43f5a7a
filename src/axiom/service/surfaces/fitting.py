"""Fit a surface to a chain, certify it, and keep it where it is asked for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from axiom.core.plain import plain
from axiom.market import Chain
from axiom.service.chains.keeping import load_chain
from axiom.service.surfaces.answers import surface_answer
from axiom.service.surfaces.keeping import announce, keep_surface, load_surface, quality_of
from axiom.service.surfaces.shelf import StoredSurface
from axiom.store import ChainRecord, UnitOfWork
from axiom.store.runs import done_run, keep_run
from axiom.volatility import ChainFit, ChainFitSettings, Surface, fit_chain
from axiom.volatility.chain_fit.fit import STEPS
from axiom.wire.surfaces import FitAnswer, FitRequest, SurfaceQuality

if TYPE_CHECKING:
    from axiom.service.jobs.progress import Progress
    from axiom.service.services import Services

__all__ = [
    "Fitted",
    "KeptFit",
    "fit_job",
    "fit_stored",
    "fit_uploaded",
    "fitted_answer",
    "keep_fit",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A fit with all it was made of.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """

    chain: Chain
    record: ChainRecord | None
    settings: ChainFitSettings
    prior: StoredSurface | None
    fit: ChainFit
    duration_s: float

    @property
    def surface(self) -> Surface:
        """The surface."""
        return self.fit.surface


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFit:
    """A stored surface, and the run that computes it again.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """

    stored: StoredSurface
    run_id: str


def fit_stored(services: Services, request: FitRequest, progress: Progress) -> Fitted:
    """Fit a surface to a stored chain.

    Raises
    ------
    NotFoundError
        If there is no such chain, or no such prior.
    InvalidArgumentError, DataError, FitError
        As `axiom.volatility.fit_chain`.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    record, chain = load_chain(services.store, request.chain_id)
    prior = None if request.prior_id is None else load_surface(services, request.prior_id)
    settings = ChainFitSettings.from_dict(request.settings.document())
    return _fitted(chain, record, settings, prior, progress)


def fit_uploaded(chain: Chain, settings: ChainFitSettings, progress: Progress) -> Fitted:
    """Fit a surface to a chain that is not stored, as `fit_stored` does."""
    return _fitted(chain, None, settings, None, progress)


def keep_fit(work: UnitOfWork, fitted: Fitted, *, principal: str) -> KeptFit:
    """Store a fit with its certificate, and the run that computes it again.

    Parameters
    ----------
    work
        The unit of work.
    fitted
        The fit.
    principal
        Who asked for it.

    Notes
    -----
    A fit that is stored already is not stored again. Verified by tests/service/test_surfaces.py.
    """
    inputs: dict[str, Any] = {"chain": fitted.chain, "settings": fitted.settings}
    if fitted.prior is not None:
        inputs["prior"] = fitted.prior.surface
    result = {"surface": fitted.surface.to_json(), "certificate": fitted.fit.certificate}
    run = done_run("fit", inputs, result, principal=principal, duration_s=fitted.duration_s)
    record, is_new = keep_surface(
        work,
        fitted.surface,
        fitted.fit.certificate,
        underlying=fitted.chain.underlying,
        input_hash=run.record.input_hash,
        settings={"chain_fit": fitted.settings.to_dict(), "run_id": run.record.id},
        chain_id=None if fitted.record is None else fitted.record.id,
    )
    if is_new:
        keep_run(work, run)
    return KeptFit(
        stored=StoredSurface(record=record, surface=fitted.surface),
        run_id=record.settings["run_id"],
    )


def fit_job(services: Services, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Fit as a job: ``fit`` is a `FitRequest`, ``is_kept`` whether it is stored for ``principal``.

    Returns
    -------
    dict
        A `FitAnswer`.

    Notes
    -----
    Begun again, it stores the surface once. Verified by tests/service/test_surfaces.py.
    """
    fitted = fit_stored(services, FitRequest.model_validate(request["fit"]), progress)
    kept = None
    if request["is_kept"]:
        with services.store.begin() as work:
            kept = keep_fit(work, fitted, principal=request["principal"])
        announce(services, kept.stored)
    return fitted_answer(fitted, kept).model_dump(mode="json")


def fitted_answer(fitted: Fitted, kept: KeptFit | None = None) -> FitAnswer:
    """Describe a fit, and where it is stored.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    certificate, observed = fitted.fit.certificate, fitted.fit.observed
    notes = (*fitted.chain.notes, *fitted.chain.dividend_notes, *observed.spot_notes)
    return FitAnswer(
        surface=None if kept is None else surface_answer(kept.stored.record),
        underlying=fitted.chain.underlying,
        valuation_time=fitted.chain.valuation_time,
        parameters=json.loads(fitted.surface.to_json()),
        is_arbitrage_free=certificate.is_arbitrage_free,
        quality=SurfaceQuality.model_validate(quality_of(certificate)),
        summary=certificate.summary(),
        spot=observed.spot,
        skipped=tuple(plain(asdict(one)) for one in fitted.fit.surface.skipped),
        notes=(*notes, *fitted.fit.clock.notes),
        run_id=None if kept is None else kept.run_id,
    )


def _fitted(
    chain: Chain,
    record: ChainRecord | None,
    settings: ChainFitSettings,
    prior: StoredSurface | None,
    progress: Progress,
) -> Fitted:
    @contextmanager
    def step(name: str) -> Iterator[None]:
        progress(STEPS.index(name) / len(STEPS), name)
        yield

    started = time.perf_counter()
    fit = fit_chain(
        chain, settings=settings, prior=None if prior is None else prior.surface, step=step
    )
    return Fitted(
        chain=chain,
        record=record,
        settings=settings,
        prior=prior,
        fit=fit,
        duration_s=time.perf_counter() - started,
    )
