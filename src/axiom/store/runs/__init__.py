"""Computations that are kept with all they need, and done again to the last bit."""

from axiom.store.runs.kinds import KINDS
from axiom.store.runs.record import ComputedRun, compute_run, done_run, keep_run, record_run
from axiom.store.runs.replay import Replay, replay_run

__all__ = [
    "KINDS",
    "ComputedRun",
    "Replay",
    "compute_run",
    "done_run",
    "keep_run",
    "record_run",
    "replay_run",
]
