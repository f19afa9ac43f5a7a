"""How rows read: the same cells for the terminal and for the README."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from benchmarks.rows import Report, Row

HEADINGS = ("job", "measured", "target", "peer", "ratio", "met")


def number(value: float) -> str:
    """Three digits, without an exponent between 0.001 and a million."""
    if isinstance(value, int):
        return f"{value:,}"
    if value != 0 and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.1e}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}"


def _measured(value: float | None, unit: str, error: float | None, digits: int | None) -> str:
    if value is None:
        return ""
    figure = number(value) if digits is None else f"{value:,.{digits}f}"
    shown = f"{figure} {unit}".rstrip()
    return shown if error is None else f"{shown}, error {error:.1e}"


def cells(row: Row) -> tuple[str, ...]:
    """Texts under `HEADINGS`."""
    peer = ""
    if row.peer is not None:
        figure = _measured(row.peer_measured, row.unit, row.peer_error, row.digits)
        peer = f"{row.peer}: {figure}" if figure else row.peer
    return (
        row.job,
        _measured(row.measured, row.unit, row.error, row.digits),
        row.target or "",
        peer,
        "" if row.ratio is None else f"{number(row.ratio)} ×",
        "" if row.met is None else "yes" if row.met else "no",
    )


def _without_empty_columns(rows: list[Row]) -> tuple[list[int], list[list[str]]]:
    """Give the columns in which any row says something, and the rows' texts in those."""
    body = [cells(row) for row in rows]
    kept = [i for i, _ in enumerate(HEADINGS) if any(line[i] for line in body)]
    return kept, [[line[i] for i in kept] for line in body]


def print_report(report: Report, console: Console | None = None) -> None:
    """Print rows, notes and what was left out to the terminal."""
    console = console or Console()
    kept, body = _without_empty_columns(report.rows)
    table = Table(*(HEADINGS[i] for i in kept))
    for row, line in zip(report.rows, body, strict=True):
        table.add_row(*line, style="red" if row.met is False else None)
    console.print(table)
    for row in report.rows:
        if row.note:
            console.print(f"{row.job}: {row.note}", markup=False, highlight=False)
    for skipped in report.skipped:
        console.print(f"left out: {skipped.job}: {skipped.reason}", style="yellow", markup=False)


def markdown(rows: list[Row]) -> str:
    """Render rows as a Markdown table, without the columns that are empty throughout."""
    kept, body = _without_empty_columns(rows)
    lines = [[HEADINGS[i] for i in kept], ["---"] * len(kept), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
