"""Migrations: up, down and up again on data; the same tables as the models; schema as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from axiom.core.errors import InvalidArgumentError, StoreError
from axiom.store import Store
from axiom.store import migrate as migrations
from axiom.store.engines import open_engine, read_url
from axiom.store.models import Base
from tests.unit.store.samples import OPTION, STORED, TRADE


@pytest.fixture
def engine(empty_url):
    opened = open_engine(read_url(empty_url), connections=2)
    yield opened
    opened.dispose()


def _differences(engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_no_partition})
        return compare_metadata(context, Base.metadata)


def _is_no_partition(_object, name, kind, reflected, _other) -> bool:
    return not (kind == "table" and reflected and "_y2" in name)


def test_the_head_is_the_last_revision():
    script = ScriptDirectory(str(migrations._FOLDER))
    assert script.get_heads() == [migrations.HEAD]


def test_models_and_migrations_agree(engine):
    migrations.upgrade(engine)
    assert _differences(engine) == []


def test_up_down_and_up_again_on_data(empty_url, engine):
    migrations.upgrade(engine, "0001")
    with engine.begin() as connection:
        assert migrations.revision_of(connection) == "0001"
    with pytest.raises(StoreError, match=r"0001.*axiom store upgrade"):
        Store.open(empty_url)
    with Store.open(empty_url, migrate=True) as store, store.begin() as work:
        for name, record in STORED.items():
            getattr(work, name).add(record)
    migrations.downgrade(engine, "0002")
    migrations.downgrade(engine, "0001")
    migrations.upgrade(engine)
    assert _differences(engine) == []
    with Store.open(empty_url) as store, store.begin(read_only=True) as work:
        assert work.trades.get(TRADE.id) == TRADE
        assert work.instruments.get(OPTION.id) == OPTION
        assert work.positions.check() == ()
        assert work.surfaces.page() == ()
    migrations.downgrade(engine, "base")
    with engine.begin() as connection:
        assert migrations.revision_of(connection) is None


def test_a_later_release_s_database_is_refused(empty_url, engine):
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="later release"):
        Store.open(empty_url)


def test_the_written_schema_makes_the_same_tables(empty_url, engine):
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # it brings the function that a constraint calls
            driver = connection.connection.driver_connection
            driver.executescript(migrations.schema_sql("sqlite"))
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql(migrations.schema_sql("postgresql"))
    assert _differences(engine) == []
    with Store.open(empty_url) as store, store.begin() as work:
        work.instruments.ensure(OPTION)
        work.trades.add(TRADE)


@pytest.mark.parametrize(
    ("dialect", "name"), [("postgresql", "schema.sql"), ("sqlite", "schema.sqlite.sql")]
)
def test_the_schema_files_are_those_of_the_migrations(dialect, name):
    file = Path(migrations.__file__).with_name(name)
    assert file.read_text(encoding="utf-8") == migrations.schema_sql(dialect)


def test_the_schema_of_another_database_is_refused():
    with pytest.raises(InvalidArgumentError, match="dialect='oracle'"):
        migrations.schema_sql("oracle")
