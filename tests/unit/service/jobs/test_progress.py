"""Progress is written now and then, and says when to stop."""

from __future__ import annotations

import pytest

from axiom.service.jobs.progress import (
    TOLD_EVERY_S,
    JobCancelledError,
    JobInterruptedError,
    JobProgress,
    StopSignal,
    unwatched,
)
from axiom.store import JobRecord

JOB = JobRecord(kind="fit", request={}, principal="desk", status="running")
ASKED = JobRecord(kind="fit", request={}, principal="desk", is_cancel_requested=True)


class Written:
    def __init__(self, job=JOB):
        self.job, self.told, self.now = job, [], 0.0

    def __call__(self, share, text):
        self.told.append((share, text))
        return self.job

    def progress(self, signal=None):
        return JobProgress(self, signal or StopSignal(), clock=lambda: self.now)


def test_progress_is_written_at_most_so_often():
    written = Written()
    progress = written.progress()
    progress(0.1, "first")
    progress(0.2, "too soon")
    written.now += TOLD_EVERY_S
    progress(1.7, "later")
    assert written.told == [(0.1, "first"), (1.0, "later")]


def test_a_job_that_was_asked_to_stop_stops():
    with pytest.raises(JobCancelledError):
        Written(ASKED).progress()(0.5, "")


def test_a_job_that_is_another_workers_now_stops_here():
    with pytest.raises(JobInterruptedError):
        Written(None).progress()(0.5, "")


def test_the_first_reason_to_stop_holds_and_nothing_is_written_then():
    written, signal = Written(), StopSignal()
    progress = written.progress(signal)
    signal.interrupt()
    signal.cancel()
    with pytest.raises(JobInterruptedError):
        progress(0.5, "")
    assert written.told == []


def test_what_nobody_watches_goes_on():
    assert unwatched(0.5, "anything") is None
