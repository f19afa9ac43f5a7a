"""The file of a backup: a zip archive of tables, with what each of them must add up to."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from axiom.core.errors import DataError

__all__ = [
    "FORMAT",
    "Manifest",
    "TableSum",
    "open_archive",
    "read_manifest",
    "table_lines",
    "write_manifest",
    "written_archive",
]

FORMAT: Final = "axiom.backup.1"
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSum:
    """What a table's rows add up to.

    Parameters
    ----------
    rows
        How many.
    digest
        Of the rows in any order; see `axiom.store.backup.rows.Digest`.
    """

    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Parameters
    ----------
    revision
        Of the schema that its rows belong to.
    release
        Of the library that wrote it.
    created_at
        When, ISO 8601 in UTC.
    database
        ``"sqlite"`` or ``"postgresql"``.
    tables
        By name, what each adds up to.

    Notes
    -----
    Verified by tests/unit/store/test_backup.py.
    """

    revision: str
    release: str
    created_at: str
    database: str
    tables: dict[str, TableSum]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(one.rows for one in self.tables.values())


@contextmanager
def written_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Write an archive beside its place, and put it there when it is whole and on the disk."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Write the manifest, last of all."""
    document = {"format": FORMAT, **asdict(manifest)}
    archive.writestr(MANIFEST, json.dumps(document, indent=1, sort_keys=True))


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive for reading.

    Raises
    ------
    DataError
        If the file is none, is torn or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError(f"{path} is torn or no backup ({error}): take another copy of it") from None


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Read what a backup says of itself.

    Raises
    ------
    DataError
        If it is of another format.
    """
    try:
        document = json.loads(archive.read(MANIFEST))
        if document.pop("format") != FORMAT:
            raise DataError(f"{archive.filename} is not of the format {FORMAT}")
        tables = {name: TableSum(**one) for name, one in document.pop("tables").items()}
        return Manifest(tables=tables, **document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{archive.filename} is no backup: {error}") from None


def table_lines(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open the lines of a table."""
    return archive.open(f"{name}.jsonl")


def _sync_folder(folder: Path) -> None:
    """Have the folder's new entry survive a loss of power, where folders can be synchronised."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
