"""The commands of the guide to prices over HTTP do what it says."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from axiom.service import exotics, pricing
from tests.unit.service.callers import caller_of

GUIDE = Path(__file__).parents[3] / "docs/how-to/prices-over-http.md"
COMMANDS = re.findall(r"```shell\n(curl.*?)\n```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
ANSWERS = re.findall(r"```json\n(.*?)\n```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def _sent(command: str) -> tuple[str, Any]:
    words = shlex.split(command.replace("\\\n", " "))
    (url,) = (word for word in words if word.startswith("$AXIOM_URL"))
    body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    return url.removeprefix("$AXIOM_URL"), body


WITH_JSON = [_sent(command) for command in COMMANDS if "--data-binary" not in command]


@pytest.mark.parametrize(("path", "body"), WITH_JSON, ids=lambda part: str(part)[:24])
def test_commands_are_answered(path: str, body: Any) -> None:
    caller = caller_of(*pricing.ROUTERS, *exotics.ROUTERS)
    answer = caller.get(path) if body is None else caller.post(path, json=body)
    assert answer.status_code == 200, answer.text


def test_answers_are_those_shown() -> None:
    caller = caller_of(*pricing.ROUTERS)
    by_path = dict(WITH_JSON)
    shown = json.loads(ANSWERS[0])
    assert caller.post("/v1/price", json=by_path["/v1/price"]).json() == pytest.approx(shown)
    found = caller.post("/v1/greeks/batch", json=by_path["/v1/greeks/batch"]).json()
    columns = json.loads(ANSWERS[1])
    assert (found["status"], found["faults"]) == (columns["status"], columns["faults"])
    for name in ("price", "delta"):
        assert found[name][:2] == pytest.approx(columns[name][:2], rel=1e-3)
    problem = json.loads(ANSWERS[2])
    refused = caller.post("/v1/price", json={**by_path["/v1/price"], "vol": -0.2}).json()
    assert {**refused, "request_id": "..."} == problem
