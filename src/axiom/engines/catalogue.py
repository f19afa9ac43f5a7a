"""What can be valued: contracts and models by name, their fields, and the engines of each pair."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from axiom import instruments, models
from axiom.engines.method import ENGINES, EngineName
from axiom.engines.registry import METHODS
from axiom.instruments import Instrument
from axiom.models import Model

__all__ = ["INSTRUMENTS", "MODELS", "Term", "engines_of", "summary_of", "terms_of"]

_HEADING: Final = re.compile(r"^(\w+)\n-{3,}\n", re.MULTILINE)
_ENTRY: Final = re.compile(r"^(?P<names>\w[\w, ]*?)(?: : (?P<kind>.*))?$")


def _named(module: Any, base: type) -> Mapping[str, type[Any]]:
    kinds = (getattr(module, name) for name in module.__all__)
    return MappingProxyType(
        {
            kind.__name__: kind
            for kind in kinds
            if isinstance(kind, type) and issubclass(kind, base) and kind is not base
        }
    )


INSTRUMENTS: Final[Mapping[str, type[Instrument]]] = _named(instruments, Instrument)
"""Contracts by the names of their classes."""
MODELS: Final[Mapping[str, type[Model]]] = _named(models, Model)
"""Models by the names of their classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One field of a contract, of a model or of a market.

    Parameters
    ----------
    name : str
    hint : object
        Its type, resolved.
    text : str
        What it is, with unit and domain; "" where its name says all.
    default : object
        `dataclasses.MISSING` where it has to be given.
    """

    name: str
    hint: Any
    text: str
    default: Any

    @property
    def is_needed(self) -> bool:
        """Whether it has to be given."""
        return self.default is dataclasses.MISSING


def terms_of(kind: type) -> list[Term]:
    """Return the fields of a dataclass, with what its docstring says of them.

    Parameters
    ----------
    kind : type
        A dataclass whose docstring is in NumPy style.

    Returns
    -------
    list of Term
        In order.

    Examples
    --------
    >>> from axiom.engines.catalogue import terms_of
    >>> from axiom.instruments import European
    >>> [(term.name, term.text) for term in terms_of(European)]
    [('strike', 'K, 0 or more.'), ('expiry', 'T in years, 0 or more.'), ('is_call', '')]

    Notes
    -----
    Verified by tests/unit/engines/test_catalogue.py.
    """
    hints, texts = typing.get_type_hints(kind), _texts(kind)
    return [
        Term(
            name=field.name,
            hint=hints[field.name],
            text=texts.get(field.name, ""),
            default=field.default,
        )
        for field in dataclasses.fields(kind)
    ]


def summary_of(kind: type) -> str:
    """Return the first line of a class's docstring."""
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def engines_of(instrument: type[Instrument], model: type[Model]) -> list[EngineName]:
    """Return the engines that value contracts of a class under models of a class, in order.

    Examples
    --------
    >>> from axiom.engines.catalogue import engines_of
    >>> from axiom.instruments import Asian
    >>> from axiom.models import BlackScholes
    >>> engines_of(Asian, BlackScholes)
    ['analytic', 'pde', 'montecarlo']

    Notes
    -----
    Verified by tests/unit/engines/test_catalogue.py.
    """
    found = {m.engine for m in METHODS if m.instrument is instrument and m.model is model}
    return [engine for engine in ENGINES if engine in found]


def _texts(kind: type) -> dict[str, str]:
    """Read what the section Parameters of a docstring says of each field."""
    parts = _HEADING.split(inspect.cleandoc(kind.__doc__ or ""))
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    texts: dict[str, str] = {}
    names: list[str] = []
    for line in sections.get("Parameters", "").splitlines():
        entry = _ENTRY.match(line)
        if entry:
            names = [name.strip() for name in entry["names"].split(",")]
        elif line.startswith("    "):
            for name in names:
                texts[name] = f"{texts.get(name, '')} {line.strip()}".strip()
    return texts
