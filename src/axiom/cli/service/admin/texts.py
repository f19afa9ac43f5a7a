"""Help of `axiom admin`."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ADMIN",
    "AUDIT",
    "CREATE_CLIENT",
    "CREATE_KEY",
    "LIST_CLIENTS",
    "LIST_KEYS",
    "RENEW_CLIENT",
    "REVOKE_CLIENT",
    "REVOKE_KEY",
    "ROTATE_KEY",
    "ROTATE_KEYS",
]

ADMIN: Final = "Keys, clients and the audit log, on the machine of the database."
CREATE_KEY: Final = """\
Make an API key and show it, this once.

Scopes: read (what is stored), price (to compute), trade (to write), admin (keys, audit,
maintenance).

    axiom admin create-key --name desk --scope price --scope read
"""
LIST_KEYS: Final = "List API keys, without the keys themselves."
ROTATE_KEY: Final = "Replace an API key by a new one; the old one goes on for a while."
REVOKE_KEY: Final = "Revoke an API key: services refuse it within 30 seconds."
CREATE_CLIENT: Final = """\
Make an OAuth2 client and show its secret, this once.

    axiom admin create-client --name robot --scope price
"""
LIST_CLIENTS: Final = "List OAuth2 clients, without their secrets."
RENEW_CLIENT: Final = "Give an OAuth2 client a new secret; the old one gets no more tokens."
REVOKE_CLIENT: Final = "Revoke an OAuth2 client: services refuse its tokens within 30 seconds."
ROTATE_KEYS: Final = (
    "Sign tokens by a new key from now on; those signed before hold until they expire."
)
AUDIT: Final = "Show who wrote what, latest first."
