"""The stored form of an eSSVI surface: JSON whose numbers round-trip bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axiom.volatility.curves.essvi.slices import EssviSlice
from axiom.volatility.curves.skipped import SkippedExpiry
from axiom.volatility.curves.stored import (
    instant,
    plain,
    plain_clock,
    read_clock,
    read_document,
    records,
    write_document,
)
from axiom.volatility.forwards.curve import ForwardCurve, ForwardNode

if TYPE_CHECKING:
    from axiom.volatility.curves.essvi.surface import EssviSurface

__all__ = ["FORMAT", "VERSION", "dump", "load"]

FORMAT = "axiom.essvi"
VERSION = 3

_FIELDS = {"valuation_time", "slices", "forwards", "clock", "skipped"}
_OLDER: dict[int, dict[str, Any]] = {1: {"clock": None}, 2: {}}
_ERRORS: dict[str, Any] = {"standard_error": [], "correlation": []}


def dump(surface: EssviSurface) -> str:
    """Serialise; floats are written in their shortest form that reads back to the same bits."""
    return write_document(
        {
            "format": FORMAT,
            "version": VERSION,
            "valuation_time": surface.valuation_time.isoformat(),
            "slices": [plain(s) for s in surface.slices],
            "forwards": [plain(n) for n in surface.forwards.nodes],
            "clock": plain_clock(surface.clock),
            "skipped": [plain(s) for s in surface.skipped],
        }
    )


def load(text: str) -> dict[str, Any]:
    """Read the arguments of `EssviSurface` from `dump`'s text."""
    document = read_document(text, form=FORMAT, version=VERSION, names=_FIELDS, older=_OLDER)
    return {
        "valuation_time": instant(document["valuation_time"]),
        "slices": records(EssviSlice, document["slices"], "slices", absent=_ERRORS),
        "forwards": ForwardCurve(nodes=records(ForwardNode, document["forwards"], "forwards")),
        "clock": read_clock(document["clock"]),
        "skipped": records(SkippedExpiry, document["skipped"], "skipped"),
    }
