"""An application whose store holds a key of every scope, and keys that no longer hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from axiom.service import ServiceSettings, create_app
from axiom.service.access import SCOPES, hashing
from axiom.service.access.issuing import issue_key, rotate_key
from axiom.service.access.keys import new_key
from axiom.store import Store

MANY = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """An application, a client of it, and keys by what they are."""

    app: FastAPI
    client: TestClient
    keys: Mapping[str, str]

    def ask(self, key: str | None, method: str, path: str, **options: Any) -> Any:
        """Send a request with one of the keys, or without."""
        headers = dict(options.pop("headers", {}))
        if key is not None:
            headers["X-API-Key"] = self.keys[key]
        return self.client.request(method, path, headers=headers, **options)


def make_keys(store: Store) -> dict[str, str]:
    """Make a key of each scope, one that was revoked and one that has expired, all scopes each."""
    keys = {"unknown": new_key().text}
    with store.begin() as work:
        for scope in SCOPES:
            keys[scope] = issue_key(work, name=scope, scopes=[scope], created_by="test").secret
        revoked = issue_key(work, name="revoked", scopes=SCOPES, created_by="test")
        expired = issue_key(work, name="expired", scopes=SCOPES, created_by="test")
        work.keys.revoke(revoked.record.id, at=dt.datetime.now(dt.UTC))
        rotate_key(work, expired.record.id, overlap=dt.timedelta(), created_by="test")
    return {**keys, "revoked": revoked.secret, "expired": expired.secret}


@contextmanager
def keyed(database_url: str, **settings: Any) -> Iterator[Keyed]:
    """Run the application in this process on a database with tables."""
    with Store.open(database_url) as store:
        keys = make_keys(store)
    given = {"failed_keys_per_minute": MANY, **settings}
    app = create_app(ServiceSettings(database_url=database_url, **given))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Keyed(app=app, client=client, keys=keys)


@contextmanager
def quick_hashes() -> Iterator[None]:
    """Let hashes take microseconds, where thousands are checked."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_HASHER", quick)
        patch.setattr(hashing, "_OF_NOTHING", quick.hash("nothing"))
        yield
