"""Certificates of stored surfaces: read, made again, verified."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from axiom.service.chains.keeping import load_chain
from axiom.service.surfaces.keeping import certificate_of, load_surface
from axiom.service.surfaces.shelf import StoredSurface
from axiom.service.tables import columns_of
from axiom.volatility import Certificate, ChainFitSettings, certify
from axiom.volatility.chain_fit.fit import observe_chain
from axiom.wire.surfaces import CertificateAnswer, VerifyAnswer

if TYPE_CHECKING:
    from axiom.service.services import Services

__all__ = ["certificate_answer", "certify_stored", "quotes_of", "verify_stored"]


def certificate_answer(certificate: Certificate) -> CertificateAnswer:
    """Describe a certificate.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    return CertificateAnswer(
        is_arbitrage_free=certificate.is_arbitrage_free,
        summary=certificate.summary(),
        violations=columns_of(certificate.violations),
        conditions=columns_of(certificate.conditions),
        document=json.loads(certificate.to_json()),
    )


def certify_stored(services: Services, identifier: str) -> Certificate:
    """Certify a stored surface again, with its quotes where its chain is stored.

    Raises
    ------
    NotFoundError
        If there is no such surface.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    stored = load_surface(services, identifier)
    settings = certificate_of(stored.record).settings
    return certify(stored.surface, quotes_of(services, stored), settings=settings)


def verify_stored(services: Services, identifier: str) -> VerifyAnswer:
    """Certify a stored surface again and compare with its stored certificate.

    Raises
    ------
    NotFoundError
        If there is no such surface.
    DataError
        If certifying again does not give what is stored.

    Notes
    -----
    Verified by tests/service/test_surfaces.py.
    """
    stored = load_surface(services, identifier)
    held = certificate_of(stored.record)
    free = held.verify(stored.surface, quotes_of(services, stored))
    return VerifyAnswer(is_verified=True, is_arbitrage_free=free)


def quotes_of(services: Services, stored: StoredSurface) -> pl.DataFrame | None:
    """Give the implied vols that a surface was fitted to; None where its chain is not stored."""
    record = stored.record
    if record.chain_id is None:
        return None
    _, chain = load_chain(services.store, record.chain_id)
    settings = ChainFitSettings.from_dict(record.settings["chain_fit"])
    return observe_chain(chain, settings).options
