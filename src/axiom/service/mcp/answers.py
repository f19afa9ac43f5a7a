"""Answers for agents where the service's own would fill their context."""

from __future__ import annotations

from typing import Any

from axiom.wire.base import WireModel
from axiom.wire.surfaces import CertificateAnswer, FitAnswer, SurfaceQuality

__all__ = ["CertificateSummary", "FitSummary"]


class FitSummary(WireModel):
    """A fitted surface, without its parameters.

    Notes
    -----
    Verified by tests/service/test_mcp.py.
    """

    surface_id: str | None
    """Of the stored surface; null where it was fitted without being kept."""
    underlying: str
    """Symbol of the underlying."""
    is_arbitrage_free: bool
    """Whether the certificate found no violation."""
    quality: SurfaceQuality
    """How well it fits."""
    summary: str
    """The certificate in four lines."""
    spot: float
    """Spot that Greeks refer to."""
    n_skipped: int
    """Expiries without a slice of their own."""
    notes: tuple[str, ...]
    """What a reader of the surface has to know."""

    @classmethod
    def of(cls, fit: FitAnswer) -> FitSummary:
        """Sum a fit up."""
        return cls(
            surface_id=None if fit.surface is None else fit.surface.id,
            underlying=fit.underlying,
            is_arbitrage_free=fit.is_arbitrage_free,
            quality=fit.quality,
            summary=fit.summary,
            spot=fit.spot,
            n_skipped=len(fit.skipped),
            notes=fit.notes,
        )


class CertificateSummary(WireModel):
    """What was checked of a surface, and what was found.

    Notes
    -----
    Verified by tests/service/test_mcp.py.
    """

    is_arbitrage_free: bool
    """Whether no condition was missed."""
    summary: str
    """What was found, in four lines."""
    violations: dict[str, list[Any]]
    """Each violation, by column."""

    @classmethod
    def of(cls, certificate: CertificateAnswer) -> CertificateSummary:
        """Sum a certificate up."""
        return cls(
            is_arbitrage_free=certificate.is_arbitrage_free,
            summary=certificate.summary,
            violations=certificate.violations,
        )
