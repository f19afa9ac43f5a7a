"""The commands of the guide to chains and surfaces over HTTP, one after the other."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

from tests.docs.sample_files import write_sample_files
from tests.service.callers import service_caller

GUIDE = Path(__file__).parents[2] / "docs/how-to/chains-and-surfaces-over-http.md"
COMMANDS = re.findall(r"```shell\n(curl.*?)\n```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def request_of(command, known, folder):
    """Read a command of curl as the arguments of a request."""
    words = shlex.split(command.replace("\\\n", " "))
    for name, value in known.items():
        words = [word.replace(f"${name}", value) for word in words]
    (url,) = (word for word in words if word.startswith("$AXIOM_URL"))
    pairs = list(pairwise(words))
    headers = dict(value.split(": ", 1) for flag, value in pairs if flag == "-H")
    del headers["Authorization"]
    bodies = [value for flag, value in pairs if flag in ("-d", "--data-binary")]
    body = bodies[0] if bodies else None
    if body is not None and body.startswith("@"):
        body = (folder / body[1:]).read_bytes()
    method = "GET" if body is None else "POST"
    return method, url.removeprefix("$AXIOM_URL"), headers, body


def test_every_command_is_answered(fresh_file, tmp_path):
    write_sample_files(tmp_path)
    known = {}
    with service_caller(fresh_file, job_threads=1) as client:
        for command in COMMANDS:
            method, url, headers, body = request_of(command, known, tmp_path)
            answer = client.request(method, url, headers=headers, content=body)
            assert answer.status_code in (200, 201, 202), (command, answer.text)
            if url.startswith("/v1/chains") and method == "POST":
                known["CHAIN"] = answer.json()["id"]
            elif answer.status_code == 202:
                known["JOB"] = answer.json()["id"]
            elif url == "/v1/surfaces":
                known["SURFACE"] = answer.json()["surface"]["id"]
    assert set(known) == {"CHAIN", "JOB", "SURFACE"}
    assert len(COMMANDS) > 10
