"""`/v1/greeks` of one option over 16 connections, beside an empty FastAPI route."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.rows import AXIOM, Report, Row
from benchmarks.suites.service.http_load import Load, load, request_bytes
from benchmarks.suites.service.processes import cpu_seconds, empty_route
from tests.service.running import RunningService

JOB = "/v1/greeks, one option, JSON"
CONNECTIONS, ROUNDS, SECONDS, WARM_UP_S = 16, 5, 3.0, 1.0
LEAST_PER_SECOND, MOST_P99_MS, MOST_RATIO = 5_000, 10.0, 1.6
OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03, "is_call": True}

Measured = tuple[Load, float]
"""A load, and the server's processor time for one request, in microseconds."""


def run(report: Report) -> None:
    """Send the same request to both servers by turns."""
    with tempfile.TemporaryDirectory() as folder, empty_route() as (port, process):
        service = RunningService(Path(folder))
        try:
            rounds = _rounds(service, port, process)
        finally:
            service.stop()
    report.add(*_rows(*rounds))


def _rounds(
    service: RunningService, port: int, process: int
) -> tuple[list[Measured], list[Measured]]:
    headers = {**service.headers, "Content-Type": "application/json"}
    body = json.dumps(OPTION).encode()
    greeks, empty = (request_bytes(path, body, headers) for path in ("/v1/greeks", "/empty"))
    own = int(service.url.rpartition(":")[2]), service.process.pid
    for where, request in ((own[0], greeks), (port, empty)):
        load(where, request, connections=CONNECTIONS, seconds=WARM_UP_S)
    found: tuple[list[Measured], list[Measured]] = ([], [])
    for _ in range(ROUNDS):
        found[0].append(_measured(*own, greeks))
        found[1].append(_measured(port, process, empty))
    return found


def _measured(port: int, process: int, request: bytes) -> Measured:
    before = cpu_seconds(process)
    made = load(port, request, connections=CONNECTIONS, seconds=SECONDS)
    return made, 1e6 * (cpu_seconds(process) - before) / made.requests


def _rows(greeks: list[Measured], empty: list[Measured]) -> list[Row]:
    ours, theirs = (max(one, key=lambda made: made[0].per_second) for one in (greeks, empty))
    ratios = [theirs[0].per_second / ours[0].per_second for ours, theirs in _pairs(greeks, empty)]
    rate, ratio, p99 = ours[0].per_second, median(ratios), ours[0].quantile_ms(0.99)
    listed = ", ".join(f"{one:.2f}" for one in ratios)
    return [
        Row(
            job=f"{JOB}, {CONNECTIONS} connections",
            measured=rate,
            unit="requests/s",
            target=f">= {LEAST_PER_SECOND:,} requests/s, p99 <= {MOST_P99_MS:g} ms",
            met=rate >= LEAST_PER_SECOND and p99 <= MOST_P99_MS,
            note=f"{AXIOM}'s best of {ROUNDS} rounds of {SECONDS:g} s: p50"
            f" {ours[0].quantile_ms(0.5):.2f} ms, p99 {p99:.2f} ms,"
            f" {ours[1]:.0f} us of processor time a request",
            digits=0,
        ),
        Row(
            job=f"{JOB}: time over that of an empty route",
            measured=1.0 / rate,
            unit="s",
            target=f"<= {MOST_RATIO:g} x the empty route",
            peer="POST to an empty FastAPI route",
            peer_measured=1.0 / theirs[0].per_second,
            ratio=ratio,
            met=ratio <= MOST_RATIO,
            note=f"median of {ROUNDS} rounds by turns: {listed}; empty route p50"
            f" {theirs[0].quantile_ms(0.5):.2f} ms, p99 {theirs[0].quantile_ms(0.99):.2f} ms,"
            f" {theirs[1]:.0f} us of processor time a request",
        ),
    ]


def _pairs(greeks: list[Measured], empty: list[Measured]) -> list[tuple[Measured, Measured]]:
    return list(zip(greeks, empty, strict=True))
