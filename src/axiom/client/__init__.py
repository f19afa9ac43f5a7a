"""The Python SDK of the service, sync and async; it sees only what goes over the wire."""
