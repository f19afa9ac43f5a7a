"""A server with an empty route in a process of its own, and what a process has taken."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["cpu_seconds", "empty_route", "forget_peak", "peak_bytes"]

_EMPTY = """
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.post("/empty")
async def empty():
    return {}


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


config = uvicorn.Config(app, port=0, access_log=False, log_level="warning", loop="uvloop")
Server(config).run()
"""


@contextlib.contextmanager
def empty_route() -> Iterator[tuple[int, int]]:
    """Run FastAPI with one route, ``POST /empty``, that does nothing; yield port and process."""
    command = [sys.executable, "-c", _EMPTY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not (line := process.stdout.readline()):
                raise RuntimeError("the server with the empty route did not start")
            yield int(line), process.pid
        finally:
            process.terminate()


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_bytes(process: int) -> int:
    """Return the most memory that a process has held since `forget_peak`."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    raise RuntimeError(f"process {process} says nothing of its memory")


def forget_peak(process: int) -> int:
    """Begin to count the peak anew; return what the process holds now."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return peak_bytes(process)
