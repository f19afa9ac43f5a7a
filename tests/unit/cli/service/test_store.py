"""`axiom store`."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from axiom.store import InstrumentRecord, Store, TradeRecord
from axiom.store.migrate import schema_sql
from axiom.store.models import Base
from axiom.store.runs import record_run

OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


@pytest.fixture
def command(axiom_command, database_url, monkeypatch):
    """Run `axiom store` on a database of each kind."""
    monkeypatch.setenv("AXIOM_DATABASE_URL", database_url)
    return lambda *arguments: axiom_command("store", *arguments)


def _fill(url: str) -> None:
    with Store.open(url) as store, store.begin() as work:
        stock = work.instruments.ensure(InstrumentRecord(underlying="SPX"))
        work.trades.add(
            TradeRecord(instrument_id=stock.id, quantity=Decimal(3), price=Decimal("1.5"))
        )


def test_help_names_every_command(axiom_command):
    outcome = axiom_command("store")
    assert outcome.code == 0
    names = "upgrade schema partitions retain rebuild-positions runs replay backup restore"
    assert all(name in outcome.out for name in names.split())


def test_upgrade_makes_the_tables(axiom_command, empty_url, monkeypatch):
    outcome = axiom_command("store", "runs", "--database-url", empty_url)
    assert outcome.code == 2
    assert "axiom store upgrade" in outcome.err
    monkeypatch.setenv("AXIOM_DATABASE_URL", empty_url)
    outcome = axiom_command("store", "upgrade")
    assert outcome.code == 0, outcome.err
    assert "is at revision" in outcome.out
    assert axiom_command("store", "runs", "--json").out.strip() == "[]"


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
def test_schema_is_that_of_the_migrations(axiom_command, dialect):
    assert axiom_command("store", "schema", "--dialect", dialect).out == schema_sql(dialect)


def test_partitions_and_retention(command, database_url):
    outcome = command("partitions", "--ahead", 2)
    assert outcome.code == 0, outcome.err
    is_postgres = database_url.startswith("postgresql")
    assert ("is there already" if is_postgres else "one table") in outcome.out
    outcome = command("retain", "--keep-months", 1200)
    assert outcome.code == 0, outcome.err
    assert ("0 partitions detached" if is_postgres else "0 rows deleted") in outcome.out
    assert command("retain").code == 2
    assert command("retain", "--keep-months", -1).code == 2


def test_positions_are_checked_and_mended(command, database_url):
    _fill(database_url)
    assert command("rebuild-positions", "--check").code == 0
    positions = Base.metadata.tables["positions"]
    with Store.open(database_url) as store, store.begin() as work:
        work.execute(update(positions).values(quantity=Decimal(4), bought=Decimal(4)))
    outcome = command("rebuild-positions", "--check")
    assert outcome.code == 1
    assert "stored 4, sum of trades 3" in outcome.out
    assert "1 mended" in command("rebuild-positions").out
    assert "every position is the sum" in command("rebuild-positions", "--check").out


def test_runs_are_listed_and_done_again(command, database_url):
    with Store.open(database_url) as store, store.begin() as work:
        run = record_run(work, "price", OPTION, principal="desk")
    (listed,) = json.loads(command("runs", "--json").out)
    assert (listed["run"], listed["kind"], listed["by"]) == (run.id, "price", "desk")
    assert run.id in command("runs", "--kind", "price").out
    outcome = command("replay", run.id)
    assert outcome.code == 0
    assert "the same to the last bit" in outcome.out
    runs = Base.metadata.tables["runs"]
    with Store.open(database_url) as store, store.begin() as work:
        work.execute(update(runs).values(output="4.0"))
    outcome = command("replay", run.id)
    assert outcome.code == 1
    assert "output was 4.0, is 3.6" in outcome.out
    outcome = command("replay", "none")
    assert outcome.code == 2
    assert "there is no run 'none'" in outcome.err


def test_a_backup_is_written_and_restored(axiom_command, command, database_url, tmp_path: Path):
    _fill(database_url)
    file = tmp_path / "backup.axiom"
    outcome = command("backup", file)
    assert outcome.code == 0, outcome.err
    assert "3 rows of 21 tables" in outcome.out
    assert "the database has rows" in command("restore", file).err
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert axiom_command("store", "upgrade", "--database-url", other).code == 0
    outcome = axiom_command("store", "restore", file, "--database-url", other)
    assert outcome.code == 0, outcome.err
    with Store.open(other) as store, store.begin(read_only=True) as work:
        assert work.positions.page()[0].quantity == 3


def test_a_bad_url_is_refused(axiom_command):
    outcome = axiom_command("store", "runs", "--database-url", "mysql://x")
    assert outcome.code == 2
    assert "sqlite:///FILE" in outcome.err
