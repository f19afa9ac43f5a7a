"""Problem documents as they go over the wire."""

import json

import pytest
from pydantic import ValidationError

from axiom.wire import Fault, Problem

FIELDS = {
    "type": "urn:axiom:problem:invalid-argument",
    "title": "Invalid argument",
    "status": 422,
    "detail": "strike=-1: give a number above 0",
    "instance": "/v1/price",
    "request_id": "a1",
}


def test_it_comes_back_as_it_was_sent() -> None:
    fault = Fault(location="body.strike", message="Input should be greater than 0")
    problem = Problem(**FIELDS, errors=(fault,))
    assert Problem.model_validate_json(problem.model_dump_json()) == problem


def test_it_has_the_members_of_the_standard() -> None:
    sent = json.loads(Problem(**FIELDS).model_dump_json())
    assert {"type", "title", "status", "detail", "instance"} <= set(sent)


def test_a_member_that_is_missing_is_named() -> None:
    with pytest.raises(ValidationError, match="request_id"):
        Problem(**{name: value for name, value in FIELDS.items() if name != "request_id"})
