"""Keys, clients and signing keys are revoked once; the audit log is read by time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from axiom.core.errors import NotFoundError
from axiom.store import new_id
from tests.unit.store.samples import NOW, STORED

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("name", ["keys", "clients", "tokens"])
def test_what_is_revoked_stays_revoked(store, name):
    record = STORED[name]
    with store.begin() as work:
        repository = getattr(work, name)
        repository.add(record)
        assert repository.revoke(record.id, at=NOW).revoked_at == NOW
        assert repository.revoke(record.id, at=NOW + DAY).revoked_at == NOW
        with pytest.raises(NotFoundError):
            repository.revoke("none", at=NOW)


def test_a_key_is_touched(store):
    key = STORED["keys"]
    with store.begin() as work:
        work.keys.add(key)
        work.keys.touch(key.id, at=NOW)
        assert work.keys.by_prefix(key.prefix) == replace(key, last_used_at=NOW)
        assert work.keys.by_prefix("none") is None


def test_the_newest_key_signs_and_older_ones_verify(store):
    old = STORED["tokens"]
    new = replace(old, id=new_id(), signs_until=NOW + 60 * DAY, verifies_until=NOW + 61 * DAY)
    with store.begin() as work:
        work.tokens.add_many([old, new])
        assert work.tokens.valid(at=NOW) == (new, old)
        assert work.tokens.signing(at=NOW) == new
        assert work.tokens.valid(at=NOW + 40 * DAY) == (new,)
        assert work.tokens.signing(at=NOW + 60 * DAY) is None
        work.tokens.revoke(new.id, at=NOW)
        assert work.tokens.signing(at=NOW) == old


def test_the_audit_log_is_read_by_time_and_principal(store):
    mine = STORED["audit"]
    others = replace(mine, id=new_id(), principal="agent")
    with store.begin() as work:
        work.audit.add(mine)
        work.audit.add_many([others])
        assert work.audit.between(NOW, NOW + DAY, principal="desk") == (mine,)
        assert work.audit.between(NOW, NOW + DAY) == (mine, others)
        assert work.audit.between(NOW - DAY, NOW) == ()


def test_the_audit_log_is_read_from_its_end(store):
    rows = [replace(STORED["audit"], id=new_id(), time=NOW + i * DAY) for i in (0, 1, 1, 2)]
    with store.begin() as work:
        work.audit.add_many(rows)
        first = work.audit.between(NOW, NOW + 9 * DAY, limit=2, newest_first=True)
        assert first == (rows[3], rows[2])
        after = (first[-1].time, first[-1].id)
        rest = work.audit.between(NOW, NOW + 9 * DAY, after=after, newest_first=True)
        assert rest == (rows[1], rows[0])


def test_what_is_replaced_is_changed_alone(store):
    key, client, signer = (STORED[name] for name in ("keys", "clients", "tokens"))
    with store.begin() as work:
        work.keys.add(key)
        work.clients.add(client)
        work.tokens.add(signer)
        assert work.keys.expire(key.id, at=NOW) == replace(key, expires_at=NOW)
        given = "another"
        changed = work.clients.change_secret(client.id, given)
        assert changed == replace(client, secret_hash=given)
        retired = work.tokens.retire(signer.id, at=NOW, verifies_until=NOW + DAY)
        assert retired == replace(signer, signs_until=NOW, verifies_until=NOW + DAY)
        with pytest.raises(NotFoundError):
            work.keys.expire("none", at=NOW)
        with pytest.raises(NotFoundError):
            work.clients.change_secret("none", given)
        with pytest.raises(NotFoundError):
            work.tokens.retire("none", at=NOW, verifies_until=NOW)
