"""The service: every function of the library over REST, WebSocket and MCP."""
