"""The service in a process of its own, as an operator starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from axiom.service.access import SCOPES
from axiom.service.access.issuing import issue_key
from axiom.store import Store

START_S = 60.0
"""Beyond it a start has failed; on a busy machine it takes seconds."""


class RunningService:
    """`axiom serve` on a free port, with a key of every scope.

    Parameters
    ----------
    folder
        For its log, and its database and sessions where `settings` name none.
    options
        Options of `axiom serve`.
    settings
        Settings, as of `ServiceSettings`.
    """

    def __init__(self, folder: Path, *options: str, **settings: Any) -> None:
        settings.setdefault("database_url", f"sqlite:///{folder}/axiom.db")
        settings.setdefault("sessions_folder", folder / "axiom-sessions")
        self.database_url: str = settings["database_url"]
        self.log = folder / f"serve-{time.monotonic_ns()}.log"
        given = {f"AXIOM_{name.upper()}": str(value) for name, value in settings.items()}
        self._environment = {**os.environ, "POLARS_MAX_THREADS": "1", **given}
        self._options = options
        with Store.open(self.database_url, migrate=True) as store:
            self.key = make_key(store)
        self.url = ""
        self.start()

    def start(self, *options: str) -> None:
        """Start the process and wait until it says where it is."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("axiom"), *self._command(options)],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.url = self._announced()

    def _command(self, options: Sequence[str]) -> list[str]:
        port = self.url.rpartition(":")[2] or "0"
        return ["serve", "--port", port, *self._options, *options]

    def _announced(self) -> str:
        assert self.process.stdout is not None
        watchdog = threading.Timer(START_S, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                if found := re.search(r"https?://[^\s/]+", line):
                    return found.group()
        finally:
            watchdog.cancel()
        raise AssertionError(f"the service did not start:\n{self.log.read_text()}")

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def client(self, **options: Any) -> httpx.Client:
        """Make a client with the key."""
        return httpx.Client(base_url=self.url, headers=self.headers, timeout=30.0, **options)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        assert self.process.stdout is not None
        code = self.process.wait(timeout=START_S)
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        """End the process at once, as a crash does."""
        self.stop(signal.SIGKILL)


def make_key(store: Store, *scopes: str) -> str:
    """Make a key; of every scope where none is given."""
    with store.begin() as work:
        return issue_key(work, name="tests", scopes=scopes or SCOPES, created_by="tests").secret
