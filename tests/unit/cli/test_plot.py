from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest

from axiom.cli.plot import Kind
from axiom.volatility import SurfaceHistory
from axiom.volatility.pictures import PictureKind
from tests.unit.volatility.certificate.splines import sound


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "surface.json"
    sound().save(path)
    return path


def test_a_picture_is_one_page_that_needs_nothing_else(axiom_command, stored, tmp_path):
    page = tmp_path / "smile.html"
    outcome = axiom_command("surface", "plot", stored, "--kind", "smile", "--out", page)
    assert outcome.code == 0
    assert "wrote" in outcome.out
    text = page.read_text(encoding="utf-8")
    assert "Smile at" in text
    assert 'src="http' not in text


def test_a_history_is_drawn_from_its_folder(axiom_command, tmp_path):
    history, surface = SurfaceHistory(tmp_path / "history"), sound()
    for day in range(3):
        later = surface.valuation_time + dt.timedelta(days=day)
        history.append(replace(surface, valuation_time=later), underlying="XYZ")
    page = tmp_path / "history.html"
    outcome = axiom_command("surface", "plot", tmp_path / "history", "--out", page)
    assert outcome.code == 0
    assert "XYZ: level and skew" in page.read_text(encoding="utf-8")


def test_what_cannot_be_drawn_says_why(axiom_command, stored, tmp_path):
    without = axiom_command("surface", "plot", stored, "--kind", "residuals")
    assert without.code == 2
    assert "options is missing" in without.err
    nowhere = axiom_command("surface", "plot", stored, "--out", tmp_path / "no" / "such.html")
    assert nowhere.code == 2
    assert "does not exist" in nowhere.err


def test_every_kind_of_picture_can_be_asked_for():
    assert get_args(Kind) == get_args(PictureKind)
