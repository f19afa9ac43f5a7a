from __future__ import annotations

import json

import pytest

from axiom.volatility import Certificate, certify
from tests.unit.volatility.certificate.splines import (
    GRID,
    sound,
    spline_slice,
    spline_surface,
    vogt,
)


@pytest.fixture
def stored(tmp_path):
    paths = tmp_path / "sound.json", tmp_path / "bad.json"
    sound().save(paths[0])
    spline_surface(spline_slice(1.0, GRID, vogt(GRID))).save(paths[1])
    return paths


def test_a_sound_surface_ends_with_zero_and_its_certificate_verifies(
    axiom_command, stored, tmp_path
):
    paper = tmp_path / "certificate.json"
    outcome = axiom_command("surface", "certify", stored[0], "--out", paper)
    assert outcome.code == 0
    assert "free of static arbitrage" in outcome.out
    assert "after the last slice" in outcome.out
    assert Certificate.load(paper).to_json() == certify(sound()).to_json()
    verified = axiom_command("surface", "verify", stored[0], paper)
    assert verified.code == 0
    assert "unchanged: free of static arbitrage" in verified.out
    as_json = axiom_command("surface", "verify", stored[0], paper, "--json")
    assert json.loads(as_json.out) == {"verified": True, "is_arbitrage_free": True}


def test_arbitrage_ends_with_one_and_is_listed(axiom_command, stored, tmp_path):
    paper = tmp_path / "certificate.json"
    outcome = axiom_command("surface", "certify", stored[1], "--out", paper)
    assert outcome.code == 1
    assert "butterfly" in outcome.out
    assert "the first 20" in outcome.out
    found = json.loads(axiom_command("surface", "certify", stored[1], "--json").out)
    assert found["is_arbitrage_free"] is False
    assert found["violations"][0]["size_price"] > 0.0
    assert axiom_command("surface", "verify", stored[1], paper).code == 1


def test_the_certificate_of_another_surface_or_a_changed_one_ends_with_two(
    axiom_command, stored, tmp_path
):
    paper = tmp_path / "certificate.json"
    axiom_command("surface", "certify", stored[0], "--out", paper)
    other = axiom_command("surface", "verify", stored[1], paper)
    paper.write_text(paper.read_text().replace('"n_quotes": 0', '"n_quotes": 1'))
    changed = axiom_command("surface", "verify", stored[0], paper)
    for outcome, said in ((other, "SHA-256"), (changed, "was changed")):
        assert outcome.code == 2
        assert said in outcome.err
        assert outcome.err.count("\n") == 1


def test_a_repair_is_written_and_certifies(axiom_command, stored, tmp_path):
    mended = tmp_path / "mended.json"
    outcome = axiom_command("surface", "certify", stored[1], "--repair", mended)
    assert outcome.code == 1
    assert "vol moved by at most" in outcome.out
    assert axiom_command("surface", "certify", mended).code == 0
    said = json.loads(
        axiom_command("surface", "certify", stored[1], "--repair", mended, "--json").out
    )
    assert 0.0 < said["repair"]["moved_vol_max"] < 0.01


@pytest.mark.parametrize("command", ["certify", "verify"])
def test_help_teaches(axiom_command, command):
    outcome = axiom_command("surface", command, "--help")
    assert outcome.code == 0
    assert f"axiom surface {command}" in outcome.out
