from __future__ import annotations

import pytest
from starlette.requests import Request

from axiom.service.jobs.answers import prefers_job


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], False),
        (["respond-async"], True),
        (["Respond-Async; x=1, wait=10"], True),
        (["return=minimal", "wait=5, respond-async"], True),
        (["respond-asynchronously"], False),
        (["wait=respond-async"], False),
    ],
)
def test_a_job_is_preferred_where_the_header_says_so(values, expected):
    headers = [(b"prefer", value.encode()) for value in values]
    assert prefers_job(Request({"type": "http", "headers": headers})) is expected
