"""The service in the process of its caller: an application, a key, a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from fastapi import FastAPI

from axiom.client import AxiomClient
from axiom.service.access.issuing import issue_key
from axiom.service.app import create_app
from axiom.service.settings import ServiceSettings
from axiom.store import Store

__all__ = ["local_client", "local_service"]

SCOPES: Final = ("read", "price", "trade")
KEY_HOLDS: Final = dt.timedelta(days=7)


@contextmanager
def local_service(
    database_url: str | None = None, *, scopes: Sequence[str] = SCOPES, **settings: Any
) -> Iterator[tuple[FastAPI, str]]:
    """Make an application for this process, and a key for it.

    Parameters
    ----------
    database_url
        Database, brought to the present revision; one that is deleted at the end where None.
    scopes
        What the key may do.
    settings
        Of `ServiceSettings`.

    Yields
    ------
    tuple of FastAPI and str
        The application, which its user starts and stops, and the key, which holds until the end,
        and no longer than a week.

    Raises
    ------
    InvalidArgumentError
        If a scope or a setting is none.
    StoreError
        If the database cannot be opened.

    Notes
    -----
    Whoever can open the database can make keys for it, so nothing is given away here.

    Verified by tests/service/test_local.py.
    """
    with ExitStack() as closing:
        if database_url is None:
            folder = closing.enter_context(TemporaryDirectory(prefix="axiom-"))
            database_url = f"sqlite:///{Path(folder) / 'axiom.db'}"
        key_id, key = _make_key(database_url, scopes)
        try:
            yield create_app(ServiceSettings.read(database_url=database_url, **settings)), key
        finally:
            _revoke(database_url, key_id)


def local_client(
    database_url: str | None = None, *, scopes: Sequence[str] = SCOPES, **settings: Any
) -> AxiomClient:
    """Make a client of a service in this process, without a server or a key to look after.

    Parameters
    ----------
    database_url, scopes, settings
        As of `local_service`.

    Returns
    -------
    AxiomClient
        The client; the service stops when it is closed.

    Notes
    -----
    Verified by tests/service/test_local.py.

    Examples
    --------
    >>> from axiom.service import local_client
    >>> with local_client() as client:
    ...     round(client.price(spot=100.0, strike=105.0, expiry=0.5, vol=0.2, rate=0.03), 4)
    4.1783
    """
    with ExitStack() as opening:
        app, key = opening.enter_context(local_service(database_url, scopes=scopes, **settings))
        client = AxiomClient.in_process(app, key=key)
        client.when_closed(opening.pop_all().close)
    return client


def _make_key(database_url: str, scopes: Sequence[str]) -> tuple[str, str]:
    """Store a new key; give its identifier and its text."""
    store = Store.open(database_url, migrate=True)
    try:
        with store.begin() as work:
            issued = issue_key(
                work,
                name="local",
                scopes=scopes,
                created_by="local",
                expires_at=dt.datetime.now(dt.UTC) + KEY_HOLDS,
            )
        return issued.record.id, issued.secret
    finally:
        store.close()


def _revoke(database_url: str, key_id: str) -> None:
    """Let a key hold no longer."""
    store = Store.open(database_url)
    try:
        with store.begin() as work:
            work.keys.revoke(key_id, at=dt.datetime.now(dt.UTC))
    finally:
        store.close()
