"""Who may do what, and who did what: keys, clients, signing keys and the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from axiom.store.ids import new_id
from axiom.store.records.checks import check_names, check_times, utc_now

__all__ = ["AuditRecord", "ClientRecord", "KeyRecord", "SigningKeyRecord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """An API key, of which only a hash is kept.

    Parameters
    ----------
    name
        Who uses it, for people.
    prefix
        The part of the key that it is looked up by; unique.
    hash
        Argon2 hash of the whole key.
    scopes
        What it may do.
    requests_per_second, burst
        Its own rate limit and how many requests may come at once; None: the service's.
    created_at, expires_at, revoked_at, last_used_at
        Instants, aware; None where that has not happened.
    created_by
        Who made it.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    name: str
    prefix: str
    hash: str
    scopes: tuple[str, ...]
    requests_per_second: float | None = None
    burst: int | None = None
    created_at: dt.datetime = field(default_factory=utc_now)
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None
    created_by: str = ""
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "name", "prefix", "hash")
        check_times(self, "created_at", "expires_at", "revoked_at", "last_used_at")
        object.__setattr__(self, "scopes", tuple(self.scopes))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRecord:
    """An OAuth2 client that takes tokens by its credentials.

    Parameters
    ----------
    name
        Who it is, for people.
    secret_hash
        Argon2 hash of its secret.
    scopes
        The most that its tokens may carry.
    requests_per_second, burst
        Its own rate limit; None: the service's.
    created_at, expires_at, revoked_at
        Instants, aware; None where that has not happened.
    created_by
        Who made it.
    id
        Its ``client_id``; see `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    name: str
    secret_hash: str
    scopes: tuple[str, ...]
    requests_per_second: float | None = None
    burst: int | None = None
    created_at: dt.datetime = field(default_factory=utc_now)
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    created_by: str = ""
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "name", "secret_hash")
        check_times(self, "created_at", "expires_at", "revoked_at")
        object.__setattr__(self, "scopes", tuple(self.scopes))


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyRecord:
    """A key that tokens are signed with until it is rotated out.

    Parameters
    ----------
    algorithm
        Of the signature, such as ``EdDSA``.
    private_key, public_key
        In PEM.
    created_at
        When it was made, aware.
    signs_until
        Until when it signs new tokens, aware.
    verifies_until
        Until when its tokens are accepted, aware.
    revoked_at
        When it was withdrawn before that, aware.
    id
        The ``kid`` of its tokens; see `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    algorithm: str
    private_key: str = field(repr=False)
    public_key: str
    created_at: dt.datetime = field(default_factory=utc_now)
    signs_until: dt.datetime
    verifies_until: dt.datetime
    revoked_at: dt.datetime | None = None
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "algorithm", "private_key", "public_key")
        check_times(self, "created_at", "signs_until", "verifies_until", "revoked_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One write: who did what, from where, and what came of it.

    Parameters
    ----------
    time
        The instant, aware.
    principal
        Who.
    action
        What: method and route, or the name of a command.
    target
        On what: an identifier, where there is one.
    status
        HTTP status of the answer, or an exit code.
    key_id
        Of the key or client.
    request_id
        Of the request.
    address
        Network address of the caller.
    details
        Anything else, as a JSON object; never a secret.
    id
        See `axiom.store.new_id`.

    Raises
    ------
    InvalidArgumentError
        If a field is outside its domain.

    Notes
    -----
    Verified by tests/unit/store/test_access_records.py.
    """

    time: dt.datetime = field(default_factory=utc_now)
    principal: str
    action: str
    target: str = ""
    status: int
    key_id: str = ""
    request_id: str = ""
    address: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        """Check every field."""
        check_names(self, "principal", "action")
        check_times(self, "time")
