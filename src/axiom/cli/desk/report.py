"""`axiom desk report`: the page of a session from its log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.desk.running import LOG_NAME, write_report
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import desk
    from axiom.desk import report as desk_report
else:
    desk = LazyModule("axiom.desk")
    desk_report = LazyModule("axiom.desk.report")

__all__ = ["report"]

LogArgument = Annotated[
    Path, typer.Argument(metavar="LOG", help="The log of a session, or the folder that holds it.")
]
PageOption = Annotated[
    Path | None, typer.Option("--out", metavar="HTML", help="Page; report.html beside the log.")
]


def report(log: LogArgument, *, out: PageOption = None) -> None:
    """Write the page of a session from its log."""
    path = log / LOG_NAME if log.is_dir() else log
    desk_report.require_plotly()
    result = desk.read_session(path)
    typer.echo(f"wrote {write_report(result, out or path.parent / 'report.html')}")
