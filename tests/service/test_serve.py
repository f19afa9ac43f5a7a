"""`axiom serve` as an operator runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from axiom.wire.health import Readiness
from tests.service.running import RunningService

Start = Callable[..., RunningService]
AXIOM = Path(sys.executable).with_name("axiom")
OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


def test_it_serves_and_says_where(shared_service: RunningService) -> None:
    with shared_service.client() as client:
        assert client.get("/health").json() == {"status": "ok"}
        assert Readiness.model_validate_json(client.get("/ready").content).is_ready
        assert client.post("/v1/price", json=OPTION).status_code == 200
        assert client.get("/v1/openapi.json").json()["openapi"].startswith("3.")
    assert httpx.post(f"{shared_service.url}/v1/price", json=OPTION).status_code == 401


def test_a_process_that_dies_is_replaced_and_all_share_their_figures(
    running_service: Start,
) -> None:
    service = running_service("--workers", "2")
    _until_answered(service)
    first = _children(service.process.pid)
    assert len(first) == 2
    os.kill(next(iter(first)), signal.SIGKILL)
    _until(lambda: len(_children(service.process.pid) - first) == 1)
    with service.client() as client:
        for _ in range(20):
            assert client.post("/v1/price", json=OPTION).status_code == 200
    _until(lambda: _count(service) >= 20.0)
    assert service.stop() == 0


def _until_answered(service: RunningService) -> None:
    def answers() -> bool:
        try:
            with service.client() as client:
                return client.get("/health").status_code == 200
        except httpx.TransportError:
            return False

    _until(answers)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60.0
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _children(pid: int) -> set[int]:
    """Processes that serve: not the one that keeps track of shared things."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {
        int(child)
        for child in found
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    }


def _count(service: RunningService) -> float:
    with service.client() as client:
        lines = client.get("/metrics").text.splitlines()
    head = 'axiom_request_seconds_count{method="POST",route="/v1/price",status="200"}'
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(head))


def test_a_port_that_is_taken_is_named(shared_service: RunningService, tmp_path: Path) -> None:
    port = shared_service.url.rpartition(":")[2]
    done = _refused(tmp_path, "--port", port)
    assert done.returncode == 2
    assert port in done.stderr


def _refused(folder: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [AXIOM, "serve", *options],
        cwd=folder,
        env={**os.environ, **settings},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
