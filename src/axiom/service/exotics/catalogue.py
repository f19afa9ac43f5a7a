"""What can be valued, as people and agents read it."""

from __future__ import annotations

from functools import cache
from typing import Final

from axiom.engines import ENGINES
from axiom.engines.catalogue import INSTRUMENTS, MODELS, engines_of, summary_of, terms_of
from axiom.instruments import Instrument
from axiom.kernels import Dividend
from axiom.market import Market, ZeroCurve
from axiom.models import VolTermStructure
from axiom.service.exotics.schemas import default_text, type_text
from axiom.wire.exotics import CatalogueAnswer, CatalogueEntry, CatalogueTerm, InstrumentEntry

__all__ = ["catalogue"]

_PARTS: Final = (Market, ZeroCurve, Dividend, VolTermStructure)


@cache
def catalogue() -> CatalogueAnswer:
    """Return every contract with its terms and the engines of each model, models, and markets.

    Notes
    -----
    Verified by tests/unit/service/exotics/test_valuing.py.
    """
    return CatalogueAnswer(
        instruments=tuple(_instrument(kind) for kind in INSTRUMENTS.values()),
        models=tuple(_entry(kind) for kind in MODELS.values()),
        parts=tuple(_entry(kind) for kind in _PARTS),
        engines=ENGINES,
    )


def _instrument(kind: type[Instrument]) -> InstrumentEntry:
    ways = {model: tuple(engines_of(kind, known)) for model, known in MODELS.items()}
    engines: dict[str, tuple[str, ...]] = {name: found for name, found in ways.items() if found}
    return InstrumentEntry(**dict(_entry(kind)), engines=engines)


def _entry(kind: type) -> CatalogueEntry:
    terms = tuple(
        CatalogueTerm(
            name=term.name,
            type=type_text(term.hint),
            description=term.text,
            is_needed=term.is_needed,
            default=default_text(term),
        )
        for term in terms_of(kind)
    )
    return CatalogueEntry(name=kind.__name__, summary=summary_of(kind), terms=terms)
