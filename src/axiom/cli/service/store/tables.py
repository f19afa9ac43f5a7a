"""`axiom store upgrade`, `schema`, `partitions`, `retain`."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from axiom.cli.service.admin.opening import DatabaseOption
from axiom.cli.service.extra import needs_extra
from axiom.cli.service.store.opening import open_store
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom.store import migrate, migrations
else:
    migrate = LazyModule("axiom.store.migrate")
    migrations = LazyModule("axiom.store.migrations")

__all__ = ["Dialect", "partitions", "retain", "schema", "upgrade"]


class Dialect(StrEnum):
    """Whose SQL is written."""

    postgresql = "postgresql"
    sqlite = "sqlite"


def upgrade(database_url: DatabaseOption = None) -> None:
    """Make the tables, or bring them to this release's revision."""
    with open_store(database_url, migrate=True) as opened:
        typer.echo(f"{opened.url.render_as_string()} is at revision {migrations.HEAD}")


def schema(
    dialect: Annotated[Dialect, typer.Option(help="Whose SQL.")] = Dialect.postgresql,
) -> None:
    """Write the SQL that makes the tables."""
    with needs_extra("store"):
        typer.echo(migrate.schema_sql(dialect.value), nl=False)


def partitions(
    ahead: Annotated[int, typer.Option(min=0, max=120, help="Months after this one.")] = 3,
    database_url: DatabaseOption = None,
) -> None:
    """Make the monthly partitions of the histories ahead."""
    with open_store(database_url) as opened:
        made = opened.partitions.make_ahead(ahead, today=_today())
        if not opened.is_postgres:
            typer.echo("SQLite keeps each history in one table: there is nothing to make")
            return
    typer.echo("\n".join(made) if made else "every partition is there already")


def retain(
    keep_months: Annotated[
        int, typer.Option(min=0, max=1200, help="Whole months kept before this one.")
    ],
    drop: Annotated[
        bool, typer.Option("--drop", help="Drop what is detached, with its rows.")
    ] = False,
    database_url: DatabaseOption = None,
) -> None:
    """Keep the last months of the histories."""
    with open_store(database_url) as opened:
        gone = opened.partitions.retain(keep_months, today=_today(), drop=drop)
        words = "partitions detached" if opened.is_postgres else "rows deleted"
    for table, count in gone.items():
        typer.echo(f"{table}: {count} {words}")


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
