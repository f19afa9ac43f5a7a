"""What every repository does: store, give back exactly, refuse duplicates, page."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from axiom.core.errors import ConflictError, InvalidArgumentError, NotFoundError
from axiom.store import UnitOfWork, new_id, repositories
from axiom.store.repositories.base import MOST_ROWS
from tests.unit.store.samples import BY_TIME, NOW, STORED

REPOSITORIES = [
    getattr(repositories, name) for name in repositories.__all__ if name.endswith("Repository")
]
DAY = dt.timedelta(days=1)


def _store_all(work: UnitOfWork) -> None:
    for name, record in STORED.items():
        getattr(work, name).add(record)


def _read(work: UnitOfWork, name: str) -> object:
    record = STORED[name]
    if name in BY_TIME:
        (found,) = getattr(work, name).between(NOW, NOW + DAY)
        return found
    return getattr(work, name).get(record.hash if name == "blobs" else record.id)


@pytest.mark.parametrize("repository", REPOSITORIES, ids=lambda one: one.__name__)
def test_records_and_tables_have_the_same_fields(repository):
    columns = repository.model.__table__.columns
    assert {field.name for field in fields(repository.record)} == set(columns.keys())


def test_every_record_comes_back_exactly(store):
    with store.begin() as work:
        _store_all(work)
    with store.begin(read_only=True) as work:
        for name, record in STORED.items():
            assert repr(_read(work, name)) == repr(record)


def test_a_record_is_stored_once(store):
    with store.begin() as work:
        _store_all(work)
        for name, record in STORED.items():
            with pytest.raises(ConflictError), work.savepoint():
                getattr(work, name).add(record)


def test_what_is_not_there_is_not_found(store):
    with store.begin(read_only=True) as work:
        for name in STORED.keys() - set(BY_TIME):
            assert getattr(work, name).find("x'; DROP TABLE trades; --") is None
            with pytest.raises(NotFoundError, match="there is no"):
                getattr(work, name).get("none")


def test_pages_follow_one_another(store):
    with store.begin() as work:
        for name in ("instruments", "keys", "clients", "jobs", "sessions", "runs", "limits"):
            unique = {"instruments": "symbol", "keys": "prefix"}.get(name)
            ids = [new_id() for _ in range(5)]
            repository = getattr(work, name)
            for i in ids:
                repository.add(replace(STORED[name], id=i, **({unique: i} if unique else {})))
            pages = [repository.page(limit=2)]
            while pages[-1]:
                pages.append(repository.page(limit=2, after=pages[-1][-1].id))
            assert [record.id for page in pages for record in page] == ids


def test_pages_are_bounded(store):
    with store.begin(read_only=True) as work:
        for limit in (0, -1, MOST_ROWS + 1):
            with pytest.raises(InvalidArgumentError, match="limit="):
                work.keys.page(limit=limit)


def test_the_newest_come_first_where_asked(store):
    with store.begin() as work:
        ids = [work.jobs.add(replace(STORED["jobs"], id=new_id())).id for _ in range(3)]
        assert [job.id for job in work.jobs.page(newest_first=True)] == ids[::-1]
        assert [job.id for job in work.jobs.page(newest_first=True, after=ids[1])] == ids[:1]
