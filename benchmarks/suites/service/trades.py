"""Trades written over HTTP under idempotency keys, each durable before its answer."""

from __future__ import annotations

import itertools
import json
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from axiom.store import Store
from benchmarks.rows import AXIOM, Report, Row
from benchmarks.suites.service.http_load import Load, load, request_bytes
from benchmarks.suites.service.processes import cpu_seconds
from tests.servers import database, started_postgres
from tests.service.running import RunningService

JOB = "trades written with Idempotency-Key"
CONNECTIONS, ROUNDS, SECONDS, WARM_UP_S, INSTRUMENTS = 32, 3, 4.0, 1.0, 50
LEAST = {"PostgreSQL": 1_000, "SQLite": 500}


def run(report: Report) -> None:
    """Write trades to both databases, PostgreSQL with fsync as it comes."""
    with tempfile.TemporaryDirectory() as folder, started_postgres() as server:
        with database(server.url) as url:
            report.add(_row("PostgreSQL", Path(folder), url))
        report.add(_row("SQLite", Path(folder), f"sqlite:///{folder}/trades.db"))


def _row(name: str, folder: Path, url: str) -> Row:
    service = RunningService(folder, database_url=url)
    try:
        port = int(service.url.rpartition(":")[2])
        request = _requests(service)
        warm = load(port, request, connections=CONNECTIONS, seconds=WARM_UP_S)
        before = cpu_seconds(service.process.pid)
        rounds = [
            load(port, request, connections=CONNECTIONS, seconds=SECONDS) for _ in range(ROUNDS)
        ]
        written = sum(one.requests for one in rounds)
        processor_us = 1e6 * (cpu_seconds(service.process.pid) - before) / written
        alone = load(port, request, connections=1, seconds=WARM_UP_S)
    finally:
        service.stop()
    _check(url, written + warm.requests + alone.requests)
    best = max(rounds, key=lambda one: one.per_second)
    return _shown(name, best, alone, processor_us)


def _requests(service: RunningService) -> Callable[[], bytes]:
    """Give what makes the next trade, under a key of its own."""
    numbers = itertools.count()
    headers = {**service.headers, "Content-Type": "application/json"}

    def request() -> bytes:
        instrument = {
            "underlying": "SPX",
            "expiry": "2030-12-20",
            "strike": str(4000 + 5 * (next(numbers) % INSTRUMENTS)),
            "is_call": True,
            "multiplier": "100",
        }
        trade = {"instrument": instrument, "quantity": "1", "price": "12.5", "fees": "0.65"}
        keyed = {**headers, "Idempotency-Key": uuid.uuid4().hex}
        return request_bytes("/v1/trades", json.dumps(trade).encode(), keyed)

    return request


def _check(url: str, written: int) -> None:
    """Compare the positions with the trades, and their number with the answers."""
    with Store.open(url) as store, store.begin(read_only=True) as work:
        if work.positions.check():
            raise RuntimeError("positions are not the sums of their trades")
        stored = sum(one.trades for one in work.positions.page(limit=INSTRUMENTS))
    if stored != written:
        raise RuntimeError(f"{written} trades were answered, {stored} are stored")


def _shown(name: str, best: Load, alone: Load, processor_us: float) -> Row:
    return Row(
        job=f"{JOB}, {name}, {CONNECTIONS} connections",
        measured=best.per_second,
        unit="trades/s",
        target=f">= {LEAST[name]:,} trades/s, durable before the answer",
        met=best.per_second >= LEAST[name],
        note=f"{AXIOM}'s best of {ROUNDS} rounds of {SECONDS:g} s: p50"
        f" {best.quantile_ms(0.5):.1f} ms, p99 {best.quantile_ms(0.99):.1f} ms; one connection p50"
        f" {alone.quantile_ms(0.5):.1f} ms; {processor_us:.0f} us of the service's processor time a"
        " trade",
        digits=0,
    )
