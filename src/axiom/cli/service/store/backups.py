"""`axiom store backup` and `axiom store restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.service.admin.opening import DatabaseOption
from axiom.cli.service.store.opening import open_store
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.store import backup as backups
else:
    backups = LazyModule("axiom.store.backup")

__all__ = ["backup", "restore"]

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)]


def backup(file: FileArgument, database_url: DatabaseOption = None) -> None:
    """Write every row into a file, while others go on writing."""
    with open_store(database_url) as opened:
        written = backups.backup_store(opened, file)
    typer.echo(f"{file}: {written.rows} rows of {len(written.tables)} tables")


def restore(file: FileArgument, database_url: DatabaseOption = None) -> None:
    """Write every row of a backup into an empty database."""
    with open_store(database_url) as opened:
        read = backups.restore_store(opened, file)
    typer.echo(f"{file}: {read.rows} rows of {len(read.tables)} tables, written {read.created_at}")
