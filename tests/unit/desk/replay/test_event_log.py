from __future__ import annotations

import os

import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.desk import EventLog
from axiom.desk.replay.frames import HEAD_SIZE, MAGIC, encode, scan

PAYLOADS = [b"opened", b"", b"x" * 5000, MAGIC * 3, b"closed"]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "day.log"
    with EventLog(path) as log:
        log.append(PAYLOADS[:2])
        log.append(PAYLOADS[2:])
    return path


def payloads(path):
    with EventLog(path) as log:
        return [one.payload for one in log.records]


def offsets(path):
    with EventLog(path) as log:
        return [one.offset for one in log.records]


def flip(path, offset):
    content = bytearray(path.read_bytes())
    content[offset] ^= 0x10
    path.write_bytes(content)


def test_records_are_read_back_in_order(path):
    assert payloads(path) == PAYLOADS
    with EventLog(path) as log:
        assert (len(log), log[2].payload, log[2].number) == (5, PAYLOADS[2], 2)
        assert (log.path, log.n_cut) == (path, 0)


def test_appending_goes_on_after_the_last_record(path):
    with EventLog(path, is_durable=False) as log:
        log.append([])
        log.append(iter([b"more"]))
        assert log[5].payload == b"more"
    assert payloads(path) == [*PAYLOADS, b"more"]


@pytest.mark.parametrize("kept", [1, HEAD_SIZE - 1, HEAD_SIZE, HEAD_SIZE + 3])
def test_a_torn_end_is_cut_and_reported(path, kept):
    whole = path.read_bytes()
    path.write_bytes(whole + encode(5, b"never acknowledged")[:kept])
    with EventLog(path) as log:
        assert log.n_cut == kept
        assert len(log) == 5
        log.append([b"next"])
    assert payloads(path) == [*PAYLOADS, b"next"]


def test_a_log_cut_anywhere_keeps_all_whole_records(path):
    whole, places = path.read_bytes(), [*offsets(path), path.stat().st_size]
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        assert len(payloads(path)) == sum(place <= end for place in places[1:])


@pytest.mark.parametrize("where", [0, 4, 13, 17, 21, HEAD_SIZE + 1])
def test_damage_in_the_middle_names_the_offset(path, where):
    damaged, later = offsets(path)[2], offsets(path)[3]
    flip(path, damaged + where)
    with pytest.raises(
        DataError, match=rf"record 2 at offset {damaged} .* record 3 at offset {later}"
    ):
        EventLog(path)


def test_damage_in_the_last_record_is_a_torn_end(path):
    last = offsets(path)[-1]
    flip(path, last + HEAD_SIZE)
    with EventLog(path) as log:
        assert len(log) == 4
        assert log.n_cut == HEAD_SIZE + len(PAYLOADS[-1])


def test_records_left_out_or_doubled_are_damage(path):
    content, places = path.read_bytes(), offsets(path)
    path.write_bytes(content[: places[1]] + content[places[2] :])
    with pytest.raises(DataError, match=f"offset {places[1]} holds record 2 where record 1"):
        EventLog(path)
    path.write_bytes(content[: places[2]] + content[places[1] :])
    with pytest.raises(DataError, match="holds record 1 where record 2"):
        EventLog(path)


def test_a_file_of_something_else_is_no_log(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"not a log" + encode(0, b"x"))
    with pytest.raises(DataError, match="record 0 at offset 0 is damaged"):
        EventLog(path)


def test_two_writers_are_refused(path):
    with EventLog(path), pytest.raises(DataError, match="another process"):
        EventLog(path)
    assert payloads(path) == PAYLOADS


def test_a_closed_log_takes_nothing(path):
    log = EventLog(path)
    log.close()
    log.close()
    with pytest.raises(InvalidArgumentError, match="is closed"):
        log.append([b"x"])


def test_a_write_that_fails_leaves_the_log_as_it_was(path, monkeypatch):
    log = EventLog(path)
    real = os.write

    def full(file, content):
        real(file, bytes(content)[:7])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        log.append([b"too much"])
    monkeypatch.undo()
    assert payloads(path) == PAYLOADS


def test_scanning_nothing_gives_nothing():
    found = scan(b"", name="empty")
    assert (found.frames, found.end, found.torn) == ((), 0, 0)


def test_payloads_have_a_largest_size(monkeypatch):
    monkeypatch.setattr("axiom.desk.replay.frames.LARGEST", 3)
    with pytest.raises(DataError, match="4 bytes; 3 is the most"):
        encode(0, b"four")
