"""Outlines: what the simulation has to know about each kind of contract."""

from __future__ import annotations

from axiom.engines.montecarlo.outlines import averages, barriers, notes, several, vanilla
from axiom.engines.montecarlo.outlines.outline import Frame, Outline, Part
from axiom.instruments import Instrument

__all__ = ["OUTLINES", "Frame", "Outline", "Part"]

OUTLINES: dict[type[Instrument], Outline] = {
    **vanilla.OUTLINES,
    **barriers.OUTLINES,
    **averages.OUTLINES,
    **notes.OUTLINES,
    **several.OUTLINES,
}
"""Outlines by class of contract."""
