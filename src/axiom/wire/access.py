"""Keys, clients, tokens and the audit log as they go over the wire."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from axiom.wire.base import WireModel

__all__ = [
    "LONGEST_NAME",
    "NAME_PATTERN",
    "AuditEntry",
    "AuditPage",
    "ClientAnswer",
    "ClientRequest",
    "ClientsPage",
    "JsonWebKey",
    "JsonWebKeySet",
    "KeyAnswer",
    "KeyRequest",
    "KeysPage",
    "NewClientAnswer",
    "NewKeyAnswer",
    "RotationRequest",
    "Scope",
    "SigningKeyAnswer",
    "TokenAnswer",
    "TokenRefusal",
]

Scope = Literal["read", "price", "trade", "admin"]
"""read: what is stored; price: to compute; trade: to write; admin: keys, audit, maintenance."""

NAME_PATTERN: Final = r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
"""Names of keys and clients: no control characters, no blanks at the ends."""
LONGEST_NAME: Final = 100
"""Characters of the longest name."""

_Name = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=NAME_PATTERN)
]
_Scopes = Annotated[tuple[Scope, ...], Field(min_length=1, max_length=4)]
_PerSecond = Annotated[float, Field(gt=0.0, le=1e6)]
_Burst = Annotated[int, Field(ge=1, le=1_000_000)]


class _Grant(WireModel):
    """What a key or client is to be given."""

    name: _Name
    """Who uses it, for people."""
    scopes: _Scopes
    """What it may do."""
    expires_at: AwareDatetime | None = None
    """Until when, with its zone; never where null."""
    requests_per_second: _PerSecond | None = None
    """Its own rate limit, requests a second; the service's where null."""
    burst: _Burst | None = None
    """How many requests may come at once; the service's where null."""


class KeyRequest(_Grant):
    """An API key to be made."""


class ClientRequest(_Grant):
    """An OAuth2 client to be made; its scopes are the most that its tokens may carry."""


class RotationRequest(WireModel):
    """A key to be replaced by a new one."""

    overlap_s: Annotated[float, Field(ge=0.0, le=2_592_000.0)] = 86_400.0
    """For how many seconds the old key goes on, at most 30 days."""


class _Kept(WireModel):
    """What is stored of a key or client."""

    name: str
    """Who uses it."""
    scopes: tuple[Scope, ...]
    """What it may do."""
    requests_per_second: float | None
    """Its own rate limit, requests a second."""
    burst: int | None
    """How many requests may come at once."""
    created_at: AwareDatetime
    """When it was made."""
    created_by: str
    """Who made it."""
    expires_at: AwareDatetime | None
    """Until when it holds."""
    revoked_at: AwareDatetime | None
    """Since when it holds no more."""


class KeyAnswer(_Kept):
    """An API key, of which the service knows a hash alone."""

    id: str
    """Its identifier."""
    prefix: str
    """The part of the key that it is looked up by."""
    last_used_at: AwareDatetime | None
    """When it was used last, to the hour."""


class NewKeyAnswer(KeyAnswer):
    """An API key that was just made."""

    key: str | None
    """The key; shown this once, and null where the answer is given again for the same
    Idempotency-Key."""


class ClientAnswer(_Kept):
    """An OAuth2 client, of whose secret the service knows a hash alone."""

    client_id: str
    """Its identifier."""


class NewClientAnswer(ClientAnswer):
    """An OAuth2 client that was just made, or whose secret was just replaced."""

    client_secret: str | None
    """The secret; shown this once, and null where the answer is given again for the same
    Idempotency-Key."""


class KeysPage(WireModel):
    """Some of the API keys, in the order in which they were made."""

    items: tuple[KeyAnswer, ...]
    """The keys."""
    next: str | None
    """Give it as `after` for the next page; null where there is none."""


class ClientsPage(WireModel):
    """Some of the OAuth2 clients, in the order in which they were made."""

    items: tuple[ClientAnswer, ...]
    """The clients."""
    next: str | None
    """Give it as `after` for the next page; null where there is none."""


class SigningKeyAnswer(WireModel):
    """A key that tokens are signed with."""

    id: str
    """The `kid` of its tokens."""
    algorithm: str
    """Of the signature."""
    created_at: AwareDatetime
    """When it was made."""
    signs_until: AwareDatetime
    """Until when it signs new tokens."""
    verifies_until: AwareDatetime
    """Until when its tokens are accepted."""


class AuditEntry(WireModel):
    """One write: who did what, and what came of it."""

    id: str
    """Its identifier."""
    time: AwareDatetime
    """When."""
    principal: str
    """Name of the key or client."""
    key_id: str
    """Identifier of the key or client."""
    action: str
    """Method and route, or the name of a command."""
    target: str
    """Identifier of what was written, where there is one."""
    status: int
    """HTTP status of the answer, or the exit code of a command."""
    request_id: str
    """Of the request."""
    address: str
    """Network address of the caller."""
    details: dict[str, Any]
    """Anything else, such as the hash of the request's body."""


class AuditPage(WireModel):
    """Some of the audit log, latest first."""

    items: tuple[AuditEntry, ...]
    """The entries."""
    next: str | None
    """Give it as `after` for the next page; null where there is none."""


class TokenAnswer(WireModel):
    """An access token, as RFC 6749, section 5.1, has it."""

    access_token: str
    """The token; give it as `Authorization: Bearer TOKEN`."""
    token_type: Literal["Bearer"] = Field(default="Bearer")
    """How it is given."""
    expires_in: int
    """Seconds for which it holds."""
    scope: str
    """What it may do, scopes separated by blanks."""


class TokenRefusal(WireModel):
    """Why there is no access token, as RFC 6749, section 5.2, has it."""

    error: Literal[
        "invalid_request",
        "invalid_client",
        "unsupported_grant_type",
        "invalid_scope",
    ]
    """Which kind of error."""
    error_description: str
    """What is wrong, for people."""


class JsonWebKey(WireModel):
    """A public key, as RFC 7517 and RFC 8037 have it."""

    kty: str
    """Kind of key."""
    crv: str
    """Its curve."""
    x: str
    """The key."""
    kid: str
    """Its identifier."""
    alg: str
    """Algorithm of its signatures."""
    use: str
    """What it is for."""


class JsonWebKeySet(WireModel):
    """The public keys of all tokens that are accepted now."""

    keys: tuple[JsonWebKey, ...]
    """The keys."""
