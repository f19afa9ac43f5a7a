"""Keys that tokens are signed with: made, kept wrapped, rotated, published."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from jwt.algorithms import OKPAlgorithm

from axiom.core.errors import InvalidArgumentError, StoreError
from axiom.store import SigningKeyRecord

__all__ = ["ALGORITHM", "json_web_key", "new_signing_key", "private_key_of", "public_key_of"]

ALGORITHM: Final = "EdDSA"
"""Of every signature: Ed25519, RFC 8032 and RFC 8037."""


def new_signing_key(
    *, secret_key: str | None, signs: dt.timedelta, token_lifetime: dt.timedelta
) -> SigningKeyRecord:
    """Make a pair of keys.

    Parameters
    ----------
    secret_key
        Wraps the private key where it is stored; None leaves it readable to whoever reads the
        database.
    signs
        For how long it is to sign new tokens.
    token_lifetime
        Of a token; the last one is accepted for so long after that.

    Notes
    -----
    Verified by tests/unit/service/access/test_signing_keys.py.
    """
    private = Ed25519PrivateKey.generate()
    now = dt.datetime.now(dt.UTC)
    wrapping: KeySerializationEncryption = NoEncryption()
    if secret_key:
        wrapping = BestAvailableEncryption(secret_key.encode())
    return SigningKeyRecord(
        algorithm=ALGORITHM,
        private_key=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, wrapping).decode(),
        public_key=private.public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        created_at=now,
        signs_until=now + signs,
        verifies_until=now + signs + token_lifetime,
    )


@lru_cache(maxsize=4)
def private_key_of(private_pem: str, secret_key: str | None) -> Ed25519PrivateKey:
    """Unwrap a private key.

    Parameters
    ----------
    private_pem
        As it is stored.
    secret_key
        What it was wrapped with; None where it was not.

    Raises
    ------
    InvalidArgumentError
        If it was wrapped with another secret, or with one and none is given, or the other way.

    Notes
    -----
    Verified by tests/unit/service/access/test_signing_keys.py.
    """
    is_wrapped = "ENCRYPTED" in private_pem.partition("\n")[0]
    if is_wrapped and not secret_key:
        raise InvalidArgumentError(
            "the signing key is wrapped and AXIOM_SECRET_KEY is not set: set it to the secret "
            "that the key was made with, or rotate the keys"
        )
    password = secret_key.encode() if is_wrapped and secret_key else None
    try:
        private = load_pem_private_key(private_pem.encode(), password)
    except ValueError as error:
        raise InvalidArgumentError(
            "AXIOM_SECRET_KEY does not open the signing key: set it to the secret that the key was "
            "made with, or rotate the keys"
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise StoreError("the stored signing key is not one of Ed25519: rotate the keys")
    return private


def public_key_of(record: SigningKeyRecord) -> Ed25519PublicKey:
    """Read a public key.

    Raises
    ------
    StoreError
        If it is not one of Ed25519.
    """
    public = load_pem_public_key(record.public_key.encode())
    if record.algorithm != ALGORITHM or not isinstance(public, Ed25519PublicKey):
        raise StoreError(f"the signing key {record.id} is not one of Ed25519: rotate the keys")
    return public


def json_web_key(record: SigningKeyRecord) -> dict[str, Any]:
    """Write a public key as RFC 7517 and RFC 8037 have it.

    Notes
    -----
    Verified by tests/unit/service/access/test_signing_keys.py.
    """
    jwk = json.loads(OKPAlgorithm.to_jwk(public_key_of(record)))
    return {
        "kty": jwk["kty"],
        "crv": jwk["crv"],
        "x": jwk["x"],
        "kid": record.id,
        "alg": ALGORITHM,
        "use": "sig",
    }
