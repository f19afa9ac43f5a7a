from __future__ import annotations

import json
import pickle

import httpx
import pytest

from axiom.client.problems import error_of
from axiom.core import errors

PROBLEM = {
    "type": "urn:axiom:problem:invalid-argument",
    "title": "Invalid argument",
    "status": 422,
    "detail": "strike=-1.0: give a number above 0",
    "instance": "/v1/price",
    "request_id": "6f1c9d2e",
    "errors": [{"location": "body.strike", "message": "give a number above 0"}],
}


def refusal(status, body=b"", **headers):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_of(httpx.Response(status, content=content, headers=headers))


def test_a_problem_document_is_told_whole():
    error = refusal(422, PROBLEM)
    assert isinstance(error, errors.InvalidArgumentError)
    assert isinstance(error, errors.ServiceError)
    assert isinstance(error, ValueError)
    assert str(error) == error.detail == "strike=-1.0: give a number above 0"
    assert (error.status, error.kind, error.request_id) == (422, PROBLEM["type"], "6f1c9d2e")
    assert error.errors == tuple(PROBLEM["errors"])
    assert error.retry_after_s == 0.0


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (422, "implied-vol", errors.ImpliedVolError),
        (422, "data", errors.DataError),
        (422, "layout", errors.LayoutError),
        (422, "fit", errors.FitError),
        (422, "about-something-else", errors.InvalidArgumentError),
        (401, "unauthenticated", errors.AuthenticationError),
        (404, "not-found", errors.NotFoundError),
        (409, "conflict", errors.ConflictError),
        (403, "forbidden", errors.PermissionDeniedError),
        (429, "too-many-requests", errors.RateLimitError),
        (503, "unavailable", errors.ServiceUnavailableError),
        (500, "internal", errors.ServiceError),
        (418, "unheard-of", errors.ServiceError),
    ],
)
def test_the_error_is_the_one_that_the_library_raises(status, kind, expected):
    error = refusal(status, {**PROBLEM, "type": f"urn:axiom:problem:{kind}", "status": status})
    assert isinstance(error, expected)
    assert isinstance(error, errors.ServiceError)
    assert str(error) == PROBLEM["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "502 Bad Gateway: no explanation came"),
        (b"<html>\n upstream   down</html>", "502 Bad Gateway: <html> upstream down</html>"),
        (b"[1, 2]", "502 Bad Gateway: [1, 2]"),
        (b"\xff\xfe\x00", "502 Bad Gateway"),
        (b"x" * 5000, "x" * 200),
    ],
)
def test_an_answer_that_is_no_document_is_quoted_in_short(body, said):
    error = refusal(502, body, **{"X-Request-ID": "r1"})
    assert said in str(error)
    assert len(str(error)) < 250
    assert (error.status, error.kind, error.request_id) == (502, "about:blank", "r1")


def test_the_wait_that_is_asked_for_is_told():
    assert refusal(429, b"", **{"Retry-After": "3"}).retry_after_s == 3.0


def test_errors_survive_a_way_through_another_process():
    error = pickle.loads(pickle.dumps(refusal(422, PROBLEM)))  # noqa: S301
    assert isinstance(error, errors.RemoteInvalidArgumentError)
    assert (str(error), error.status, error.kind) == (PROBLEM["detail"], 422, PROBLEM["type"])
