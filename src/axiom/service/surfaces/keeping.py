"""Stored surfaces: kept once, loaded, announced."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.core.errors import NotFoundError
from axiom.service.surfaces.shelf import StoredSurface
from axiom.store import SurfaceRecord, UnitOfWork
from axiom.volatility import Certificate, Surface, certify, surface_from_json

if TYPE_CHECKING:
    from axiom.service.services import Services

__all__ = [
    "announce",
    "certificate_of",
    "certified",
    "current_surface",
    "keep_surface",
    "list_stored_surfaces",
    "load_surface",
    "surface_history",
]


def keep_surface(
    work: UnitOfWork,
    surface: Surface,
    certificate: Certificate,
    *,
    underlying: str,
    input_hash: str,
    settings: dict[str, Any],
    chain_id: str | None = None,
) -> tuple[SurfaceRecord, bool]:
    """Store a surface with its certificate, unless it is stored already.

    Parameters
    ----------
    work
        The unit of work.
    surface, certificate
        The surface, and what was found of it.
    underlying
        Its name.
    input_hash
        SHA-256 of all it was made of, in hexadecimal.
    settings
        How it was fitted.
    chain_id
        Of the stored chain it was fitted to.

    Returns
    -------
    record : SurfaceRecord
        The stored surface.
    is_new : bool
        Whether it was not stored before.

    Notes
    -----
    A surface of the same inputs with the same parameters is the same: a fit that is done again
    stores nothing. Verified by tests/service/test_surfaces.py.
    """
    record = SurfaceRecord(
        underlying=underlying,
        valuation_time=surface.valuation_time,
        family=str(json.loads(surface.to_json())["format"]),
        parameters=surface.to_json(),
        input_hash=input_hash,
        is_certified=certificate.is_arbitrage_free,
        certificate={"text": certificate.to_json()},
        quality=quality_of(certificate),
        settings=settings,
        chain_id=chain_id,
    )
    known = work.surfaces.like(record)
    return (work.surfaces.add(record), True) if known is None else (known, False)


def certified(parameters: Mapping[str, Any]) -> tuple[Surface, Certificate]:
    """Rebuild a surface that was fitted elsewhere, and certify it.

    Parameters
    ----------
    parameters
        The document that its `to_json` wrote.

    Raises
    ------
    DataError
        If the document is not one of a surface.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    surface = surface_from_json(json.dumps(parameters))
    return surface, certify(surface)


def quality_of(certificate: Certificate) -> dict[str, float | int | None]:
    """Give how well a surface fits its quotes; null without quotes.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    names = ("in_spread_share", "in_spread_share_otm", "rmse_vol", "rmse_spreads")
    found = {name: getattr(certificate, name) for name in names}
    known = {name: value if math.isfinite(value) else None for name, value in found.items()}
    return {"n_quotes": certificate.n_quotes, **known}


def certificate_of(record: SurfaceRecord) -> Certificate:
    """Rebuild the certificate that is stored with a surface."""
    return Certificate.from_json(record.certificate["text"])


def load_surface(services: Services, identifier: str) -> StoredSurface:
    """Load a stored surface, or take it from those held in this process.

    Raises
    ------
    NotFoundError
        If there is none.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """

    def load() -> StoredSurface:
        with services.store.begin(read_only=True) as work:
            record = work.surfaces.get(identifier)
        return StoredSurface(record=record, surface=surface_from_json(record.parameters))

    return services.surfaces.get(identifier, load)


def current_surface(
    services: Services,
    underlying: str,
    *,
    until: dt.datetime | None = None,
    is_certified: bool = False,
) -> StoredSurface:
    """Load the surface of an underlying with the latest valuation time.

    Parameters
    ----------
    services
        What the handlers share.
    underlying
        Whose.
    until
        The latest valuation time that counts, aware; None for any.
    is_certified
        Whether only surfaces free of arbitrage count.

    Raises
    ------
    NotFoundError
        If the underlying has none.

    Notes
    -----
    Which one it is, is asked of the store each time, so that all processes agree; the surface
    itself is taken from those held. Verified by tests/service/test_surfaces.py.
    """
    with services.store.begin(read_only=True) as work:
        identifier = work.surfaces.latest_id(underlying, until=until, certified=is_certified)
    if identifier is None:
        raise NotFoundError(
            f"there is no surface of {underlying!r}: fit one with POST /v1/surfaces"
        )
    return load_surface(services, identifier)


def list_stored_surfaces(
    services: Services, *, underlying: str | None, limit: int, after: str | None
) -> tuple[SurfaceRecord, ...]:
    """List stored surfaces, the newest first.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    with services.store.begin(read_only=True) as work:
        return work.surfaces.page(
            underlying=underlying, limit=limit, after=after, newest_first=True
        )


def surface_history(
    services: Services,
    underlying: str,
    *,
    start: dt.datetime | None,
    end: dt.datetime | None,
    limit: int,
    after: str | None,
) -> tuple[SurfaceRecord, ...]:
    """List the surfaces of an underlying in the order of their valuation times.

    Parameters
    ----------
    services
        What the handlers share.
    underlying
        Whose.
    start, end
        The span, aware: from `start` on, before `end`; None leaves it open.
    limit
        Most records, 1 to 10,000.
    after
        Id of the last surface of the page before.

    Raises
    ------
    NotFoundError
        If there is no surface `after`.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    with services.store.begin(read_only=True) as work:
        last = None if after is None else work.surfaces.get(after)
        return work.surfaces.history(
            underlying,
            start=start,
            end=end,
            limit=limit,
            after=None if last is None else (last.valuation_time, last.id),
        )


def announce(services: Services, stored: StoredSurface) -> None:
    """Tell the bus and the metrics of a surface that is stored.

    Notes
    -----
    Only the current surface of an underlying is news: one that is fitted to older quotes is not.
    Verified by tests/service/test_surfaces.py.
    """
    record = services.surfaces.put(stored).record
    with services.store.begin(read_only=True) as work:
        if work.surfaces.latest_id(record.underlying) != record.id:
            return
    services.bus.publish("surfaces", record.underlying, news_of(stored))
    rmse = record.quality.get("rmse_vol")
    if rmse is not None:
        services.metrics.fitted(record.underlying, 100.0 * rmse)


def news_of(stored: StoredSurface) -> dict[str, Any]:
    """Give what subscribers hear of a new surface.

    Returns
    -------
    dict
        ``id``, ``valuation_time``, ``family``, ``is_arbitrage_free``, ``quality``, and by fitted
        expiry ``expiry`` (years), ``forward``, ``discount_factor`` and ``atm_vol``.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    record, surface = stored.record, stored.surface
    expiry = np.array(surface.fitted_expiries)
    return {
        "id": record.id,
        "valuation_time": record.valuation_time.isoformat(),
        "family": record.family,
        "is_arbitrage_free": record.is_certified,
        "quality": dict(record.quality),
        "expiry": expiry.tolist(),
        "forward": np.asarray(surface.forward(expiry)).tolist(),
        "discount_factor": np.asarray(surface.discount_factor(expiry)).tolist(),
        "atm_vol": np.asarray(surface.vol(log_moneyness=0.0, expiry=expiry)).tolist(),
    }
