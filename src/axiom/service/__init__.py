"""The service: every function of the library over REST, WebSocket and MCP."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from axiom.service.settings import ServiceSettings

if TYPE_CHECKING:
    from axiom.service.app import create_app
    from axiom.service.local import local_client

__all__ = ["ServiceSettings", "create_app", "local_client"]

# Loaded on first use: agents of a service elsewhere need no application, a service no client.
_HOMES = {"create_app": "axiom.service.app", "local_client": "axiom.service.local"}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'axiom.service' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)
