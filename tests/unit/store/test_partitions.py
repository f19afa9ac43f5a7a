"""Histories by month: partitions made ahead and on write, detached or deleted when old."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text

from axiom.core.errors import InvalidArgumentError, StoreError
from axiom.store import Store, new_id
from axiom.store.partitions import HISTORIES
from tests.unit.store.samples import NOW, STORED

QUOTE = STORED["quotes"]
LONG_AGO = dt.datetime(2001, 2, 28, 23, 59, 59, 999_999, tzinfo=dt.UTC)
TODAY = dt.date(2001, 4, 15)


@pytest.fixture
def own(empty_url):
    with Store.open(empty_url, migrate=True) as opened:
        yield opened


def _partitions(store: Store) -> list[str]:
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'quotes'::regclass"
    with store.begin(read_only=True) as work:
        return sorted(work.execute(text(query)).scalars())


def test_partitions_are_made_ahead_once(own):
    made = own.partitions.make_ahead(2, today=dt.date(2031, 11, 30))
    months = ("y2031m11", "y2031m12", "y2032m01")
    expected = [f"{table}_{month}" for table in HISTORIES for month in months]
    assert sorted(made) == (sorted(expected) if own.is_postgres else [])
    assert own.partitions.make_ahead(2, today=dt.date(2031, 11, 30)) == []
    with pytest.raises(InvalidArgumentError, match="ahead=-1"):
        own.partitions.make_ahead(-1, today=TODAY)


def test_the_month_of_a_write_is_made_when_it_is_needed(own):
    moments = [LONG_AGO, LONG_AGO + dt.timedelta(microseconds=1)]
    with own.begin() as work:
        for moment in moments:
            work.quotes.add(replace(QUOTE, id=new_id(), time=moment))
        found = work.quotes.between(LONG_AGO, NOW)
    assert [one.time for one in found] == moments
    if own.is_postgres:
        assert _partitions(own)[:2] == ["quotes_y2001m02", "quotes_y2001m03"]


def test_a_month_is_made_though_every_connection_is_in_use(fresh_database):
    with Store.open(fresh_database, connections=1) as store, store.begin() as work:
        work.quotes.add(replace(QUOTE, time=LONG_AGO))
        assert len(work.quotes.between(LONG_AGO, NOW)) == 1


def test_what_is_old_goes(own):
    kept = replace(QUOTE, id=new_id(), time=LONG_AGO + dt.timedelta(microseconds=1))
    with own.begin() as work:
        work.quotes.add_many([replace(QUOTE, time=LONG_AGO), kept])
    with pytest.raises(InvalidArgumentError, match="keep_months=-1"):
        own.partitions.retain(-1, today=TODAY)
    assert own.partitions.retain(1, today=TODAY)["quotes"] == 1
    with own.begin(read_only=True) as work:
        assert work.quotes.between(LONG_AGO, NOW) == (kept,)


def test_a_detached_month_is_not_written_again_by_mistake(own):
    if not own.is_postgres:
        with own.begin() as work:
            work.quotes.add(replace(QUOTE, time=LONG_AGO))
        assert own.partitions.retain(0, today=TODAY)["quotes"] == 1
        return
    with own.begin() as work:
        work.quotes.add(replace(QUOTE, time=LONG_AGO))
    own.partitions.retain(0, today=TODAY)
    with pytest.raises(StoreError, match="was detached"), own.begin() as work:
        work.quotes.add(replace(QUOTE, id=new_id(), time=LONG_AGO))
    with Store.open(own.url.render_as_string(hide_password=False)) as other, other.begin() as work:
        assert work.execute(text("SELECT count(*) FROM quotes_y2001m02")).scalar() == 1


def test_a_detached_month_can_be_dropped(own):
    with own.begin() as work:
        work.quotes.add(replace(QUOTE, time=LONG_AGO))
    own.partitions.retain(0, today=TODAY, drop=True)
    with own.begin() as work:
        work.quotes.add(replace(QUOTE, id=new_id(), time=LONG_AGO))
        assert len(work.quotes.between(LONG_AGO, NOW)) == 1
