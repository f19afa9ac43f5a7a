"""Where keys and tokens stand in the store."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from axiom.core.errors import AuthenticationError
from axiom.service.access import keys, sources
from axiom.service.access.issuing import (
    Issued,
    issue_client,
    issue_key,
    rotate_key,
    rotate_signing_key,
    signing_key,
)
from axiom.service.access.keys import new_key
from axiom.service.access.sources import check_client, find_source
from axiom.service.access.tokens import TokenTerms, issue_token
from axiom.store import ClientRecord, KeyRecord, Store

TERMS = TokenTerms(issuer="axiom", audience="axiom", lifetime=dt.timedelta(minutes=15))
SIGNS = dt.timedelta(days=30)
NO_TIME = dt.timedelta()


@pytest.fixture
def on_file(fresh_file: str) -> Iterator[Store]:
    with Store.open(fresh_file) as opened:
        yield opened


def _key(store: Store, **given: Any) -> Issued[KeyRecord]:
    with store.begin() as work:
        return issue_key(work, name="desk", scopes=["price"], created_by="test", **given)


def _client(store: Store, *scopes: str) -> Issued[ClientRecord]:
    with store.begin() as work:
        return issue_client(work, name="robot", scopes=scopes, created_by="test")


def _token(store: Store, client_id: str, *scopes: Any) -> str:
    with store.begin() as work:
        signer = signing_key(work, terms=TERMS, signs=SIGNS)
    return issue_token(signer, client_id=client_id, scopes=scopes, terms=TERMS)


def _find(store: Store, credential: str) -> Any:
    return find_source(credential, store=store, terms=TERMS)


def test_a_key_gives_what_is_stored(store: Store) -> None:
    issued = _key(store, requests_per_second=5.0, burst=9)
    grant = _find(store, issued.secret).grant()
    assert grant.seconds is None
    assert grant.principal.name == "desk"
    assert grant.principal.key_id == issued.record.id
    assert grant.principal.scopes == {"price"}
    assert (grant.principal.requests_per_second, grant.principal.burst) == (5.0, 9)


def test_its_use_is_noted_to_the_hour(store: Store) -> None:
    issued = _key(store)
    source = _find(store, issued.secret)
    source.note_use()
    with store.begin(read_only=True) as work:
        noted = work.keys.get(issued.record.id).last_used_at
    assert noted is not None
    source.note_use()
    with store.begin(read_only=True) as work:
        assert work.keys.get(issued.record.id).last_used_at == noted
    with store.begin() as work:
        work.keys.touch(issued.record.id, at=noted - dt.timedelta(hours=2))
    source.note_use()
    with store.begin(read_only=True) as work:
        assert work.keys.get(issued.record.id).last_used_at >= noted


def test_a_revoked_or_expired_key_gives_nothing(store: Store) -> None:
    revoked, expired, lasting = _key(store), _key(store), _key(store)
    found = _find(store, revoked.secret)
    with store.begin() as work:
        work.keys.revoke(revoked.record.id, at=dt.datetime.now(dt.UTC))
        rotate_key(work, expired.record.id, overlap=NO_TIME, created_by="test")
        rotate_key(work, lasting.record.id, overlap=dt.timedelta(hours=1), created_by="test")
    with pytest.raises(AuthenticationError, match="was revoked"):
        found.grant()
    with pytest.raises(AuthenticationError, match="has expired"):
        _find(store, expired.secret).grant()
    assert 3500.0 < _find(store, lasting.secret).grant().seconds <= 3600.0


@pytest.mark.parametrize("letter", "aB9")
def test_unknown_keys_and_wrong_secrets_get_the_same_answer(on_file: Store, letter: str) -> None:
    issued, other = _key(on_file), new_key().text
    forged = _with_prefix(other, issued.record.prefix)
    messages = set()
    for wrong in (other, forged):
        with pytest.raises(AuthenticationError) as refused:
            _find(on_file, wrong)
        messages.add(str(refused.value))
    assert len(messages) == 1
    with pytest.raises(AuthenticationError, match="mistyped"):
        _find(on_file, issued.secret[:-1] + letter * 2)


def _with_prefix(text: str, prefix: str) -> str:
    """Give a key another's prefix, and the checksum that fits."""
    return keys._checked(f"ax_{prefix}_{text.split('_')[2][:43]}")


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c.d", "Basic x", "'; DROP TABLE api_keys;"])
def test_other_text_is_neither(on_file: Store, text: str) -> None:
    with pytest.raises(AuthenticationError, match="neither an API key nor a token"):
        _find(on_file, text)


def test_a_token_gives_no_more_than_its_client_may_now(store: Store) -> None:
    client = _client(store, "read", "price").record
    source = _find(store, _token(store, client.id, "price"))
    grant = source.grant()
    assert grant.principal.scopes == {"price"}
    assert grant.principal.key_id == client.id
    assert 0.0 < grant.seconds <= 900.0
    with pytest.raises(AuthenticationError, match="may no longer"):
        _find(store, _token(store, client.id, "price", "admin")).grant()
    with pytest.raises(AuthenticationError, match="may no longer"):
        _find(store, _token(store, "nobody", "price")).grant()
    with store.begin() as work:
        work.clients.revoke(client.id, at=dt.datetime.now(dt.UTC))
    with pytest.raises(AuthenticationError, match="was revoked"):
        source.grant()


def test_tokens_outlive_a_rotation_but_no_withdrawal(store: Store) -> None:
    client = _client(store, "price").record
    token = _token(store, client.id, "price")
    source = _find(store, token)
    with store.begin() as work:
        rotate_signing_key(work, terms=TERMS, signs=SIGNS)
    assert _find(store, token).grant().principal.key_id == client.id
    with store.begin() as work:
        rotate_signing_key(work, terms=TERMS, signs=SIGNS, withdraw=True)
    with pytest.raises(AuthenticationError, match="signing key"):
        _find(store, token)
    with pytest.raises(AuthenticationError, match="was withdrawn"):
        source.grant()


def test_a_client_is_proven_by_its_secret(store: Store) -> None:
    client = _client(store, "price")
    grant = check_client(client.record.id, client.secret, store=store)
    assert grant.principal.scopes == {"price"}
    for client_id, secret in [
        (client.record.id, "wrong"),
        ("nobody", client.secret),
        ("a\0b", client.secret),
        ("' OR '1'='1", client.secret),
    ]:
        with pytest.raises(AuthenticationError, match="do not fit"):
            check_client(client_id, secret, store=store)


def _share_slower(first: Callable[[], None], second: Callable[[], None], rounds: int) -> float:
    """Time two calls by turns; return in which share of the rounds the first took longer."""
    slower = 0
    for number in range(rounds):
        times = {}
        for call in (first, second) if number % 2 else (second, first):
            start = time.thread_time_ns()
            call()
            times[call] = time.thread_time_ns() - start
        slower += times[first] > times[second]
    return slower / rounds


def test_time_does_not_tell_whether_a_prefix_is_known(
    on_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign test of 40 pairs: beyond 0.5 ± 0.375, once in a million by chance alone."""
    issued, unknown = _key(on_file), new_key().text
    forged = _with_prefix(unknown, issued.record.prefix)

    def refuse(text: str) -> Callable[[], None]:
        def call() -> None:
            with pytest.raises(AuthenticationError):
                _find(on_file, text)

        return call

    assert abs(_share_slower(refuse(forged), refuse(unknown), 40) - 0.5) <= 0.375
    # The same test sees a difference where there is one: nothing is hashed for unknown prefixes.
    hashed = sources.is_secret
    monkeypatch.setattr(
        sources, "is_secret", lambda text, stored: stored is not None and hashed(text, stored)
    )
    assert _share_slower(refuse(forged), refuse(unknown), 10) == 1.0
