"""Keys and clients, made and replaced."""

import datetime as dt
from typing import Any

import pytest

from axiom.core.errors import InvalidArgumentError, NotFoundError
from axiom.service.access.hashing import is_secret
from axiom.service.access.issuing import (
    find_key,
    issue_client,
    issue_key,
    renew_client,
    rotate_key,
    rotate_signing_key,
    signing_key,
)
from axiom.service.access.tokens import TokenTerms
from axiom.store import Store, new_id

TERMS = TokenTerms(issuer="axiom", audience="axiom", lifetime=dt.timedelta(minutes=15))
SIGNS = dt.timedelta(days=30)
HOUR = dt.timedelta(hours=1)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _key(store: Store, **given: Any) -> Any:
    asked = {"name": "desk", "scopes": ["price", "read"], "created_by": "test", **given}
    with store.begin() as work:
        return issue_key(work, **asked)


def test_a_key_is_stored_hashed(store: Store) -> None:
    issued = _key(store, expires_at=_now() + HOUR, requests_per_second=5.0, burst=9)
    with store.begin(read_only=True) as work:
        kept = work.keys.get(issued.record.id)
        assert find_key(work, kept.prefix) == find_key(work, kept.id) == kept
    assert kept.scopes == ("read", "price")
    assert (kept.requests_per_second, kept.burst, kept.created_by) == (5.0, 9, "test")
    assert is_secret(issued.secret, kept.hash)
    assert issued.secret.split("_")[2] not in repr(kept)


def test_a_client_is_stored_hashed_and_gets_a_new_secret(store: Store) -> None:
    with store.begin() as work:
        issued = issue_client(work, name="robot", scopes=["price"], created_by="test")
    with store.begin() as work:
        renewed = renew_client(work, issued.record.id)
    assert renewed.record.id == issued.record.id
    assert is_secret(issued.secret, issued.record.secret_hash)
    assert is_secret(renewed.secret, renewed.record.secret_hash)
    assert not is_secret(issued.secret, renewed.record.secret_hash)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"scopes": []}, "no scope: give one or more of read, price, trade, admin"),
        ({"scopes": ["read", "root"]}, "scope 'root'"),
        ({"name": ""}, "name=''"),
        ({"name": " desk"}, "name=' desk'"),
        ({"name": "a\0b"}, "name="),
        ({"name": "a\r\nX-Admin: 1"}, "name="),
        ({"name": "x" * 101}, "1 to 100 characters"),
        ({"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "give a time to come"),
        ({"expires_at": dt.datetime.max.replace(tzinfo=dt.UTC)}, "before the year 9000"),
        ({"requests_per_second": 0.0}, "requests_per_second=0.0"),
        ({"requests_per_second": float("nan")}, "requests_per_second=nan"),
        ({"requests_per_second": float("inf")}, "requests_per_second=inf"),
        ({"burst": 0}, "burst=0"),
    ],
)
def test_what_is_outside_its_domain_is_refused(
    fresh_file: str, given: dict[str, Any], message: str
) -> None:
    with Store.open(fresh_file) as store:
        with pytest.raises(InvalidArgumentError, match=message):
            _key(store, **given)
        with store.begin(read_only=True) as work:
            assert work.keys.page() == ()


@pytest.mark.parametrize("name", ["'; DROP TABLE api_keys; --", "%s", "{0}", "Bücher", "\u2603"])
def test_names_are_data_alone(store: Store, name: str) -> None:
    issued = _key(store, name=name)
    with store.begin(read_only=True) as work:
        assert [key.name for key in work.keys.page()] == [name]
        with pytest.raises(NotFoundError):
            find_key(work, f"{issued.record.prefix}' OR '1'='1")


def test_an_old_key_goes_on_beside_its_successor(store: Store) -> None:
    old = _key(store, requests_per_second=5.0)
    with store.begin() as work:
        new = rotate_key(work, old.record.id, overlap=HOUR, created_by="other")
    with store.begin(read_only=True) as work:
        kept = work.keys.get(old.record.id)
    assert kept.expires_at is not None
    assert dt.timedelta() < kept.expires_at - _now() <= HOUR
    assert new.record.scopes == old.record.scopes
    assert new.record.requests_per_second == 5.0
    assert new.record.expires_at is None
    assert new.secret != old.secret


def test_rotation_never_lengthens_the_old_key(store: Store) -> None:
    end = _now() + HOUR
    old = _key(store, expires_at=end)
    with store.begin() as work:
        new = rotate_key(work, old.record.id, overlap=24 * HOUR, created_by="other")
    with store.begin(read_only=True) as work:
        kept = work.keys.get(old.record.id)
    assert kept.expires_at == old.record.expires_at
    assert new.record.expires_at == old.record.expires_at


def test_what_no_longer_holds_is_not_replaced(store: Store) -> None:
    old = _key(store)
    with store.begin() as work:
        work.keys.revoke(old.record.id, at=_now())
    with store.begin() as work:
        with pytest.raises(InvalidArgumentError, match="was revoked: make a new one"):
            rotate_key(work, old.record.id, overlap=HOUR, created_by="other")
        with pytest.raises(NotFoundError):
            rotate_key(work, new_id(), overlap=HOUR, created_by="other")
        with pytest.raises(NotFoundError):
            renew_client(work, new_id())


def test_one_key_signs_until_it_is_rotated(store: Store) -> None:
    with store.begin() as work:
        first = signing_key(work, terms=TERMS, signs=SIGNS)
    with store.begin() as work:
        assert signing_key(work, terms=TERMS, signs=SIGNS) == first
        second = rotate_signing_key(work, terms=TERMS, signs=SIGNS)
    with store.begin() as work:
        assert signing_key(work, terms=TERMS, signs=SIGNS).id == second.id
        valid = {key.id: key for key in work.tokens.valid(at=_now())}
    assert set(valid) == {first.id, second.id}
    assert valid[first.id].verifies_until - valid[first.id].signs_until == TERMS.lifetime
    assert valid[first.id].signs_until <= _now()


def test_withdrawn_keys_verify_nothing(store: Store) -> None:
    with store.begin() as work:
        first = signing_key(work, terms=TERMS, signs=SIGNS)
        second = rotate_signing_key(work, terms=TERMS, signs=SIGNS, withdraw=True)
    with store.begin(read_only=True) as work:
        assert [key.id for key in work.tokens.valid(at=_now())] == [second.id]
        assert work.tokens.get(first.id).revoked_at is not None
