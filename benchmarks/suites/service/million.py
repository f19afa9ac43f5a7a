"""A million options with all Greeks as Arrow: time end to end, and the service's memory.

The client holds its options as Arrow columns and takes the answer into memory that it has used
before; encoding, sending, computing, receiving and opening the answer are all in the time.
"""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
from pyarrow import ipc

import axiom
from axiom.wire.arrow import ARROW, GREEK_NAMES
from benchmarks.rows import Report, Row
from benchmarks.suites.service.processes import forget_peak, peak_bytes
from tests.service.running import RunningService

JOB = "batch of 1,000,000 options with all Greeks, Arrow"
ROWS, ROUNDS = 1_000_000, 7
MOST_S, MOST_PAYLOADS = 0.3, 6.0
MOST_ANSWER_BYTES = 160_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One exchange."""

    encoded_s: float
    whole_s: float
    payload: int
    table: pa.Table


def run(report: Report) -> None:
    """Send columns, take the answer, compare some of it with the library, and watch memory."""
    options = _options()
    batch = pa.record_batch(options)
    with tempfile.TemporaryDirectory() as folder:
        service = RunningService(Path(folder))
        try:
            held = forget_peak(service.process.pid)
            space = np.zeros(MOST_ANSWER_BYTES, dtype=np.uint8)
            _exchange(service, batch, space)
            answers = [_exchange(service, batch, space) for _ in range(ROUNDS)]
            grown = peak_bytes(service.process.pid) - held
        finally:
            service.stop()
    _compare(answers[-1].table, options)
    took = [answer.whole_s for answer in answers]
    payload = answers[-1].payload
    report.add(
        Row(
            job=JOB,
            measured=median(took),
            unit="s",
            target=f"<= {MOST_S:g} s end to end",
            met=median(took) <= MOST_S,
            note=f"median of {ROUNDS}, best {min(took):.3f} s; of it"
            f" {median(answer.encoded_s for answer in answers):.3f} s to encode the columns;"
            f" request and answer are {payload / 1e6:.0f} MB",
        ),
        Row(
            job=f"{JOB}: peak memory of the service over request and answer",
            measured=grown / payload,
            unit="times",
            target=f"<= {MOST_PAYLOADS:g}",
            met=grown <= MOST_PAYLOADS * payload,
            note=f"grew by {grown / 1e6:.0f} MB from the {held / 1e6:.0f} MB of the fresh service,"
            f" over {ROUNDS + 1} batches",
            digits=2,
        ),
    )


def _options() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {
        "spot": np.full(ROWS, 100.0),
        "strike": rng.uniform(70.0, 130.0, ROWS),
        "expiry": rng.uniform(0.05, 2.0, ROWS),
        "vol": rng.uniform(0.1, 0.6, ROWS),
        "rate": np.full(ROWS, 0.03),
        "dividend_yield": np.full(ROWS, 0.01),
        "is_call": rng.random(ROWS) < 0.5,
    }


def _exchange(service: RunningService, batch: pa.RecordBatch, space: np.ndarray) -> Answered:
    begun = time.perf_counter()
    request = _encoded(batch)
    encoded = time.perf_counter() - begun
    head = "\r\n".join(
        [
            "POST /v1/greeks/batch HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer {service.key}",
            f"Content-Type: {ARROW}",
            f"Content-Length: {request.size}",
            "Connection: close",
        ]
    )
    with socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2]))) as peer:
        peer.sendall(head.encode() + b"\r\n\r\n")
        peer.sendall(request)
        answer = _received(peer, space.data)
    table = ipc.open_stream(answer).read_all()
    return Answered(
        encoded_s=encoded,
        whole_s=time.perf_counter() - begun,
        payload=request.size + len(answer),
        table=table,
    )


def _encoded(batch: pa.RecordBatch) -> pa.Buffer:
    """Write one record batch as a stream."""
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue()


def _received(peer: socket.socket, space: memoryview) -> memoryview:
    """Read an answer of known length into the space for it."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += peer.recv(65_536)
    head, _, begun = head.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{head.decode()}\n{begun.decode(errors='replace')}")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    body = space[:length]
    body[: len(begun)] = begun
    place = len(begun)
    while place < length:
        place += peer.recv_into(body[place:])
    return body


def _compare(table: pa.Table, options: Mapping[str, np.ndarray]) -> None:
    wanted = axiom.greeks(**options).as_dict()
    for name in GREEK_NAMES:
        if not np.array_equal(table[name].to_numpy(), wanted[name]):
            raise RuntimeError(f"{name} over the wire differs from the library's")
