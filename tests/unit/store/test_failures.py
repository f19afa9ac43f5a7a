"""Errors of the drivers leave as the store's, and what they say names no secret."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from axiom.core.errors import (
    ConflictError,
    InvalidArgumentError,
    StoreError,
    StoreUnavailableError,
)
from axiom.store import Store, engines
from tests.unit.store.samples import STORED, TRADE


def test_a_missing_reference_is_a_conflict(store):
    with pytest.raises(ConflictError, match="contradicts what is stored"), store.begin() as work:
        work.trades.add(TRADE)


def test_a_statement_that_makes_no_sense_is_refused(store):
    with pytest.raises(StoreError, match="the database refuses"), store.begin() as work:
        work.execute(text("SELECT nothing FROM nowhere"))


def test_a_document_that_is_no_json_is_refused(store):
    job = replace(STORED["jobs"], request={"x": float("nan")})
    with pytest.raises(InvalidArgumentError, match="JSON"), store.begin() as work:
        work.jobs.add(job)


def test_a_busy_database_says_so(fresh_file, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_S", 0.05)
    with Store.open(fresh_file) as store:
        other = sqlite3.connect(store.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="locked"), store.begin() as work:
            work.keys.add(STORED["keys"])
        other.execute("ROLLBACK")
        other.close()
        with store.begin() as work:
            work.keys.add(STORED["keys"])


def test_writers_wait_for_their_turn_no_longer_than_they_should(fresh_file, monkeypatch):
    monkeypatch.setattr("axiom.store.database.BUSY_S", 0.05)
    with Store.open(fresh_file) as store, store.begin():
        found: list[BaseException] = []

        def write() -> None:
            try:
                with store.begin():
                    pass
            except StoreUnavailableError as error:
                found.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert "try again" in str(found[0])


def test_too_few_connections_are_a_passing_trouble(fresh_database, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_S", 0.05)
    with (
        Store.open(fresh_database, connections=1) as store,
        store.begin(read_only=True),
        pytest.raises(StoreUnavailableError, match="in use"),
    ):
        store.ping()


def test_an_unreachable_server_is_a_passing_trouble():
    with pytest.raises(StoreUnavailableError, match="try again"):
        Store.open("postgresql://nobody@127.0.0.1:1/none")


def test_a_file_that_cannot_be_opened_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(StoreError, match="make its folder"):
        Store.open(f"sqlite:///{tmp_path / 'none' / 'axiom.db'}", migrate=True)
    (tmp_path / "axiom.db").write_text("no database at all, but text of some length" * 20)
    with pytest.raises(StoreError, match="that this store made"):
        Store.open(f"sqlite:///{tmp_path / 'axiom.db'}", migrate=True)
