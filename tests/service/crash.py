"""Trades written while the service is killed again and again: none lost, none booked twice.

``python -m tests.service.crash --kills 50`` does what the tests do with a few kills.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from axiom.store import Difference, Store, TradeRecord
from tests.service.running import RunningService

WRITERS = 4


@dataclass(slots=True)
class Writer:
    """Books trades one after the other, each again under its key until it is acknowledged."""

    service: RunningService
    stopped: threading.Event
    acknowledged: dict[str, str] = field(default_factory=dict)
    retried: int = 0
    _client: httpx.Client = field(init=False)

    def run(self) -> None:
        with self.service.client() as self._client:
            while not self.stopped.is_set():
                key = uuid.uuid4().hex
                self.acknowledged[key] = self._book(key)

    def _book(self, key: str) -> str:
        trade = {
            "instrument": {"underlying": "SPX"},
            "quantity": "1",
            "price": "0.01",
            "counterparty": key,
        }
        while True:
            try:
                answer = self._client.post(
                    f"{self.service.url}/v1/trades", json=trade, headers={"Idempotency-Key": key}
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == 201:
                return str(answer.json()["id"])
            if answer is not None and answer.status_code != 503:
                raise AssertionError(f"{answer.status_code}: {answer.text}")
            self.retried += 1
            time.sleep(0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was acknowledged, and what is stored."""

    acknowledged: dict[str, str]
    retried: int
    stored: tuple[TradeRecord, ...]
    differences: tuple[Difference, ...]

    @property
    def lost(self) -> list[str]:
        """Acknowledged trades that are not stored under their identifier."""
        ids = {one.id: one.counterparty for one in self.stored}
        return [key for key, trade in self.acknowledged.items() if ids.get(trade) != key]

    @property
    def repeated(self) -> list[str | None]:
        """Keys under which more than one trade is stored."""
        found = Counter(one.counterparty for one in self.stored)
        return [key for key, count in found.items() if count > 1]


def killed_under_load(service: RunningService, *, kills: int, seed: int = 0) -> Outcome:
    """Kill and start the service under load, and compare what it said with what it stored."""
    rng, stopped = np.random.default_rng(seed), threading.Event()
    writers = [Writer(service, stopped) for _ in range(WRITERS)]
    threads = [threading.Thread(target=one.run) for one in writers]
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            _wait(writers, threads, more=int(rng.integers(5, 25)))
            service.kill()
            service.start()
        _wait(writers, threads, more=1)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    with Store.open(service.database_url) as store, store.begin(read_only=True) as work:
        return Outcome(
            acknowledged={k: v for one in writers for k, v in one.acknowledged.items()},
            retried=sum(one.retried for one in writers),
            stored=_all_trades(work),
            differences=work.positions.check(),
        )


def _wait(writers: list[Writer], threads: list[threading.Thread], *, more: int) -> None:
    """Wait until some more trades are acknowledged, or a writer has failed."""
    least = sum(len(one.acknowledged) for one in writers) + more
    while sum(len(one.acknowledged) for one in writers) < least:
        if not all(thread.is_alive() for thread in threads):
            raise AssertionError("a writer was refused")
        time.sleep(0.001)


def _all_trades(work: Any) -> tuple[TradeRecord, ...]:
    found: list[TradeRecord] = []
    while page := work.trades.page(limit=10_000, after=found[-1].id if found else None):
        found += page
    return tuple(found)


def main() -> int:
    """Kill the service as often as is asked, print what came of it, and give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database-url", help="an empty database; SQLite in a folder otherwise")
    given = parser.parse_args()
    url = {} if given.database_url is None else {"database_url": given.database_url}
    with tempfile.TemporaryDirectory() as folder:
        service = RunningService(Path(folder), **url)
        try:
            found = killed_under_load(service, kills=given.kills)
        finally:
            service.stop()
    sys.stdout.write(
        f"{given.kills} kills: {len(found.acknowledged)} trades acknowledged,"
        f" {len(found.stored)} stored, {len(found.lost)} lost, {len(found.repeated)} booked twice,"
        f" {len(found.differences)} positions that are not the sum of their trades;"
        f" {found.retried} requests sent again\n"
    )
    return int(bool(found.lost or found.repeated or found.differences))


if __name__ == "__main__":
    sys.exit(main())
