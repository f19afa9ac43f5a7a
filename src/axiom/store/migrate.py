"""Which revision a database is at, and how it gets to another."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, func, inspect, select, text

from axiom.core.errors import InvalidArgumentError, StoreError
from axiom.core.lazy import LazyModule
from axiom.store.failures import translated
from axiom.store.migrations import HEAD

if TYPE_CHECKING:
    from alembic import command
    from alembic import config as configuration
else:
    command = LazyModule("alembic.command")
    configuration = LazyModule("alembic.config")

__all__ = ["check_revision", "downgrade", "revision_of", "schema_sql", "upgrade"]

_FOLDER: Final = Path(__file__).with_name("migrations")
_HEADER: Final = "-- Written by `axiom store schema --dialect {dialect}`; change the migrations.\n"
_LOCK: Final = 0x41584D47
"""Of PostgreSQL's advisory locks: one process at a time migrates."""


def revision_of(connection: Connection) -> str | None:
    """Give the revision that a database is at; None where it has no tables of this store."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def check_revision(engine: Engine) -> None:
    """Refuse a database that is not at the revision this release works with.

    Raises
    ------
    StoreError
        If it is at another revision, or at none.

    Notes
    -----
    Verified by tests/unit/store/test_migrations.py.
    """
    found = _revision(engine)
    if found is None:
        raise StoreError("the database has no tables yet: run `axiom store upgrade` on it first")
    if found > HEAD:
        raise StoreError(
            f"the database is at revision {found}, of a later release (this one works with "
            f"{HEAD}): install that release"
        )
    if found != HEAD:
        raise StoreError(
            f"the database is at revision {found}, this release works with {HEAD}: run "
            "`axiom store upgrade`"
        )


def upgrade(engine: Engine, revision: str = HEAD) -> None:
    """Bring a database to a revision, all the steps in one transaction.

    Parameters
    ----------
    engine
        Of the database; empty, or at an earlier revision.
    revision
        To which.

    Notes
    -----
    Verified by tests/unit/store/test_migrations.py.
    """
    if _revision(engine) != revision:
        _migrate(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring a database back to an earlier revision; what only later ones hold is dropped.

    Parameters
    ----------
    engine
        Of the database.
    revision
        To which; ``"base"`` drops everything.

    Notes
    -----
    Verified by tests/unit/store/test_migrations.py.
    """
    _migrate(engine, command.downgrade, revision)


def schema_sql(dialect: str) -> str:
    """Write the SQL that makes all tables, from the migrations.

    Parameters
    ----------
    dialect
        ``"postgresql"`` or ``"sqlite"``.

    Returns
    -------
    str
        Statements ending in semicolons.

    Raises
    ------
    InvalidArgumentError
        If it is another dialect.

    Notes
    -----
    Verified by tests/unit/store/test_migrations.py.
    """
    if dialect not in ("postgresql", "sqlite"):
        raise InvalidArgumentError(f"dialect={dialect!r}: give postgresql or sqlite")
    written = io.StringIO()
    config = _config(dialect_name=dialect)
    config.output_buffer = written
    command.upgrade(config, HEAD, sql=True)
    lines = [line.rstrip() for line in written.getvalue().strip().splitlines()]
    return "\n".join([_HEADER.format(dialect=dialect), *lines, ""])


def _revision(engine: Engine) -> str | None:
    with translated(), engine.connect() as connection:
        return revision_of(connection)


def _config(**attributes: Any) -> configuration.Config:
    """Make Alembic's configuration."""
    config = configuration.Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes)
    return config


def _migrate(engine: Engine, step: Any, revision: str) -> None:
    """Run a command of Alembic in one transaction that no other process's migration shares."""
    with translated(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        step(_config(connection=connection), revision)
