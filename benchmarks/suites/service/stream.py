"""One surface update to 200 subscribers in a second process, with and without stalled readers."""

from __future__ import annotations

import contextlib
import json
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from axiom.desk import SimulatedFeed
from axiom.service.access import Principal
from axiom.service.stream import Hub, StreamLimits, routes
from axiom.service.stream.protocol import websocket_options
from axiom.store.cache import MemoryBus
from axiom.volatility import follow_chain
from benchmarks.rows import Report, Row
from benchmarks.suites.service.stream_readers import HANDSHAKE, SUBSCRIBE

JOB = "stream: one surface update to 200 subscribers"
READERS, UPDATES, INTERVAL_S, STALLED = 200, 200, 0.05, 5
MOST_MS = 20.0
FLOOD = 20_000
MOST_GROWTH_MIB = 32.0


def run(report: Report) -> None:
    """Publish surfaces to readers, then the same beside readers that take nothing."""
    payload = json.loads(follow_chain(SimulatedFeed().opening()).surface.to_json())
    size = len(json.dumps(payload))
    with _served() as (bus, port):
        quiet = _latencies_ms(bus, port, payload)
        stalled = [_stalled(port) for _ in range(STALLED)]
        beside = _latencies_ms(bus, port, payload)
        report.add(_row(quiet, f"{size / 1024:.1f} KiB of JSON each, {UPDATES} updates"))
        report.add(_row(beside, f"beside {STALLED} readers that take nothing"))
        report.add(_flood(bus, payload))
        for one in stalled:
            one.close()


def _row(took_ms: np.ndarray[Any, Any], note: str) -> Row:
    merged = 1.0 - len(took_ms) / (READERS * UPDATES)
    p50, p99, most = np.percentile(took_ms, [50, 99, 100])
    return Row(
        job=JOB,
        measured=float(p99) / 1e3,
        unit="s",
        target=f"p99 <= {MOST_MS:g} ms",
        met=bool(p99 <= MOST_MS),
        note=f"p99; p50 {p50:.2f} ms, most {most:.2f} ms, {merged:.1%} merged; {note}",
    )


def _flood(bus: MemoryBus, payload: dict[str, Any]) -> Row:
    """Publish faster than anybody reads; say what the process grew by."""
    for number in range(FLOOD // 10):
        bus.publish("surfaces", "SPX", payload | {"n": number})
    before = _resident_mib()
    for number in range(FLOOD):
        bus.publish("surfaces", "SPX", payload | {"n": number})
    grown = _resident_mib() - before
    return Row(
        job=f"stream: {FLOOD} updates at once beside {STALLED} readers that take nothing",
        measured=grown,
        unit="MiB",
        target=f"<= {MOST_GROWTH_MIB:g} MiB of memory",
        met=grown <= MOST_GROWTH_MIB,
        digits=1,
    )


def _latencies_ms(bus: MemoryBus, port: int, payload: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Publish updates; return the milliseconds that each took to each reader."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "took_ns.json"
        told = [str(port), str(READERS), str(UPDATES), str(found)]
        command = [sys.executable, "-m", "benchmarks.suites.service.stream_readers", *told]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise ConnectionError("the readers did not connect")
            for number in range(UPDATES):
                now = {"n": number, "sent_ns": time.monotonic_ns()}
                bus.publish("surfaces", "SPX", payload | now)
                time.sleep(INTERVAL_S)
        took_ns = json.loads(found.read_text(encoding="ascii"))
    return np.array(took_ns) / 1e6


def _stalled(port: int) -> socket.socket:
    """Connect a reader that subscribes and never reads again."""
    found = socket.create_connection(("127.0.0.1", port))
    found.sendall(HANDSHAKE)
    found.recv(4_096)
    found.sendall(struct.pack("!BB4x", 0x81, 0x80 | len(SUBSCRIBE)) + SUBSCRIBE)
    return found


def _resident_mib() -> float:
    """Give the memory of this process that lies in RAM."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


@contextlib.contextmanager
def _served() -> Iterator[tuple[MemoryBus, int]]:
    """Serve the stream from a thread of this process, which publishes."""
    bus = MemoryBus()
    hub = Hub(bus, StreamLimits(stall_s=3_600.0, heartbeat_s=3_600.0))
    config = uvicorn.Config(
        _app(hub), port=0, loop="uvloop", lifespan="off", log_level="error",
        **websocket_options(hub.limits),
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield bus, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def _app(hub: Hub) -> Any:
    """Make an application of the stream alone, which lets everybody read."""
    app = FastAPI()
    app.include_router(routes.router)
    app.state.services = SimpleNamespace(streams=hub)

    async def admitted(scope: Scope, receive: Receive, send: Send) -> None:
        principal = Principal(name="reader", key_id="1", scopes=frozenset({"read"}))
        scope.setdefault("state", {})["principal"] = principal
        await app(scope, receive, send)

    return admitted
