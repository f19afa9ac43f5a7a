"""The service: every function of the library over REST, WebSocket and MCP."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from axiom.service.app import create_app
from axiom.service.settings import ServiceSettings

if TYPE_CHECKING:
    from axiom.service.local import local_client

__all__ = ["ServiceSettings", "create_app", "local_client"]


def __getattr__(name: str) -> Any:
    # The client is loaded where it is used: a service that serves needs none.
    if name != "local_client":
        raise AttributeError(f"module 'axiom.service' has no attribute {name!r}")
    return importlib.import_module("axiom.service.local").local_client
