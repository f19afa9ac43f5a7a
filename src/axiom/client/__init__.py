"""The Python SDK of the service, sync and async; it sees only what goes over the wire."""

from __future__ import annotations

from importlib.util import find_spec

from axiom.core.errors import MissingDependencyError

if absent := [name for name in ("httpx", "pydantic", "websockets") if find_spec(name) is None]:
    raise MissingDependencyError(
        f"the client needs {', '.join(absent)}: pip install 'axiom-quant[client]'"
    )

from axiom.client.client import AsyncAxiomClient, AxiomClient
from axiom.client.retries import Retries

__all__ = ["AsyncAxiomClient", "AxiomClient", "Retries"]
