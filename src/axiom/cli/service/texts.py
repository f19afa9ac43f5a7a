"""The help of the commands that run and keep the service."""

from __future__ import annotations

from axiom.cli.texts import AS_WRITTEN

__all__ = ["MCP", "SERVE"]

MCP = f"""Offer the library's functions to agents over the Model Context Protocol.

Over standard input and output, or with --http at /mcp, where every caller brings a key. Without
--url a service runs in this process on a database of its own. Tools that store something are
offered with --allow-writes alone, and need a key of scope trade.

{AS_WRITTEN}Examples:
  axiom mcp
  axiom mcp --url https://axiom.example --key ax_...
  axiom mcp --http --port 8765 --allow-writes
"""

SERVE = f"""Serve every function of the library over HTTP and WebSocket.

The store is one SQLite file unless a URL says otherwise; its tables are made or brought up to date
first. Nobody gets in without a key: the first is made by axiom admin create-key on this machine.
More settings are read from the environment as AXIOM_NAME; the how-to on serving lists them.
SIGTERM lets requests, jobs and streams finish; a second Ctrl-C does not.

{AS_WRITTEN}Examples:
  axiom serve
  axiom serve --port 9000 --database-url postgresql://axiom@db/axiom --workers 4
  axiom serve --host 0.0.0.0 --tls-cert desk.pem --tls-key desk.key
"""
