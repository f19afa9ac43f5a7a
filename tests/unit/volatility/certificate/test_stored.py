"""Certificates on paper: kept bit for bit, checked again, and refused when changed."""

from __future__ import annotations

import dataclasses
import json

import pytest

from axiom.core.errors import DataError
from axiom.volatility import Certificate, CertificateSettings, certify
from tests.unit.volatility.quotes import quotes_from
from tests.unit.volatility.surfaces import FormulaSurface

from .splines import GRID, sound, spline_slice, spline_surface, vogt


def same(a: Certificate, b: Certificate) -> bool:
    return a.to_json() == b.to_json() and a.violations.equals(b.violations)


@pytest.mark.parametrize("quoted", [False, True])
def test_it_comes_back_bit_for_bit_and_verifies(surface, quoted: bool) -> None:
    quotes = quotes_from(surface) if quoted else None
    certificate = certify(surface, quotes, settings=CertificateSettings(strikes=51))
    back = Certificate.from_json(certificate.to_json())
    assert same(certificate, back)
    assert back.settings == certificate.settings
    assert back.expiries.equals(certificate.expiries)
    assert back.expiries.schema == certificate.expiries.schema
    assert back.verify(surface, quotes)
    assert back.verify(surface)


def test_violations_come_back_too() -> None:
    surface = spline_surface(spline_slice(1.0, GRID, vogt(GRID)))
    certificate = certify(surface)
    back = Certificate.from_json(certificate.to_json())
    assert same(certificate, back)
    assert not back.is_arbitrage_free
    assert back.verify(surface) is False


def test_another_surface_is_refused() -> None:
    certificate = certify(sound())
    other = spline_surface(spline_slice(1.0, GRID, vogt(GRID)))
    with pytest.raises(DataError, match="give the surface that was certified"):
        certificate.verify(other)


def test_changed_text_is_refused() -> None:
    document = json.loads(certify(sound()).to_json())
    document["min_g"] = 0.5
    with pytest.raises(DataError, match="was changed after it was written"):
        Certificate.from_json(json.dumps(document))


def test_a_changed_certificate_does_not_verify() -> None:
    surface = spline_surface(spline_slice(1.0, GRID, vogt(GRID)))
    certificate = certify(surface)
    clean = dataclasses.replace(certificate, violations=certificate.violations.clear())
    with pytest.raises(DataError, match="violations of the certificate is not what"):
        Certificate.from_json(clean.to_json()).verify(surface)
    coarse = dataclasses.replace(certificate, settings=CertificateSettings(strikes=11))
    with pytest.raises(DataError, match="is not what certifying the surface again gives"):
        coarse.verify(surface)


def test_other_formats_and_versions_are_refused() -> None:
    document = json.loads(certify(sound()).to_json())
    for text, match in (
        ("no json", "is not JSON"),
        ("[1]", "lacks fields"),
        (json.dumps({k: v for k, v in document.items() if k != "grid"}), "grid"),
        (json.dumps({**document, "version": 2}), "axiom.certificate version 2"),
    ):
        with pytest.raises(DataError, match=match):
            Certificate.from_json(text)


def test_a_surface_that_cannot_be_stored_has_a_certificate_that_cannot_be_verified() -> None:
    formula = FormulaSurface(lambda k, t: 0.04 * t + 0.0 * k, [1.0])
    certificate = certify(formula)
    assert certificate.surface_sha256 == ""
    with pytest.raises(DataError, match="none"):
        certificate.verify(formula)
