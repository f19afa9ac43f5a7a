"""What the OpenAPI document says of routes for columns."""

from fastapi import FastAPI
from pydantic import TypeAdapter

from axiom.service.pricing.batch_routes import router
from axiom.wire.arrow import ARROW


def test_both_types_are_described_without_dangling_references() -> None:
    app = FastAPI()
    app.include_router(router)
    operation = app.openapi()["paths"]["/v1/greeks/batch"]["post"]
    content = operation["requestBody"]["content"]
    assert set(content) == {"application/json", ARROW}
    schema = content["application/json"]["schema"]
    assert "$ref" not in str(schema)
    dividend = schema["properties"]["dividends"]["items"]["properties"]
    assert set(dividend) == {"time", "cash", "proportion"}
    assert set(operation["responses"]["200"]["content"]) == {"application/json", ARROW}
    names = {parameter["name"] for parameter in operation["parameters"]}
    assert {"exercise", "dividends", "only", "compression"} <= names
    assert TypeAdapter(dict).validate_python(operation["requestBody"])["required"] is True
