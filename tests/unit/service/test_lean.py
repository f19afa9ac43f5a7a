"""Routes that answer in microseconds."""

import json
import math

import numpy as np
import pytest
from fastapi import FastAPI
from starlette.responses import Response

from axiom.service import pricing
from axiom.service.access import scoped_router
from axiom.service.lean import LeanRoute, json_response
from axiom.wire import WireModel
from tests.unit.service.callers import caller_of


class Doubling(WireModel):
    number: float


router = scoped_router("price", route_class=LeanRoute)


@router.post("/double")
async def double(body: Doubling) -> Response:
    return json_response({"number": 2.0 * body.number})


def test_the_endpoint_gets_the_validated_body() -> None:
    answer = caller_of(router).post("/v1/double", json={"number": 0.1})
    assert (answer.status_code, answer.json()) == (200, {"number": 0.2})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"{", 400, "JSON"),
        (b"[]", 422, "body: Input should be an object"),
        (b'{"number": "x"}', 422, "body.number: Input should be a valid number"),
        (b'{"number": 1, "other": 2}', 422, "not permitted"),
        (b'{"number": NaN}', 422, "finite"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_as_by_other_routes(
    body: bytes, status: int, message: str
) -> None:
    answer = caller_of(router).post("/v1/double", content=body)
    assert answer.status_code == status
    assert message in answer.json()["detail"]


def test_a_body_of_another_type_is_refused() -> None:
    headers = {"Content-Type": "text/csv"}
    answer = caller_of(router).post("/v1/double", content=b'{"number": 1}', headers=headers)
    assert answer.status_code == 415


def test_the_openapi_document_describes_the_body() -> None:
    app = FastAPI()
    app.include_router(router)
    operation = app.openapi()["paths"]["/v1/double"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Doubling"}


def test_floats_keep_their_bits_and_infinities_become_null() -> None:
    values = [0.1, 1e-308, 5e-324, math.nextafter(1.0, 2.0), math.inf, math.nan]
    body = json.loads(bytes(json_response({"values": np.array(values)}).body))
    assert body["values"] == [*values[:4], None, None]


def test_lean_routes_are_reached_without_the_router_and_refuse_as_with_it() -> None:
    routed, direct = caller_of(router), caller_of(router, is_direct=True)
    for content in (b'{"number": 0.5}', b"{", b'{"number": "x"}', b'{"number": null}'):
        answers = [caller.post("/v1/double", content=content) for caller in (routed, direct)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].json() == answers[1].json()
    assert direct.get("/v1/double").status_code == 405
    assert direct.post("/v1/triple").status_code == 404
    refused = caller_of(router, scopes=("read",), is_direct=True)
    assert refused.post("/v1/double", content=b"{").status_code == 403


def test_the_librarys_errors_are_answered_without_the_router() -> None:
    direct = caller_of(*pricing.ROUTERS, is_direct=True)
    option = {"spot": 100, "strike": 100, "expiry": 1, "vol": -1}
    answer = direct.post("/v1/price", json=option)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "vol must not be negative, got -1.0"
