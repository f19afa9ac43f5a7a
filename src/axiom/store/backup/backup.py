"""Backups: every row of one snapshot in a file, and from there into an empty database."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Generator
from contextlib import closing
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Table, select

from axiom.core.errors import ConflictError, DataError
from axiom.store.backup.archive import (
    Manifest,
    TableSum,
    open_archive,
    read_manifest,
    table_lines,
    write_manifest,
    written_archive,
)
from axiom.store.backup.rows import Digest, RowReader, write_row
from axiom.store.migrations import HEAD
from axiom.store.models import Base
from axiom.store.partitions import HISTORIES

if TYPE_CHECKING:
    from axiom.store.database import Store
    from axiom.store.unit_of_work import UnitOfWork

__all__ = ["backup_store", "restore_store"]

_BATCH: Final = 2000
"""Rows that are in memory at once."""


def backup_store(store: Store, path: str | Path) -> Manifest:
    """Write every row of a database into a file, while others go on writing.

    Parameters
    ----------
    store
        The database.
    path
        The file; one that is there is replaced once the new one is whole and on the disk.

    Returns
    -------
    Manifest
        What was written.

    Raises
    ------
    OSError
        If the file cannot be written; what was there stays.
    StoreError
        If the database cannot be read.

    Notes
    -----
    All tables are read from one snapshot: a read transaction of SQLite, REPEATABLE READ on
    PostgreSQL. Rows are written in a form that belongs to neither, so that a backup of the one can
    be restored into the other. It holds hashes of keys, and the private keys that tokens are
    signed with: keep it as safe as the database.

    Verified by tests/unit/store/test_backup.py.
    """
    with written_archive(Path(path)) as archive, store.begin(read_only=True) as work:
        tables = {
            table.name: _write_table(archive, work, table) for table in Base.metadata.sorted_tables
        }
        manifest = Manifest(
            revision=HEAD,
            release=version("axiom-quant"),
            created_at=dt.datetime.now(dt.UTC).isoformat(),
            database="postgresql" if store.is_postgres else "sqlite",
            tables=tables,
        )
        write_manifest(archive, manifest)
    return manifest


def restore_store(store: Store, path: str | Path) -> Manifest:
    """Write every row of a backup into an empty database, all of them or none.

    Parameters
    ----------
    store
        The database, of either kind, without rows.
    path
        A file that `backup_store` wrote, of this revision of the schema.

    Returns
    -------
    Manifest
        What the backup says of itself, and the database now holds.

    Raises
    ------
    ConflictError
        If the database has rows.
    DataError
        If the file is torn, damaged, no backup, or of another revision.
    OSError
        If it cannot be read.

    Notes
    -----
    Before it is kept, what was written is read again, and its rows and their hashes are compared
    with the manifest.

    Verified by tests/unit/store/test_backup.py.
    """
    with open_archive(Path(path)) as archive:
        manifest = read_manifest(archive)
        _check_revision(manifest)
        with store.begin() as work:
            _check_empty(work)
            for table in Base.metadata.sorted_tables:
                _read_table(archive, work, table)
            for table in Base.metadata.sorted_tables:
                _check_sum(work, table, manifest)
    return manifest


def _write_table(archive: zipfile.ZipFile, work: UnitOfWork, table: Table) -> TableSum:
    """Write a table's rows, and give what they add up to."""
    digest = Digest()
    with (
        archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file,
        closing(_lines(work, table)) as lines,
    ):
        for line in lines:
            digest.take(line)
            file.write(line)
    return TableSum(rows=digest.rows, digest=digest.text)


def _lines(work: UnitOfWork, table: Table) -> Generator[bytes]:
    query = select(table).execution_options(yield_per=_BATCH)
    with work.execute(query) as rows:
        for row in rows:
            yield write_row(row)


def _read_table(archive: zipfile.ZipFile, work: UnitOfWork, table: Table) -> None:
    """Write the rows of an archive's table into the database's."""
    reader = RowReader(table)
    try:
        with table_lines(archive, table.name) as file:
            while rows := [reader.read(line) for line in islice(file, _BATCH)]:
                work.insert(table, rows, days=_days(table, rows))
    except KeyError:
        raise DataError(f"{archive.filename} lacks the table {table.name}") from None


def _days(table: Table, rows: list[dict[str, Any]]) -> set[dt.date]:
    """Give the days that a history's rows are of."""
    if table.name not in HISTORIES:
        return set()
    found = {row[HISTORIES[table.name]] for row in rows}
    return {one.date() if isinstance(one, dt.datetime) else one for one in found}


def _check_revision(manifest: Manifest) -> None:
    if manifest.revision != HEAD:
        raise DataError(
            f"the backup is of revision {manifest.revision}, written by release "
            f"{manifest.release}; this release works with {HEAD}: restore it by that release, then "
            "run `axiom store upgrade`"
        )


def _check_empty(work: UnitOfWork) -> None:
    for table in Base.metadata.sorted_tables:
        if work.execute(select(table).limit(1)).first() is not None:
            raise ConflictError(
                f"the database has rows in {table.name}: restore into one that is empty"
            )


def _check_sum(work: UnitOfWork, table: Table, manifest: Manifest) -> None:
    """Compare what was written with what the backup says."""
    digest = Digest()
    for line in _lines(work, table):
        digest.take(line)
    found = TableSum(rows=digest.rows, digest=digest.text)
    expected = manifest.tables.get(table.name)
    if found != expected:
        raise DataError(
            f"{table.name} holds {found.rows} rows of digest {found.digest[:12]} after the "
            f"restore, the backup says {expected}: the file is damaged; take another copy of it"
        )
