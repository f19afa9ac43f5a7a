"""An application in this process, with a key, for tests of what every request passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from axiom.service import ServiceSettings, create_app
from axiom.service.access import SCOPES
from axiom.service.access.issuing import issue_key
from axiom.store import Store

Started = Callable[..., TestClient]


@pytest.fixture
def started(fresh_file: str) -> Iterator[Started]:
    """Start an application with settings and further routes; give a client with a key."""
    with Store.open(fresh_file) as store, store.begin() as work:
        key = issue_key(work, name="tests", scopes=SCOPES, created_by="tests").secret
    with ExitStack() as stack:

        def start(extend: Callable[[FastAPI], None] | None = None, **settings: Any) -> TestClient:
            app = create_app(ServiceSettings(database_url=fresh_file, **settings))
            if extend is not None:
                extend(app)
            headers = {"Authorization": f"Bearer {key}"}
            return stack.enter_context(TestClient(app, headers=headers))

        yield start
