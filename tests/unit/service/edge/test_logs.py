"""The log of a process that serves."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

SCRIPT = """
import logging, structlog
from axiom.service.edge.log_lines import configure_logs
from axiom.service.edge.logs import REQUEST_ID
configure_logs({format!r}, "INFO")
REQUEST_ID.set("r-1")
logging.getLogger("axiom.access").info("request", extra={{"status": 200, "route": "/v1/price"}})
structlog.get_logger("axiom.access").warning("credential refused", address="192.0.2.7")
logging.getLogger("any").debug("not shown")
try:
    raise ValueError("what went wrong")
except ValueError:
    logging.getLogger("axiom.service").exception("failed")
"""


def _lines(log_format: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(format=log_format)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_lines_have_the_request_and_its_fields() -> None:
    request, refused, failed = (json.loads(line) for line in _lines("json"))
    assert request["event"] == "request"
    assert (request["status"], request["route"]) == (200, "/v1/price")
    assert {line["request_id"] for line in (request, refused, failed)} == {"r-1"}
    assert (refused["event"], refused["address"]) == ("credential refused", "192.0.2.7")
    assert (refused["level"], refused["logger"]) == ("warning", "axiom.access")
    assert "ValueError: what went wrong" in failed["exception"]
    assert request["timestamp"] < failed["timestamp"]


def test_lines_for_people_say_the_same() -> None:
    text = "\n".join(_lines("console"))
    for said in ("/v1/price", "192.0.2.7", "what went wrong", "r-1"):
        assert said in text


@pytest.mark.parametrize(("per_second", "expected"), [(0.0, 0), (3.0, 3)])
def test_lines_of_requests_that_succeed_are_bounded(per_second: float, expected: int) -> None:
    script = f"""
import logging
from axiom.service.edge.logs import AccessLog
logging.getLogger("axiom.access").setLevel(logging.INFO)
log = AccessLog({per_second})
print(sum(log._is_logged(200, 1) for _ in range(10)), log._is_logged(500, 1))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == [str(expected), "True"]
