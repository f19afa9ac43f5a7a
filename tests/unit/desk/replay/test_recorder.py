from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import DataError
from axiom.desk import EventLog, Pulled
from axiom.desk.replay.events import event_from_bytes
from axiom.desk.replay.recorder import Recorder

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
EVENTS = [Pulled(time=NOON, sequence=i, reason=f"reason {i}") for i in range(6)]


def test_events_reach_the_log_before_they_are_told(tmp_path):
    path, seen = tmp_path / "day.log", []
    with EventLog(path) as log:
        recorder = Recorder(log, lambda event: seen.append((event, len(log))))
        recorder.commit(EVENTS[:2])
        recorder.commit(EVENTS[2:3])
        assert recorder.n_events == 3
        assert [event_from_bytes(one.payload) for one in log.records] == EVENTS[:3]
    assert seen == [(EVENTS[0], 2), (EVENTS[1], 2), (EVENTS[2], 3)]


def test_events_of_the_log_are_compared_and_not_doubled(tmp_path):
    path, seen = tmp_path / "day.log", []
    with EventLog(path) as log:
        Recorder(log).commit(EVENTS[:4])
    with EventLog(path) as log:
        recorder = Recorder(log, seen.append)
        recorder.commit(EVENTS[:3])
        recorder.commit(EVENTS[3:])
        assert [event_from_bytes(one.payload) for one in log.records] == EVENTS
    assert seen == EVENTS[4:]


def test_a_session_that_goes_another_way_is_refused(tmp_path):
    with EventLog(tmp_path / "day.log") as log:
        Recorder(log).commit(EVENTS[:3])
        with pytest.raises(DataError, match=r"record 0 at offset 0 .*reason 0.*reason 5"):
            Recorder(log).commit(EVENTS[5:])
        assert len(log) == 3


def test_without_a_log_events_are_only_told():
    seen = []
    Recorder(None, seen.append).commit(EVENTS)
    assert seen == EVENTS
    Recorder().commit(EVENTS)
