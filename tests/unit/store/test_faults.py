"""Disk full, PostgreSQL stopped and back, writers killed: nothing half-written, nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text

from axiom.core.errors import StoreUnavailableError
from axiom.store import InstrumentRecord, Store, TradeRecord
from tests.servers import started_postgres
from tests.unit.store.samples import STORED

WRITER = """
import sys
from decimal import Decimal
from axiom.store import Store, InstrumentRecord, TradeRecord

with Store.open(sys.argv[1]) as store:
    with store.begin() as work:
        stock = work.instruments.ensure(InstrumentRecord(underlying="SPX"))
    while True:
        trade = TradeRecord(instrument_id=stock.id, quantity=Decimal(1), price=Decimal("0.1"))
        with store.begin() as work:
            work.trades.add(trade)
        sys.stdout.write(trade.id + "\\n")
        sys.stdout.flush()
"""


def _instrument(store: Store) -> InstrumentRecord:
    with store.begin() as work:
        return work.instruments.ensure(InstrumentRecord(underlying="SPX"))


def _trade(instrument: InstrumentRecord) -> TradeRecord:
    return TradeRecord(instrument_id=instrument.id, quantity=Decimal(1), price=Decimal(2))


def test_a_full_disk_leaves_nothing_half_written(fresh_file, small_disk):
    source = fresh_file.removeprefix("sqlite:///")
    shutil.copy(source, small_disk / "axiom.db")
    kept = []
    with Store.open(f"sqlite:///{small_disk / 'axiom.db'}") as store:
        stock = _instrument(store)

        def fill():
            for _ in range(1000):
                details = {"text": os.urandom(10_000).hex()}
                trade = replace(_trade(stock), details=details)
                with store.begin() as work:
                    work.trades.add(trade)
                kept.append(trade.id)

        with pytest.raises(StoreUnavailableError, match="full"):
            fill()
        with store.begin(read_only=True) as work:
            assert [one.id for one in work.trades.page(limit=1000)] == kept
            assert work.positions.get("default", stock.id).trades == len(kept)
            assert work.positions.check() == ()


def test_a_store_recovers_when_postgres_comes_back():
    with started_postgres() as server, Store.open(server.url, migrate=True) as store:
        stock = _instrument(store)
        trade = TradeRecord(instrument_id=stock.id, quantity=Decimal(1), price=Decimal(2))

        def stop_midway(work):
            work.trades.add(trade)
            server.stop()

        with pytest.raises(StoreUnavailableError, match="try again"), store.begin() as work:
            stop_midway(work)
        with pytest.raises(StoreUnavailableError):
            store.ping()
        with pytest.raises(StoreUnavailableError), store.begin(read_only=True) as work:
            work.trades.page()
        server.start()
        store.ping()
        with store.begin(read_only=True) as work:
            assert work.trades.page() == ()
        with store.begin() as work:
            work.trades.add(trade)
            assert work.positions.check() == ()


def test_killed_writers_lose_nothing_they_were_told_is_stored(database_url):
    command = [sys.executable, "-c", WRITER, database_url]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as one,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other,
    ):
        told = [process.stdout.readline() for _ in range(10) for process in (one, other)]
        for process in (one, other):
            process.send_signal(signal.SIGKILL)
            told += [line for line in process.stdout if line.endswith("\n")]
    with Store.open(database_url) as store, store.begin(read_only=True) as work:
        stored = {trade.id for trade in work.trades.page(limit=10_000)}
        assert {line.strip() for line in told} <= stored
        assert len(stored) - len(told) in range(3)
        assert work.positions.check() == ()


def test_a_connection_that_the_server_ends_is_a_passing_trouble(fresh_database):
    key = STORED["keys"]

    def lose(store, work):
        work.keys.add(key)
        own = work.execute(text("SELECT pg_backend_pid()")).scalar()
        with store.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        work.keys.page()

    with Store.open(fresh_database) as store:
        with pytest.raises(StoreUnavailableError), store.begin() as work:
            lose(store, work)
        with store.begin() as work:
            assert work.keys.by_prefix(key.prefix) is None
