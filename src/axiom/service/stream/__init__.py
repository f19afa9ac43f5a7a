"""The stream: what is news, over WebSockets."""

from axiom.service.stream.hub import Hub
from axiom.service.stream.limits import CloseCode, StreamLimits, limits_of

__all__ = ["CloseCode", "Hub", "StreamLimits", "limits_of"]
