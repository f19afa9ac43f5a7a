"""A session in the service: told to the bus, stored once, stopped, gone on with after a crash."""

from __future__ import annotations

import json

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.core.plain import plain
from axiom.desk import Filled, Marked, read_session
from axiom.service.jobs import JobCancelledError, JobInterruptedError, unwatched
from axiom.service.sessions.keeping import Keeper
from axiom.service.sessions.running import UNDERLYING, run_session
from axiom.store import SessionRecord, Store
from axiom.store.cache import MemoryBus
from axiom.wire.sessions import SessionRequest

REQUEST = SessionRequest.model_validate(
    {
        "name": "paper",
        "source": {"type": "simulated", "n_updates": 6, "n_strikes": 5, "seed": 1},
        "matching": {
            "type": "poisson",
            "intensity": {"type": "exponential", "scale": 200_000.0, "decay": 1.0},
        },
    }
)


@pytest.fixture
def store(tmp_path):
    found = Store.open(f"sqlite:///{tmp_path / 'store.db'}", migrate=True)
    yield found
    found.close()


class Desk:
    """One stored session, and what runs it."""

    def __init__(self, store, folder):
        self.store, self.folder, self.bus = store, folder, MemoryBus()
        with store.begin() as work:
            self.id = work.sessions.add(SessionRecord(name="paper", underlying=UNDERLYING)).id

    def run(self, progress=unwatched, request=REQUEST):
        return run_session(
            self.store, self.bus, folder=self.folder, identifier=self.id,
            request=request, progress=progress,
        )  # fmt: skip

    @property
    def record(self):
        with self.store.begin(read_only=True) as work:
            return work.sessions.get(self.id)

    def events(self, kind):
        found = read_session(self.folder / f"{self.id}.log").events
        return [event for event in found if isinstance(event, kind)]

    def stored_greeks(self):
        marks = self.events(Marked)
        with self.store.begin(read_only=True) as work:
            rows = work.greeks.between(marks[0].time, marks[-1].time.replace(year=2999))
        return rows, marks


@pytest.fixture
def desk(store, tmp_path):
    return Desk(store, tmp_path / "sessions")


def stopping(after, error):
    """Raise at the n-th progress."""
    told = []

    def progress(share, text=""):
        told.append(share)
        if len(told) > after:
            raise error("the job has to stop")

    return progress


def assert_all_is_stored_once(desk):
    rows, marks = desk.stored_greeks()
    assert [(row.time, row.spot, row.delta) for row in rows] == [
        (mark.time, mark.spot, mark.exposures["delta"]) for mark in marks
    ]
    assert {row.strategy for row in rows} == {"session:paper"}
    with desk.store.begin(read_only=True) as work:
        (pnl,) = work.pnl.between(marks[0].time.date(), marks[-1].time.date().replace(year=2999))
    assert float(pnl.total) == pytest.approx(marks[-1].pnl, abs=1e-6)
    assert desk.record.state["events"] == len(desk.events(object))


def test_a_session_is_run_told_and_stored(desk):
    summary = desk.run()
    assert summary == plain(read_session(desk.folder / f"{desk.id}.log").summary())
    assert desk.record.status == "stopped"
    assert desk.record.ended_at is not None
    assert_all_is_stored_once(desk)
    marks, fills = desk.events(Marked), desk.events(Filled)
    told = desk.bus.snapshot("pnl", UNDERLYING)
    assert told.sequence == len(marks)
    assert json.loads(told.values["session:paper"])["pnl"] == marks[-1].pnl
    assert fills
    found = [json.loads(fill) for fill in desk.bus.snapshot("fills", UNDERLYING).values.values()]
    assert [fill["price"] for fill in found] == [fill.price for fill in fills]


def test_a_session_that_is_stopped_keeps_what_happened(desk):
    with pytest.raises(JobCancelledError):
        desk.run(stopping(5, JobCancelledError))
    assert desk.record.status == "stopped"
    assert len(desk.events(Marked)) == 7
    assert_all_is_stored_once(desk)


@pytest.mark.parametrize("after", [0, 4])
def test_a_session_goes_on_where_its_process_ended(desk, store, tmp_path, after):
    with pytest.raises(JobInterruptedError):
        desk.run(stopping(after, JobInterruptedError))
    assert desk.record.status == "running"
    whole = Desk(store, tmp_path / "whole")
    assert desk.run() == whole.run()
    assert desk.events(object) == whole.events(object)
    rows, _ = desk.stored_greeks()
    assert len(rows) == 2 * len(desk.events(Marked))


def test_what_a_crash_kept_from_the_store_is_stored_from_the_log(desk, monkeypatch):
    with monkeypatch.context() as crash:
        crash.setattr(Keeper, "flush", lambda self: None)
        with pytest.raises(JobInterruptedError):
            desk.run(stopping(5, JobInterruptedError))
    assert desk.record.state == {}
    desk.run()
    assert_all_is_stored_once(desk)


def test_a_session_that_cannot_be_made_is_stored_as_failed(desk):
    source = REQUEST.source.model_copy(update={"n_strikes": 5, "spot": 1e-300})
    with pytest.raises((InvalidArgumentError, ValueError, ArithmeticError)):
        desk.run(request=REQUEST.model_copy(update={"source": source}))
    assert desk.record.status == "failed"
