"""Running a session from the command line: log, progress, outputs, summary."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.core.plain import plain

if TYPE_CHECKING:
    from axiom import desk, risk
    from axiom.cli import progress as progress_bar
    from axiom.cli import terminal
    from axiom.cli.desk import summary, view
    from axiom.desk import report as desk_report
    from axiom.market import Feed
else:
    desk = LazyModule("axiom.desk")
    desk_report = LazyModule("axiom.desk.report")
    risk = LazyModule("axiom.risk")
    progress_bar = LazyModule("axiom.cli.progress")
    terminal = LazyModule("axiom.cli.terminal")
    summary = LazyModule("axiom.cli.desk.summary")
    view = LazyModule("axiom.cli.desk.view")

__all__ = ["LOG_NAME", "run_session", "write_report"]

LOG_NAME = "session.log"


def run_session(
    feed: Feed, settings: desk.SessionSettings, given: dict[str, Any], *, total: int | None
) -> None:
    """Run a session and tell what came of it.

    Parameters
    ----------
    feed
        Where quotes come from; closed at the end.
    settings
        The rules.
    given
        Options of the command: book, steps, out, resume, report, live_view, as_json.
    total
        Updates to expect, for the progress bar; None where that is not known.

    Raises
    ------
    InvalidArgumentError
        If the folder holds a log and `resume` is not given, or there is none to resume.
    MissingDependencyError
        If a report is wanted and plotly is not installed; said before the session begins.

    Notes
    -----
    Verified by tests/unit/cli/desk/test_replay.py.
    """
    out, report = given["out"], given["report"]
    if report is not None:
        desk_report.require_plotly()
    log = None if out is None else _log_in(out, resume=given["resume"])
    if log is None and given["resume"]:
        raise InvalidArgumentError("--resume needs --out, the folder with the log")
    book = None if given["book"] is None else risk.Book.read_csv(given["book"])
    begun = perf_counter()
    try:
        session = desk.Session(feed, settings, log=log, book=book)
        result = _followed(session, given, total)
    finally:
        feed.close()
    seconds = perf_counter() - begun
    written = () if out is None else (*desk.write_session(result, out), out / LOG_NAME)
    if report is not None:
        written = (*written, write_report(result, report))
    if given["as_json"]:
        files = [str(path) for path in written]
        record = {**result.summary(), "elapsed": seconds, "files": files}
        terminal.print_json(plain(record))
    else:
        summary.show_session(result, seconds=seconds, written=written)


def _followed(
    session: desk.Session, given: dict[str, Any], total: int | None
) -> desk.SessionResult:
    """Run a session with the live view, or with a progress bar."""
    if given["live_view"]:
        with view.LiveView(session.front_quotes) as shown:
            return session.run(steps=given["steps"], on_event=shown)
    with progress_bar.LateProgress(visible=not given["as_json"]) as progress:
        progress("fitting", 0, total)
        return session.run(
            steps=given["steps"],
            progress=lambda n, time: progress(f"{time:%m-%d %H:%M}", n, total),
        )


def write_report(result: desk.SessionResult, path: Path) -> Path:
    """Write the page of a session, its folder made where it is not there; return its path."""
    page = desk.render_session(result)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def _log_in(folder: Path, *, resume: bool) -> Path:
    """Give the log of a folder, made where there is none."""
    log = folder / LOG_NAME
    if log.exists() and not resume:
        raise InvalidArgumentError(
            f"{log} exists; add --resume to go on where it ends, or give another folder"
        )
    if resume and not log.exists():
        raise InvalidArgumentError(f"{log} does not exist; leave out --resume to begin there")
    folder.mkdir(parents=True, exist_ok=True)
    return log
