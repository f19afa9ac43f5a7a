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
