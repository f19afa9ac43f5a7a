"""Timing: contenders take turns, so that noise and drift of the machine hit all of them alike.

A ratio is the median over rounds of the ratio within a round, which is steadier than the ratio of
two medians; a duration is the median over rounds.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Job = Callable[[], object]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds a call: one list of rounds for each contender, the rounds in the same order."""

    rounds: Mapping[str, tuple[float, ...]]

    def seconds(self, name: str) -> float:
        """Median seconds of one call."""
        return statistics.median(self.rounds[name])

    def ratio(self, name: str, peer: str) -> float:
        """Median over rounds of the time of `name` divided by the time of `peer`."""
        pairs = zip(self.rounds[name], self.rounds[peer], strict=True)
        return statistics.median(own / other for own, other in pairs)


def _calls_for(job: Job, seconds: float) -> int:
    """Calls that together take about `seconds`, after one call to warm up."""
    job()
    calls = 1
    while True:
        start = time.perf_counter()
        for _ in range(calls):
            job()
        elapsed = time.perf_counter() - start
        if elapsed >= seconds / 4:
            return max(1, round(calls * seconds / elapsed))
        calls *= 4


def _time(job: Job, calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        job()
    return (time.perf_counter() - start) / calls


def once(job: Callable[[], Answer]) -> tuple[Answer, float]:
    """Return what a job gives that is too long to repeat, and the seconds that it took."""
    start = time.perf_counter()
    answer = job()
    return answer, time.perf_counter() - start


def take_turns(jobs: Mapping[str, Job], *, rounds: int = 9, seconds: float = 0.05) -> Timings:
    """Time every job `rounds` times, taking turns.

    Parameters
    ----------
    jobs
        What to time, by name.
    rounds
        Turns of each job.
    seconds
        How long a turn lasts at least; short jobs are repeated within it.
    """
    calls = {name: _calls_for(job, seconds) for name, job in jobs.items()}
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, job in jobs.items():
                taken[name].append(_time(job, calls[name]))
    finally:
        if collecting:
            gc.enable()
    return Timings({name: tuple(values) for name, values in taken.items()})
