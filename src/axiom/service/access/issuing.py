"""Keys and clients: made and replaced, within a unit of work."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from math import isfinite
from typing import Final, Generic, NamedTuple, TypeVar

from axiom.core.errors import InvalidArgumentError
from axiom.service.access.hashing import hash_secret
from axiom.service.access.keys import new_key, new_secret
from axiom.service.access.principal import SCOPES
from axiom.service.access.signing_keys import new_signing_key
from axiom.service.access.tokens import TokenTerms
from axiom.store import ClientRecord, KeyRecord, SigningKeyRecord, UnitOfWork
from axiom.wire.access import LONGEST_NAME, NAME_PATTERN

__all__ = [
    "Issued",
    "find_key",
    "issue_client",
    "issue_key",
    "renew_client",
    "rotate_key",
    "rotate_signing_key",
    "signing_key",
]

_LAST: Final = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)

R = TypeVar("R", KeyRecord, ClientRecord)


class Issued(NamedTuple, Generic[R]):
    """What is stored, and the secret, which is shown once and kept nowhere."""

    record: R
    secret: str


def issue_key(
    work: UnitOfWork,
    *,
    name: str,
    scopes: Iterable[str],
    created_by: str,
    expires_at: dt.datetime | None = None,
    requests_per_second: float | None = None,
    burst: int | None = None,
) -> Issued[KeyRecord]:
    """Make an API key.

    Parameters
    ----------
    work
        Unit of work that stores it.
    name
        Who is to use it, 1 to 100 characters.
    scopes
        What it may do, at least one.
    created_by
        Who makes it.
    expires_at
        Until when it holds, aware and in the future; for ever when None.
    requests_per_second, burst
        Its own rate limit, > 0, and how many requests may come at once, 1 or more; None: the
        service's.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    checked = _checked_scopes(name, scopes, expires_at, requests_per_second, burst)
    key = new_key()
    record = KeyRecord(
        name=name,
        prefix=key.prefix,
        hash=hash_secret(key.text),
        scopes=checked,
        requests_per_second=requests_per_second,
        burst=burst,
        expires_at=expires_at,
        created_by=created_by,
    )
    return Issued(work.keys.add(record), key.text)


def issue_client(
    work: UnitOfWork,
    *,
    name: str,
    scopes: Iterable[str],
    created_by: str,
    expires_at: dt.datetime | None = None,
    requests_per_second: float | None = None,
    burst: int | None = None,
) -> Issued[ClientRecord]:
    """Make an OAuth2 client; see `issue_key`.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    checked = _checked_scopes(name, scopes, expires_at, requests_per_second, burst)
    secret = new_secret()
    record = ClientRecord(
        name=name,
        secret_hash=hash_secret(secret),
        scopes=checked,
        requests_per_second=requests_per_second,
        burst=burst,
        expires_at=expires_at,
        created_by=created_by,
    )
    return Issued(work.clients.add(record), secret)


def find_key(work: UnitOfWork, text: str) -> KeyRecord:
    """Find an API key by its identifier or its prefix.

    Raises
    ------
    NotFoundError
        If there is none.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    return work.keys.by_prefix(text) or work.keys.get(text)


def rotate_key(
    work: UnitOfWork, identifier: str, *, overlap: dt.timedelta, created_by: str
) -> Issued[KeyRecord]:
    """Replace an API key by a new one with the same name, scopes, rate and expiry.

    Parameters
    ----------
    work
        Unit of work that stores both.
    identifier
        Of the old key.
    overlap
        For how long the old key goes on, unless it expires before.
    created_by
        Who does it.

    Raises
    ------
    NotFoundError
        If there is no such key.
    InvalidArgumentError
        If it was revoked or has expired.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    old, now = work.keys.get(identifier), dt.datetime.now(dt.UTC)
    _check_holds(old, now)
    issued = issue_key(
        work,
        name=old.name,
        scopes=old.scopes,
        created_by=created_by,
        expires_at=old.expires_at,
        requests_per_second=old.requests_per_second,
        burst=old.burst,
    )
    end = now + overlap
    work.keys.expire(old.id, at=end if old.expires_at is None else min(end, old.expires_at))
    return issued


def renew_client(work: UnitOfWork, identifier: str) -> Issued[ClientRecord]:
    """Give a client a new secret; the old one no longer gets tokens.

    Raises
    ------
    NotFoundError
        If there is no such client.
    InvalidArgumentError
        If it was revoked or has expired.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    _check_holds(work.clients.get(identifier), dt.datetime.now(dt.UTC))
    secret = new_secret()
    return Issued(work.clients.change_secret(identifier, hash_secret(secret)), secret)


def signing_key(work: UnitOfWork, *, terms: TokenTerms, signs: dt.timedelta) -> SigningKeyRecord:
    """Return the key that signs tokens now, a new one where there is none.

    Parameters
    ----------
    work
        Unit of work that stores it.
    terms
        Of tokens.
    signs
        For how long a new key signs.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    found = work.tokens.signing(at=dt.datetime.now(dt.UTC))
    return found or _add_signing_key(work, terms, signs)


def rotate_signing_key(
    work: UnitOfWork, *, terms: TokenTerms, signs: dt.timedelta, withdraw: bool = False
) -> SigningKeyRecord:
    """Sign tokens by a new key from now on.

    Parameters
    ----------
    work, terms, signs
        As for `signing_key`.
    withdraw
        Whether the tokens of the old keys are refused from now on, as after a theft; otherwise
        each holds until it expires.

    Notes
    -----
    Verified by tests/unit/service/access/test_issuing.py.
    """
    now = dt.datetime.now(dt.UTC)
    for old in work.tokens.valid(at=now):
        if withdraw:
            work.tokens.revoke(old.id, at=now)
        elif old.signs_until > now:
            work.tokens.retire(old.id, at=now, verifies_until=now + terms.lifetime)
    return _add_signing_key(work, terms, signs)


def _add_signing_key(work: UnitOfWork, terms: TokenTerms, signs: dt.timedelta) -> SigningKeyRecord:
    """Make and store a key that signs tokens."""
    record = new_signing_key(
        secret_key=terms.secret_key, signs=signs, token_lifetime=terms.lifetime
    )
    return work.tokens.add(record)


def _checked_scopes(
    name: str,
    scopes: Iterable[str],
    expires_at: dt.datetime | None,
    requests_per_second: float | None,
    burst: int | None,
) -> tuple[str, ...]:
    """Check what is to be given, and return the scopes in their own order."""
    given = set(scopes)
    unknown = sorted(given - set(SCOPES))
    if unknown or not given:
        what = f"scope {unknown[0]!r}" if unknown else "no scope"
        raise InvalidArgumentError(f"{what}: give one or more of {', '.join(SCOPES)}")
    if len(name) > LONGEST_NAME or re.fullmatch(NAME_PATTERN, name) is None:
        raise InvalidArgumentError(
            f"name={name[:LONGEST_NAME]!r}: give 1 to {LONGEST_NAME} characters, none of them "
            "control characters, without blanks at the ends"
        )
    if expires_at is not None and not dt.datetime.now(dt.UTC) < expires_at < _LAST:
        raise InvalidArgumentError(
            f"expires_at={expires_at.isoformat()}: give a time to come, before the year 9000"
        )
    if requests_per_second is not None and not (
        isfinite(requests_per_second) and requests_per_second > 0.0
    ):
        raise InvalidArgumentError(
            f"requests_per_second={requests_per_second}: give a number above 0"
        )
    if burst is not None and burst < 1:
        raise InvalidArgumentError(f"burst={burst}: give 1 or more")
    return tuple(scope for scope in SCOPES if scope in given)


def _check_holds(record: KeyRecord | ClientRecord, now: dt.datetime) -> None:
    """Refuse to replace what no longer holds."""
    expired = record.expires_at is not None and record.expires_at <= now
    if expired or record.revoked_at is not None:
        how = "was revoked" if record.revoked_at is not None else "has expired"
        raise InvalidArgumentError(f"{record.name!r} {how}: make a new one instead")
