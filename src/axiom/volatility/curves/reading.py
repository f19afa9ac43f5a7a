"""Rebuild a surface of any family from its stored form."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from axiom.core.errors import DataError

if TYPE_CHECKING:
    from axiom.volatility.surface import Surface

__all__ = ["FAMILIES", "load_surface", "surface_from_json"]

FAMILIES: Final[dict[str, tuple[str, str]]] = {
    "axiom.andreasen_huge": (
        "axiom.volatility.curves.andreasen_huge.surface",
        "AndreasenHugeSurface",
    ),
    "axiom.essvi": ("axiom.volatility.curves.essvi.surface", "EssviSurface"),
    "axiom.fengler": ("axiom.volatility.curves.fengler.surface", "FenglerSurface"),
    "axiom.spline": ("axiom.volatility.curves.spline.surface", "SplineSurface"),
    "axiom.ssvi": ("axiom.volatility.curves.ssvi.surface", "SsviSurface"),
    "axiom.svi": ("axiom.volatility.curves.svi.surface", "SviSurface"),
}
"""Module and class of each stored form, by the `format` its documents begin with."""


def surface_from_json(text: str) -> Surface:
    """Rebuild a surface, bit for bit, from what its `to_json` gave.

    Parameters
    ----------
    text : str
        A JSON document whose `format` names the family.

    Returns
    -------
    Surface
        Of the family's own class.

    Raises
    ------
    DataError
        When the text is not JSON, names no family of this release, or is not one of its documents.

    Examples
    --------
    >>> from axiom.volatility import surface_from_json
    >>> surface_from_json("{}")
    Traceback (most recent call last):
    ...
    axiom.core.errors.DataError: the surface has no format; give text written by to_json

    Verified by ``tests/unit/volatility/curves/test_reading.py``.
    """
    form = _format(text)
    if form not in FAMILIES:
        known = ", ".join(sorted(FAMILIES))
        raise DataError(f"the surface is of format {form!r}; this release reads {known}")
    module, name = FAMILIES[form]
    found: Surface = getattr(import_module(module), name).from_json(text)
    return found


def load_surface(path: str | Path) -> Surface:
    """Rebuild a surface from a file of `surface_from_json`'s text, such as a run's surface.json.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    Surface

    Raises
    ------
    DataError
        As `surface_from_json`, naming the file; also when it is not UTF-8.
    OSError
        When the file cannot be read.

    Verified by ``tests/unit/volatility/curves/test_reading.py``.
    """
    file = Path(path)
    try:
        return surface_from_json(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(f"{file} is not text in UTF-8 ({error}); give a stored surface") from None
    except DataError as error:
        raise DataError(f"{file}: {error}") from None


def _format(text: str) -> str:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"the surface is not JSON ({error}); give text written by to_json"
        raise DataError(msg) from None
    if not isinstance(document, dict) or "format" not in document:
        raise DataError("the surface has no format; give text written by to_json")
    return str(document["format"])
