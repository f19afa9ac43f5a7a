from __future__ import annotations

import importlib

import pytest

from axiom.core.errors import DataError
from axiom.volatility import EssviSurface, load_surface, surface_from_json
from axiom.volatility.curves.reading import FAMILIES
from tests.unit.volatility.curves.spline.smiles import make_surface
from tests.unit.volatility.curves.test_sliced import CLOCK, made


def test_the_format_chooses_the_family(surface: EssviSurface, tmp_path) -> None:
    assert surface_from_json(surface.to_json()) == surface
    surface.save(tmp_path / "surface.json")
    assert load_surface(tmp_path / "surface.json") == surface
    assert load_surface(str(tmp_path / "surface.json")) == surface


@pytest.mark.parametrize("make", [make_surface, lambda: made(CLOCK)], ids=["spline", "svi"])
def test_every_family_comes_back(make) -> None:
    surface = make()
    found = surface_from_json(surface.to_json())
    assert type(found) is type(surface)
    assert found.to_json() == surface.to_json()


def test_the_families_are_there() -> None:
    for form, (module, name) in FAMILIES.items():
        assert hasattr(importlib.import_module(module), name), form


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[1]", "no format"),
        ("{}", "no format"),
        ('{"format": "other.form"}', "this release reads .*axiom.essvi"),
        ('{"format": "axiom.essvi"}', "missing fields"),
    ],
)
def test_what_is_no_surface_is_refused(text, said, tmp_path) -> None:
    with pytest.raises(DataError, match=said):
        surface_from_json(text)
    file = tmp_path / "given.json"
    file.write_text(text)
    with pytest.raises(DataError, match=rf"given.json: .*{said}"):
        load_surface(file)


def test_files_that_are_no_text_are_refused(tmp_path) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="UTF-8"):
        load_surface(file)
