"""Starts a session on a log again and again and kills it, then lets it end.

python -m tests.unit.desk.replay.killed_sessions LOG SEED KILLS
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from axiom.desk import Session

from .sessions import feed, settings

MOST_SECONDS = 1.0


def killed(path: Path, wait: float) -> None:
    """Run the session in a child and kill it."""
    child = os.fork()
    if child == 0:
        Session(feed(), settings(), log=path).run()
        os._exit(0)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(path: Path, seed: int, kills: int) -> None:
    """Kill and finish."""
    for wait in np.random.default_rng(seed).uniform(0.0, MOST_SECONDS, kills).tolist():
        killed(path, wait)
    Session(feed(), settings(), log=path).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
