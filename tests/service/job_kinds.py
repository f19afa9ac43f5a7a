"""Kinds of jobs for the tests of jobs."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from axiom.core.errors import DataError
from axiom.service.access import Principal
from axiom.service.edge.metrics import Metrics
from axiom.service.jobs import Jobs, PoolRules
from axiom.store import Store

DESK = Principal(name="desk", key_id="key-desk", scopes=frozenset({"read", "price", "trade"}))
OTHER = Principal(name="desk", key_id="key-other", scopes=frozenset({"read", "price"}))
ADMIN = Principal(name="admin", key_id="key-admin", scopes=frozenset({"read", "admin"}))

QUICK = PoolRules(threads=2, poll_s=0.02, lease_s=0.6)
KINDS = {
    name: f"tests.service.job_kinds:{name}"
    for name in ("echo", "waits", "fails", "breaks", "kills", "kills_once", "counts")
}


def services() -> Any:
    """What the jobs of tests share."""
    return SimpleNamespace(metrics=Metrics(), lock=threading.Lock(), seen=[])


def echo(services, request, progress):
    progress(0.5, "half")
    return {"echo": request["value"]}


def counts(services, request, progress):
    with services.lock:
        services.seen.append(request["n"])
    return {"n": request["n"]}


def waits(services, request, progress):
    """Work until a file is there, telling of it at every step."""
    share = 0.0
    while not Path(request["file"]).exists():
        share = min(share + 0.01, 0.99)
        progress(share, "waiting")
        time.sleep(0.005)
    return {"waited": True}


def fails(services, request, progress):
    raise DataError("nothing to fit: give quotes")


def breaks(services, request, progress):
    raise sqlite3.Error("a secret of the house")


def kills(services, request, progress):
    os.kill(os.getpid(), signal.SIGKILL)


def kills_once(services, request, progress):
    """End the process at the first attempt, which leaves a file behind."""
    mark = Path(request["file"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"survived": True}


def do_jobs(url):
    """Do the jobs of a database, in a process of its own, for a minute."""
    jobs = Jobs(Store.open(url), rules=QUICK, kinds=KINDS)
    jobs.start(services())
    time.sleep(60.0)
