"""Documentation hook: `<!-- methods -->` becomes the table of contracts, models and engines."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from axiom import instruments, models
from axiom.engines import METHODS
from axiom.instruments import Instrument
from axiom.models import Model

MARK = "<!-- methods -->"


def _cell(instrument: type, model: type) -> str:
    found = [m for m in METHODS if m.instrument is instrument and m.model is model]
    engines = groupby(found, key=lambda method: method.engine)
    return "<br>".join(f"{name}: {', '.join(m.name for m in group)}" for name, group in engines)


def table() -> str:
    """Return the table in Markdown: one row a contract, one column a model."""
    columns = [
        kind
        for name in models.__all__
        if issubclass(kind := getattr(models, name), Model) and kind is not Model
    ]
    rows = [
        kind
        for name in instruments.__all__
        if (kind := getattr(instruments, name)) is not Instrument
    ]
    lines = [
        "| contract | " + " | ".join(kind.__name__ for kind in columns) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for row in rows:
        cells = " | ".join(_cell(row, column) for column in columns)
        lines.append(f"| `{row.__name__}` | {cells} |")
    return "\n".join(lines)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the table into a page that asks for it."""
    return markdown.replace(MARK, table()) if MARK in markdown else markdown
