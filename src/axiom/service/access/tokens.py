"""Access tokens: JSON Web Tokens that clients take for their credentials."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import jwt

from axiom.core.errors import AuthenticationError
from axiom.service.access.principal import SCOPES, Scope
from axiom.service.access.signing_keys import ALGORITHM, private_key_of, public_key_of
from axiom.store import SigningKeyRecord, new_id

__all__ = ["Claims", "TokenTerms", "issue_token", "read_token"]

_TYPE: Final = "at+jwt"
_REQUIRED: Final = ("iss", "aud", "sub", "client_id", "scope", "iat", "nbf", "exp", "jti")
_CLOCK_SLACK: Final = dt.timedelta(seconds=5)
"""By which a verifying machine's clock may be behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTerms:
    """What tokens of this service have in common.

    Parameters
    ----------
    issuer, audience
        Claims ``iss`` and ``aud``.
    lifetime
        From issue to expiry.
    secret_key
        What private keys are wrapped with where they are stored; None where they are not.
    """

    issuer: str
    audience: str
    lifetime: dt.timedelta
    secret_key: str | None = None

    def __repr__(self) -> str:
        """Show everything but the secret."""
        return f"TokenTerms(issuer={self.issuer!r}, audience={self.audience!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token that holds says.

    Parameters
    ----------
    client_id
        Whose token it is.
    scopes
        What it may do.
    expires_at
        Until when, aware.
    key_id
        Of the key that signed it.
    """

    client_id: str
    scopes: frozenset[Scope]
    expires_at: dt.datetime
    key_id: str


def issue_token(
    signer: SigningKeyRecord, *, client_id: str, scopes: Iterable[Scope], terms: TokenTerms
) -> str:
    """Sign a token.

    Parameters
    ----------
    signer
        The key.
    client_id
        Whose token it is.
    scopes
        What it may do.
    terms
        Issuer, audience and lifetime.

    Returns
    -------
    str
        A JWT of the type ``at+jwt``, RFC 9068.

    Notes
    -----
    Verified by tests/unit/service/access/test_tokens.py.
    """
    now = dt.datetime.now(dt.UTC)
    claims = {
        "iss": terms.issuer,
        "aud": terms.audience,
        "sub": client_id,
        "client_id": client_id,
        "scope": " ".join(scopes),
        "iat": now - _CLOCK_SLACK,
        "nbf": now - _CLOCK_SLACK,
        "exp": now + terms.lifetime,
        "jti": new_id(),
    }
    private = private_key_of(signer.private_key, terms.secret_key)
    headers = {"kid": signer.id, "typ": _TYPE}
    return jwt.encode(claims, private, algorithm=ALGORITHM, headers=headers)


def read_token(
    token: str, *, find_key: Callable[[str], SigningKeyRecord | None], terms: TokenTerms
) -> Claims:
    """Verify a token.

    Parameters
    ----------
    token
        The JWT.
    find_key
        Gives the key of an identifier.
    terms
        Issuer and audience.

    Raises
    ------
    AuthenticationError
        If it is none of this service, or is not valid now.

    Notes
    -----
    Only EdDSA is accepted, whatever the token's header says, and only a key of this service by its
    identifier: a header's own key or address of keys is never used.

    Verified by tests/unit/service/access/test_tokens.py.
    """
    try:
        header = jwt.get_unverified_header(token)
        key_id = _key_id(header)
        record = find_key(key_id)
        now = dt.datetime.now(dt.UTC)
        if record is None or record.revoked_at is not None or now >= record.verifies_until:
            raise AuthenticationError("the token's signing key is not known: take a new token")
        claims = jwt.decode(
            token,
            public_key_of(record),
            algorithms=[ALGORITHM],
            audience=terms.audience,
            issuer=terms.issuer,
            options={"require": list(_REQUIRED), "strict_aud": True},
        )
    except jwt.ExpiredSignatureError as error:
        raise AuthenticationError("the token has expired: take a new one") from error
    except jwt.InvalidTokenError as error:
        raise AuthenticationError("the token is not valid here: take a new one") from error
    return _claims(claims, key_id)


def _key_id(header: dict[str, Any]) -> str:
    """Check a token's header and return the identifier of its key."""
    key_id = header.get("kid")
    if (
        header.get("alg") != ALGORITHM
        or header.get("typ") != _TYPE
        or "crit" in header
        or not isinstance(key_id, str)
        or "\0" in key_id
    ):
        raise AuthenticationError(
            "the token is none of this service: take one from /v1/oauth/token"
        )
    return key_id


def _claims(claims: dict[str, Any], key_id: str) -> Claims:
    """Check the claims that are this service's own."""
    client_id, scope = claims["client_id"], claims["scope"]
    if not isinstance(client_id, str) or client_id != claims["sub"] or not isinstance(scope, str):
        raise AuthenticationError("the token's claims disagree: take a new token")
    scopes = scope.split()
    if not scopes or not set(scopes) <= set(SCOPES):
        raise AuthenticationError("the token's scope is not known: take a new token")
    return Claims(
        client_id=client_id,
        scopes=frozenset(known for known in SCOPES if known in scopes),
        expires_at=dt.datetime.fromtimestamp(claims["exp"], dt.UTC),
        key_id=key_id,
    )
