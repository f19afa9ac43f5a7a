"""Sessions that stop and go on, by themselves or killed, end as those that never stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from axiom.core.errors import DataError
from axiom.desk import EventLog, Fees, Session, read_session
from axiom.desk.replay.events import event_to_bytes

from .sessions import MARKET, feed, result, settings

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "day.log"
    Session(feed(), settings(), log=path).run()
    return path.read_bytes()


def bytes_of(found):
    return [event_to_bytes(event) for event in found.events]


def test_the_log_holds_the_session(whole, tmp_path):
    path = tmp_path / "day.log"
    path.write_bytes(whole)
    assert bytes_of(read_session(path)) == bytes_of(result())


def test_stopping_and_resuming_at_any_update_gives_the_same_bytes(whole, tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / "day.log"
    for steps in sorted(rng.choice(MARKET.n_updates, 2, replace=False).tolist()):
        stopped = Session(feed(), settings(), log=path).run(steps=steps)
        assert stopped.n_steps == steps
        assert whole.startswith(path.read_bytes())
    resumed = Session(feed(), settings(), log=path).run()
    assert path.read_bytes() == whole
    assert bytes_of(resumed) == bytes_of(result())


def test_a_log_cut_at_any_byte_is_completed(whole, tmp_path):
    path = tmp_path / "day.log"
    for end in np.random.default_rng(1).integers(1, len(whole), 3).tolist():
        path.write_bytes(whole[:end])
        Session(feed(), settings(), log=path).run()
        assert path.read_bytes() == whole


def test_a_finished_log_is_only_compared(whole, tmp_path):
    path, seen = tmp_path / "day.log", []
    path.write_bytes(whole)
    Session(feed(), settings(), log=path).run(on_event=seen.append)
    assert seen == []
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("other", "changes"), [(feed(seed=1), {}), (feed(), {"fees": Fees(per_contract=9.0)})]
)
def test_other_feeds_and_settings_are_refused(whole, tmp_path, other, changes):
    path = tmp_path / "day.log"
    path.write_bytes(whole)
    with pytest.raises(DataError, match="resume with the feed, settings and version"):
        Session(other, settings(**changes), log=path).run()
    assert path.read_bytes() == whole


def test_a_feed_that_ends_before_its_log_is_refused(whole, tmp_path):
    path = tmp_path / "day.log"
    path.write_bytes(whole)
    with pytest.raises(DataError, match="resume with the feed"):
        Session(feed(n_updates=3), settings(), log=path).run()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills children that share what was imported")
def test_sessions_killed_at_random_moments_end_as_if_nothing_had_happened(whole, tmp_path):
    path = tmp_path / "day.log"
    command = [sys.executable, "-m", "tests.unit.desk.replay.killed_sessions", str(path), "0", "3"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == whole
    with EventLog(path) as log:
        assert log.n_cut == 0
