"""Refusals and errors become problem documents."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from axiom.core.errors import (
    AxiomError,
    DataError,
    FitError,
    ImpliedVolError,
    InvalidArgumentError,
    LayoutError,
    MissingDependencyError,
)
from axiom.service.edge import kind_of
from axiom.service.edge.kinds import BY_STATUS
from axiom.service.edge.problems import PROBLEM_TYPE, handle_problems
from axiom.service.strict import StrictRoute
from axiom.wire import Problem, WireModel

ERRORS: list[tuple[AxiomError, int, str]] = [
    (InvalidArgumentError("strike=-1: give a number above 0"), 422, "invalid-argument"),
    (ImpliedVolError("price=0.1 is below intrinsic"), 422, "implied-vol"),
    (DataError("no quotes"), 422, "data"),
    (LayoutError("no column 'strike'"), 422, "layout"),
    (FitError("no expiry has 5 quotes"), 422, "fit"),
    (MissingDependencyError("clarabel is not installed"), 501, "missing-dependency"),
]


class Option(WireModel):
    strike: float
    name: str = ""


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    app.router.route_class = StrictRoute

    @app.post("/options")
    def post_option(option: Option) -> Option:
        return option

    @app.post("/bytes", openapi_extra={"requestBody": {"content": {"text/csv": {}}}})
    def post_bytes(body: bytes = Body(media_type="text/csv")) -> int:
        return len(body)

    @app.get("/errors/{number}")
    def get_error(number: int) -> None:
        raise ERRORS[number][0]

    @app.get("/refused")
    def get_refused() -> None:
        raise HTTPException(418, "a teapot", {"X-Kind": "short"})

    handle_problems(app)
    with TestClient(app) as client:
        yield client


def _problem(response: Any) -> Problem:
    assert response.headers["content-type"] == PROBLEM_TYPE
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    return problem


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_errors_of_the_library_keep_their_message(client: TestClient, number: int) -> None:
    error, status, name = ERRORS[number]
    problem = _problem(client.get(f"/errors/{number}"))
    assert (problem.status, problem.type) == (status, f"urn:axiom:problem:{name}")
    assert problem.detail == str(error)
    assert problem.instance == f"/errors/{number}"


def test_an_error_without_a_kind_of_its_own_is_internal() -> None:
    assert kind_of(AxiomError("unforeseen")) is BY_STATUS[500]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/options", 405)]
)
def test_what_no_route_takes(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert _problem(response).status == status
    assert ("allow" in response.headers) is (status == 405)


def test_refusals_keep_their_headers_and_statuses(client: TestClient) -> None:
    response = client.get("/refused")
    assert _problem(response).detail == "a teapot"
    assert response.headers["x-kind"] == "short"


@pytest.mark.parametrize(
    ("body", "status", "location"),
    [
        (b"{", 400, "body.1"),
        (b"{}", 422, "body.strike"),
        (b'{"strike": "x"}', 422, "body.strike"),
        (b'{"strike": NaN}', 400, "body.11"),
        (b'{"strike": 1e999}', 400, "body.11"),
        (b'{"strike": -Infinity}', 400, "body.12"),
        (b'{"strike": 1, "strikes": 2}', 422, "body.strikes"),
        (b'{"strike": 1, "name": "\\ud800"}', 400, "body.23"),
        (b"\xff\xfe", 400, "body.0"),
        (b"[]", 422, "body"),
    ],
)
def test_bodies_that_do_not_fit(
    client: TestClient, body: bytes, status: int, location: str
) -> None:
    response = client.post("/options", content=body, headers={"Content-Type": "application/json"})
    problem = _problem(response)
    assert problem.status == status
    assert [fault.location for fault in problem.errors] == [location]
    assert location in problem.detail


def test_the_input_is_not_repeated(client: TestClient) -> None:
    response = client.post("/options", json={"strike": "a-secret-key"})
    assert b"a-secret-key" not in response.content


def test_many_faults_are_counted_and_the_first_are_said(client: TestClient) -> None:
    problem = _problem(client.post("/options", json={f"field{i}": i for i in range(100)}))
    assert problem.detail.endswith("and 98 more")
    assert len(problem.errors) == 20


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "image/png; a=b"])
def test_another_content_type_is_named(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    problem = _problem(client.post("/options", content=b'{"strike": 1}', headers=headers))
    assert problem.status == 415
    assert content_type in problem.detail
    assert "application/json" in problem.detail


def test_a_path_that_is_no_text_is_answered(client: TestClient) -> None:
    assert _problem(client.get("/nowhere/%ff%00")).status == 404
