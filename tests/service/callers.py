"""Clients of the whole application in process, with keys that it made itself."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from axiom.service import ServiceSettings, create_app
from axiom.service.access import SCOPES, Scope
from axiom.service.access.issuing import issue_key
from axiom.store import Store


def service_caller(
    database_url: str, *, scopes: tuple[Scope, ...] = SCOPES, **settings: Any
) -> TestClient:
    """Return a client of an application on a database, with a key of some scopes.

    Used in a `with`: the application opens and closes with it.
    """
    with Store.open(database_url) as store, store.begin() as work:
        secret = issue_key(work, name="desk", scopes=scopes, created_by="tests").secret
    app = create_app(ServiceSettings(database_url=database_url, **settings))
    return TestClient(app, headers={"authorization": f"Bearer {secret}"})
