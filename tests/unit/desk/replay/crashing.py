"""Kills processes that write a log, at random moments, and tells what the log held afterwards.

    python -m tests.unit.desk.replay.crashing LOG SEED KILLS

Each child opens the log, makes the events of a session from the beginning, and acknowledges the
number of events through a pipe after each commit has returned. It is killed with SIGKILL after a
random time. The next child resumes from what is on disk.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import signal
import struct
import sys
import time
from collections.abc import Iterator
from itertools import chain, count, islice
from pathlib import Path

import numpy as np

from axiom.desk import EventLog, Pulled
from axiom.desk.replay.events import event_to_bytes
from axiom.desk.replay.recorder import Recorder

START = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
NUMBER = struct.Struct("<Q")
MOST_SECONDS = 0.02


def commits() -> Iterator[list[Pulled]]:
    """The events of each update: one to four of them, of very different lengths."""
    sequence = 0
    for step in count():
        rng = np.random.default_rng(step)
        events = []
        for _ in range(int(rng.integers(1, 5))):
            when, reason = START + dt.timedelta(seconds=step), "x" * int(rng.choice((0, 40, 4000)))
            events.append(Pulled(time=when, sequence=sequence, reason=reason))
            sequence += 1
        yield events


def write(path: Path, acknowledge: int, least: float = math.inf) -> None:
    """Make the events of a session from the beginning into a log, at least so many."""
    with EventLog(path) as log:
        recorder = Recorder(log)
        for events in commits():
            recorder.commit(events)
            os.write(acknowledge, NUMBER.pack(recorder.n_events))
            if recorder.n_events >= least:
                return


def killed(path: Path, wait: float) -> tuple[int, bool]:
    """Start a child, kill it; return what it acknowledged and whether the kill ended it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        write(path, writing)
        os._exit(1)
    os.close(writing)
    first = os.read(reading, NUMBER.size)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    rest = b"".join(iter(lambda: os.read(reading, 1 << 16), b""))
    os.close(reading)
    (acknowledged,) = NUMBER.unpack((first + rest)[-NUMBER.size :])
    return acknowledged, os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def expected(n_events: int) -> list[bytes]:
    """The first events of the session."""
    return [event_to_bytes(one) for one in islice(chain.from_iterable(commits()), n_events)]


def main(path: Path, seed: int, kills: int) -> None:
    """Kill, check after each kill, then finish in peace and tell."""
    rng, told = (
        np.random.default_rng(seed),
        {"killed": 0, "lost": 0, "wrong": 0, "torn": 0, "events": 0},
    )
    for _ in range(kills):
        acknowledged, by_signal = killed(path, rng.uniform(0.0, MOST_SECONDS))
        with EventLog(path) as log:
            held = [one.payload for one in log.records]
            told["torn"] += log.n_cut > 0
        told["killed"] += by_signal
        told["lost"] += len(held) < acknowledged
        told["wrong"] += held != expected(len(held))
        told["events"] = len(held)
    sink = os.open(os.devnull, os.O_WRONLY)
    calm = path.with_suffix(".calm")
    for one in (path, calm):
        write(one, sink, told["events"] + 10)
    told["same"] = path.read_bytes() == calm.read_bytes()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
