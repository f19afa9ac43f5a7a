"""Requests made from the OpenAPI document: does the service keep to what it says of itself?

`python -m tests.service.conformance --examples 50 [--tag pricing]` is the long version of
tests/service/test_conformance.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from tests.service.running import RunningService

__all__ = ["check", "operations", "schema_of"]

# A schema cannot say that two arguments disagree, or that a surface has no such expiry: what fits
# the schema may be answered 422, and by what else the document declares.
_ANSWERS_TO_GOOD_REQUESTS = ["2xx", 400, 401, 403, 404, 406, 409, 413, 415, 422, 429]
_CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": _ANSWERS_TO_GOOD_REQUESTS}}}


def schema_of(service: RunningService) -> Any:
    """Read the document of a service."""
    return schemathesis.openapi.from_url(
        f"{service.url}/v1/openapi.json",
        headers=service.headers,
        config=SchemathesisConfig.from_dict(_CONFIG),
    )


def operations(schema: Any, tag: str | None = None) -> Iterator[Any]:
    """Give the operations of a tag; of all where None."""
    for result in schema.get_all_operations():
        operation = result.ok()
        if tag is None or tag in operation.definition.raw.get("tags", ()):
            yield operation


def check(operation: Any, service: RunningService, *, examples: int) -> None:
    """Send requests that fit the schema of an operation and some that do not; check the answers."""
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        _check(operation, service, mode, examples)


def _check(operation: Any, service: RunningService, mode: GenerationMode, examples: int) -> None:
    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case) -> None:
        case.call_and_validate(headers=service.headers, timeout=60.0)

    try:
        run()
    except Unsatisfiable:
        if mode is GenerationMode.POSITIVE:
            raise
        # An operation that takes nothing cannot be asked wrongly.


def main() -> None:
    """Check every operation with as many requests as asked for; exit 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--tag")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        service = RunningService(Path(folder), failed_keys_per_minute=1_000_000)
        try:
            failed = _failures(service, asked.tag, asked.examples)
        finally:
            service.stop()
    sys.exit(1 if failed else 0)


def _failures(service: RunningService, tag: str | None, examples: int) -> int:
    failed = 0
    for operation in operations(schema_of(service), tag):
        try:
            check(operation, service, examples=examples)
        except FailureGroup as error:
            failed += 1
            found = "\n".join(str(one) for one in error.exceptions)
            sys.stdout.write(f"{operation.label}: {found}\n\n")
        else:
            sys.stdout.write(f"{operation.label}: as it says\n")
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    main()
