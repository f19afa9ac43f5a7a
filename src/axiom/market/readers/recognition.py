"""Which layout a file has, told from its header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from axiom.core.errors import InvalidArgumentError, LayoutError
from axiom.market.readers.cboe import CboeEndOfDay
from axiom.market.readers.deribit import DeribitVols
from axiom.market.readers.generic import Generic
from axiom.market.readers.layout import Layout
from axiom.market.readers.nbbo import MinuteNbbo
from axiom.market.readers.optionsdx import OptionsDX
from axiom.market.readers.qmoms import DeltaSurface
from axiom.market.readers.snapshot import ChainSnapshot
from axiom.market.readers.source import Source

__all__ = ["LAYOUTS", "recognise"]

LAYOUTS: Final[dict[str, Layout]] = {
    layout.name: layout
    for layout in (
        CboeEndOfDay(),
        OptionsDX(),
        DeribitVols(),
        ChainSnapshot(),
        MinuteNbbo(),
        DeltaSurface(),
        Generic(),
    )
}
"""Layouts by name, in the order in which they are tried."""


def recognise(
    source: Source, layout: str = "auto", columns: Mapping[str, str] | None = None
) -> Layout:
    """Return the layout of a file.

    Parameters
    ----------
    source : Source
        The file.
    layout : str, default "auto"
        A name from `LAYOUTS`, or "auto": the first whose required columns are all there.
    columns : mapping, optional
        A column mapping, which only the generic layout takes.

    Returns
    -------
    Layout

    Raises
    ------
    InvalidArgumentError
        When `layout` is no layout's name, or `columns` comes with another layout than "generic".
    LayoutError
        When no layout fits; the message names the nearest one and what it lacks.
    """
    if layout not in ("auto", *LAYOUTS):
        raise InvalidArgumentError(f"layout={layout!r}: give 'auto' or one of {', '.join(LAYOUTS)}")
    if columns is not None and layout not in ("auto", "generic"):
        raise InvalidArgumentError(f"columns= goes with layout='generic', not with {layout!r}")
    if layout == "auto" and columns is not None:
        layout = "generic"
    if layout != "auto":
        return LAYOUTS[layout].bound(source, columns)
    for candidate in LAYOUTS.values():
        if candidate.fits(source):
            return candidate.bound(source, columns)
    raise LayoutError(_nothing_fits(source))


def _nothing_fits(source: Source) -> str:
    def share(candidate: Layout) -> float:
        return len(candidate.required & source.columns.keys()) / len(candidate.required)

    nearest = max(LAYOUTS.values(), key=share)
    found = ", ".join(source.columns)
    message = f"{source.name}: no layout is recognised in the columns {found}"
    if share(nearest) > 0.5:
        lacking = ", ".join(sorted(nearest.required - source.columns.keys()))
        message += f"; nearest is {nearest.name}, which lacks {lacking}"
    return (
        f"{message}; name the columns with columns={{'strike': 'its name in the file', ...}}"
        " (on the command line --column strike=NAME)"
    )
