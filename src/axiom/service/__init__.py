"""The service: every function of the library over REST, WebSocket and MCP."""

from axiom.service.app import create_app
from axiom.service.settings import ServiceSettings

__all__ = ["ServiceSettings", "create_app"]
