"""Requests for tokens: the client credentials grant of RFC 6749, section 4.4."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from axiom.service.access.principal import SCOPES, Scope
from axiom.wire.access import TokenRefusal

__all__ = ["FORM", "TokenRefusedError", "TokenRequest", "granted_scopes", "read_token_request"]

FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 16
_LONGEST: Final = 8192
_KNOWN: Final = ("grant_type", "scope", "client_id", "client_secret")


class TokenRefusedError(Exception):
    """There is no token.

    Parameters
    ----------
    refusal
        Why; what RFC 6749 answers.
    status
        HTTP status of the answer.
    """

    def __init__(self, refusal: TokenRefusal, *, status: int = 400) -> None:
        super().__init__(refusal.error_description)
        self.refusal = refusal
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """What a client asks for.

    Parameters
    ----------
    client_id, client_secret
        Its credentials.
    scope
        What the token is to do, scopes separated by blanks; None for all that the client may.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scope: str | None


def read_token_request(
    body: bytes, *, content_type: str, authorization: str | None
) -> TokenRequest:
    """Read a request for a token.

    Parameters
    ----------
    body
        The form.
    content_type, authorization
        Headers of the request; credentials may stand in the form or be given by HTTP Basic.

    Raises
    ------
    TokenRefusedError
        If it is no such request. The message never repeats a credential.

    Notes
    -----
    Verified by tests/unit/service/access/test_token_requests.py.
    """
    form = _read_form(body, content_type)
    if form.get("grant_type") is None:
        raise _invalid("grant_type is missing: give client_credentials")
    if form["grant_type"] != "client_credentials":
        raise TokenRefusedError(
            TokenRefusal(
                error="unsupported_grant_type",
                error_description="grant_type: give client_credentials",
            )
        )
    client_id, secret = _credentials(form, authorization)
    return TokenRequest(client_id=client_id, client_secret=secret, scope=form.get("scope"))


def granted_scopes(scope: str | None, allowed: frozenset[Scope]) -> tuple[Scope, ...]:
    """Return what a token may do.

    Parameters
    ----------
    scope
        What was asked for; None for all that is allowed.
    allowed
        What the client may.

    Raises
    ------
    TokenRefusedError
        If something was asked for that the client may not, or nothing.

    Notes
    -----
    Verified by tests/unit/service/access/test_token_requests.py.
    """
    asked = set(allowed) if scope is None else set(scope.split(" "))
    if not asked <= allowed:
        may = " ".join(known for known in SCOPES if known in allowed)
        raise TokenRefusedError(
            TokenRefusal(error="invalid_scope", error_description=f"the client may: {may}")
        )
    return tuple(known for known in SCOPES if known in asked)


def _read_form(body: bytes, content_type: str) -> dict[str, str]:
    """Read the fields of the form that this grant knows; each at most once."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise _invalid(f"send the request as {FORM}")
    if len(body) > _LONGEST:
        raise _invalid(f"the form exceeds {_LONGEST} bytes")
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(
            text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise _invalid("the form cannot be read: encode it as a browser does") from error
    names = [name for name, _ in pairs]
    for name in _KNOWN:
        if names.count(name) > 1:
            raise _invalid(f"{name} is given more than once: give it once")
    return {name: value for name, value in pairs if name in _KNOWN}


def _credentials(form: Mapping[str, str], authorization: str | None) -> tuple[str, str]:
    """Read the client's credentials, of the form or of HTTP Basic, not both."""
    in_form = "client_secret" in form
    if authorization is None:
        if not in_form or "client_id" not in form:
            raise _no_client("give client_id and client_secret in the form, or by HTTP Basic")
        return form["client_id"], form["client_secret"]
    if in_form:
        raise _invalid("client_secret stands in the form and in the header: give it once")
    scheme, _, encoded = authorization.partition(" ")
    try:
        client_id, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError as error:
        raise _no_client("the Authorization header cannot be read as HTTP Basic") from error
    if scheme.lower() != "basic" or not colon:
        raise _no_client("the Authorization header is not HTTP Basic")
    return unquote_plus(client_id), unquote_plus(secret)


def _invalid(description: str) -> TokenRefusedError:
    """Say that the request is none."""
    return TokenRefusedError(TokenRefusal(error="invalid_request", error_description=description))


def _no_client(description: str) -> TokenRefusedError:
    """Say that the client is not known."""
    refusal = TokenRefusal(error="invalid_client", error_description=description)
    return TokenRefusedError(refusal, status=401)
