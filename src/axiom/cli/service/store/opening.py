"""What the commands of `axiom store` share: the database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from axiom.cli.service.extra import needs_extra
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import store
else:
    store = LazyModule("axiom.store")

__all__ = ["URL_VARIABLE", "open_store"]

URL_VARIABLE = "AXIOM_DATABASE_URL"


def open_store(database_url: str | None, *, migrate: bool = False) -> store.Store:
    """Open the database of the command, of the environment, or the default one.

    Parameters
    ----------
    database_url
        Of the command; None where it was left out.
    migrate
        Whether to bring the tables to this release's revision.

    Returns
    -------
    Store
        To be closed by the caller.
    """
    with needs_extra("store"):
        url = database_url or os.environ.get(URL_VARIABLE) or store.DEFAULT_URL
        return store.Store.open(url, migrate=migrate)
