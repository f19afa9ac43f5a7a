"""Writing a run to a folder: all of it or nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from axiom.core.errors import InvalidArgumentError
from axiom.desk import report as desk_report
from axiom.desk.run.record import run_record, write_json
from axiom.desk.run.result import RunResult

__all__ = ["OUTPUT_NAMES", "check_directory", "write_outputs"]

OUTPUT_NAMES = ("report.html", "surface.json", "certificate.json", "options.parquet", "run.json")


def check_directory(directory: Path) -> None:
    """Raise unless a run may be written to this folder.

    Parameters
    ----------
    directory
        A path that does not exist, an empty folder, or the folder of an earlier run.

    Raises
    ------
    InvalidArgumentError
        If it is a file, or a folder that holds anything a run does not write.

    Notes
    -----
    Verified by tests/unit/desk/test_outputs.py.
    """
    if not directory.exists():
        return
    if not directory.is_dir():
        raise InvalidArgumentError(
            f"the output folder {directory} is a file; give another with --out"
        )
    foreign = sorted({path.name for path in directory.iterdir()} - set(OUTPUT_NAMES))
    if foreign:
        raise InvalidArgumentError(
            f"the output folder {directory} holds {foreign[0]}, which a run does not write; give "
            "another with --out, or move it"
        )


def write_outputs(
    result: RunResult,
    directory: str | Path,
    *,
    source: Path | None = None,
    report: bool = True,
) -> tuple[Path, ...]:
    """Write all the files of a run to a folder, whole or not at all.

    Parameters
    ----------
    result
        The run.
    directory
        Folder to write; made with its parents. The folder of an earlier run is replaced.
    source
        The file the chain was read from, to record its SHA-256.
    report
        Whether to write ``report.html``, which needs the extra ``report``.

    Returns
    -------
    tuple of Path
        The files written.

    Raises
    ------
    InvalidArgumentError
        If the folder is a file or holds what a run does not write.
    MissingDependencyError
        If a report is asked for and plotly is not installed.

    Notes
    -----
    Everything is written to a folder beside ``directory`` that then takes its name: a reader finds
    the earlier run or this one whole, or, for the instant between two renames, neither.
    Verified by tests/unit/desk/test_outputs.py.
    """
    directory = Path(directory).absolute()
    check_directory(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{directory.name}.", dir=directory.parent, ignore_cleanup_errors=True
    ) as workspace:
        staged = Path(workspace) / "new"
        staged.mkdir()
        _write_all(result, staged, source=source, report=report)
        _put_in_place(staged, directory, aside=Path(workspace) / "old")
    return tuple(directory / name for name in OUTPUT_NAMES if (directory / name).exists())


def _write_all(result: RunResult, folder: Path, *, source: Path | None, report: bool) -> None:
    """Write every file of a run into a folder."""
    (folder / "surface.json").write_text(result.surface.to_json(), encoding="utf-8")
    result.certificate.save(folder / "certificate.json")
    result.options.write_parquet(folder / "options.parquet")
    if report:
        (folder / "report.html").write_text(desk_report.render_report(result), encoding="utf-8")
    write_json(folder / "run.json", run_record(result, folder=folder, source=source))


def _put_in_place(staged: Path, directory: Path, *, aside: Path) -> None:
    """Give the staged folder its name; put the earlier one back if that fails."""
    if not directory.exists():
        staged.rename(directory)
        return
    directory.rename(aside)
    try:
        staged.rename(directory)
    except BaseException:
        aside.rename(directory)
        raise
    shutil.rmtree(aside, ignore_errors=True)
