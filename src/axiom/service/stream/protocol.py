"""How uvicorn speaks WebSocket to readers of the stream."""

from __future__ import annotations

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from axiom.service.stream.limits import StreamLimits

__all__ = ["StreamProtocol", "websocket_options"]

_LAST_WORDS_S: Final = 5.0


class StreamProtocol(WebSocketsSansIOProtocol):
    """A connection that can be closed although its reader takes nothing.

    Notes
    -----
    What waits for the reader, and the reason after it, may be taken for five seconds more; then
    the connection is cut and its memory is free. Verified by tests/service/test_stream_readers.py.
    """

    async def send(self, message: Any) -> None:
        """Send what the application says."""
        is_close = message["type"] == "websocket.close" and self.handshake_complete
        if not is_close or self.writable.is_set() or self.close_sent or self.disconnected:
            await super().send(message)
            return
        self.stop_keepalive()
        self.close_sent = True
        self.conn.send_close(message.get("code", 1000), message.get("reason") or "")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.loop.call_later(_LAST_WORDS_S, self.transport.abort)

    def shutdown(self) -> None:
        """Tell the reader that the service restarts."""
        super().shutdown()
        self.loop.call_later(_LAST_WORDS_S, self.transport.abort)


def websocket_options(limits: StreamLimits) -> dict[str, Any]:
    """Give the options of `uvicorn.Config` for the stream.

    Messages are not compressed: each reader would need a state of its own, and the same message
    would be compressed as often as there are readers.
    """
    return {
        "ws": StreamProtocol,
        "ws_max_size": limits.message_bytes,
        "ws_per_message_deflate": False,
        "ws_ping_interval": limits.heartbeat_s,
        "ws_ping_timeout": 2.0 * limits.heartbeat_s,
    }
