"""Where keys and tokens stand in the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from axiom.core.errors import AuthenticationError
from axiom.service.access.hashing import is_secret
from axiom.service.access.keys import prefix_of
from axiom.service.access.principal import SCOPES, Principal, Scope
from axiom.service.access.proofs import Grant, Source
from axiom.service.access.tokens import Claims, TokenTerms, read_token
from axiom.store import ClientRecord, KeyRecord, Store

__all__ = ["KeySource", "TokenSource", "check_client", "find_source"]

_USE_NOTED_EVERY: Final = dt.timedelta(hours=1)


def find_source(credential: str, *, store: Store, terms: TokenTerms) -> Source:
    """Prove an API key or a token.

    Parameters
    ----------
    credential
        The key or token.
    store
        Where keys, clients and signing keys are.
    terms
        Issuer and audience of tokens.

    Raises
    ------
    AuthenticationError
        If it does not hold. Whether a key's prefix is known makes no difference, to the message
        nor to the time.

    Notes
    -----
    Verified by tests/unit/service/access/test_sources.py.
    """
    if credential.startswith("ax_"):
        return _find_key(credential, store)
    if credential.count(".") == 2:
        with store.begin(read_only=True) as work:
            claims = read_token(credential, find_key=work.tokens.find, terms=terms)
        return TokenSource(store=store, claims=claims)
    raise AuthenticationError("neither an API key nor a token: give it as it was shown")


def _find_key(text: str, store: Store) -> Source:
    """Prove an API key."""
    prefix = prefix_of(text)
    with store.begin(read_only=True) as work:
        record = work.keys.by_prefix(prefix)
    if not is_secret(text, None if record is None else record.hash) or record is None:
        raise AuthenticationError("the API key is not known here: ask for one")
    return KeySource(store=store, prefix=prefix, hash=record.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySource:
    """An API key that was proven.

    Parameters
    ----------
    store
        Where it is.
    prefix, hash
        What it was found by, and the hash that it has.

    Notes
    -----
    Verified by tests/unit/service/access/test_sources.py.
    """

    store: Store
    prefix: str
    hash: str

    def grant(self) -> Grant:
        """Read what the key gives now; see `Source.grant`."""
        with self.store.begin(read_only=True) as work:
            record = work.keys.by_prefix(self.prefix)
        if record is None or record.hash != self.hash:
            raise AuthenticationError("the API key is not known here: ask for one")
        return _grant(record, f"the API key {record.name!r}", record.scopes)

    def note_use(self) -> None:
        """Write when the key was last used, to the hour."""
        now = dt.datetime.now(dt.UTC)
        with self.store.begin(read_only=True) as work:
            record = work.keys.by_prefix(self.prefix)
        if record is not None and _is_long_ago(record.last_used_at, now):
            with self.store.begin() as work:
                work.keys.touch(record.id, at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSource:
    """A token that was proven.

    Parameters
    ----------
    store
        Where its client and its signing key are.
    claims
        What it says.

    Notes
    -----
    Verified by tests/unit/service/access/test_sources.py.
    """

    store: Store
    claims: Claims

    def grant(self) -> Grant:
        """Read what the token gives now; see `Source.grant`."""
        claims = self.claims
        with self.store.begin(read_only=True) as work:
            client = work.clients.find(claims.client_id)
            signer = work.tokens.find(claims.key_id)
        if signer is None or signer.revoked_at is not None:
            raise AuthenticationError("the token's signing key was withdrawn: take a new token")
        if client is None or not claims.scopes <= set(client.scopes):
            raise AuthenticationError("the token's client may no longer do this: take a new token")
        seconds = (claims.expires_at - dt.datetime.now(dt.UTC)).total_seconds()
        if seconds <= 0.0:
            raise AuthenticationError("the token has expired: take a new one")
        granted = _grant(client, f"the client {client.name!r}", claims.scopes)
        until = seconds if granted.seconds is None else min(seconds, granted.seconds)
        return Grant(principal=granted.principal, seconds=until)

    def note_use(self) -> None:
        """Write nothing: the use of tokens is not noted."""


def check_client(client_id: str, secret: str, *, store: Store) -> Grant:
    """Prove the credentials of a client.

    Parameters
    ----------
    client_id, secret
        Its credentials.
    store
        Where it is.

    Raises
    ------
    AuthenticationError
        If they do not hold; as with keys, a client that is not known takes the same time.

    Notes
    -----
    Verified by tests/unit/service/access/test_sources.py.
    """
    with store.begin(read_only=True) as work:
        record = None if "\0" in client_id else work.clients.find(client_id)
    if not is_secret(secret, None if record is None else record.secret_hash) or record is None:
        raise AuthenticationError("client and secret do not fit: give them as they were shown")
    return _grant(record, f"the client {record.name!r}", record.scopes)


def _grant(
    record: KeyRecord | ClientRecord, noun: str, scopes: tuple[str, ...] | frozenset[Scope]
) -> Grant:
    """Give what a key or client gives now, if anything."""
    seconds: float | None = None
    if record.revoked_at is not None:
        raise AuthenticationError(f"{noun} was revoked: ask for another")
    if record.expires_at is not None:
        seconds = (record.expires_at - dt.datetime.now(dt.UTC)).total_seconds()
        if seconds <= 0.0:
            raise AuthenticationError(f"{noun} has expired: ask for another")
    principal = Principal(
        name=record.name,
        key_id=record.id,
        scopes=frozenset(scope for scope in SCOPES if scope in scopes),
        requests_per_second=record.requests_per_second,
        burst=record.burst,
    )
    return Grant(principal=principal, seconds=seconds)


def _is_long_ago(instant: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether an instant is so long ago that the present one is worth writing."""
    return instant is None or now - instant > _USE_NOTED_EVERY
