"""From settings to what tells who calls."""

import asyncio
import datetime as dt

import pytest

from axiom.core.errors import AuthenticationError
from axiom.service import ServiceSettings
from axiom.service.access import Access, Principal
from axiom.service.access.issuing import issue_key
from axiom.service.access.opening import open_access, signing_period, token_terms
from axiom.store import Store
from axiom.store.cache import MemoryCache


def test_settings_become_rates_and_terms(fresh_file: str) -> None:
    wrapping = "of the operator"
    settings = ServiceSettings(
        rate_per_second=2.0,
        rate_burst=3,
        secret_key=wrapping,
        token_minutes=5.0,
        signing_key_days=7.0,
        oauth_issuer="house",
        oauth_audience="desk",
    )
    assert wrapping not in repr(settings)
    terms = token_terms(settings)
    assert (terms.issuer, terms.audience) == ("house", "desk")
    assert terms.lifetime == dt.timedelta(minutes=5)
    assert terms.secret_key == wrapping
    assert signing_period(settings) == dt.timedelta(days=7)
    with Store.open(fresh_file) as store:
        access = open_access(settings, store)
        admission = access.admit(Principal(name="a", key_id="1", scopes=frozenset()))
        assert (admission.rate.per_second, admission.taken.remaining) == (2.0, 2)
        access.close()


def test_keys_of_the_store_get_in(store: Store) -> None:
    with store.begin() as work:
        issued = issue_key(work, name="desk", scopes=["read"], created_by="test")
    access = open_access(ServiceSettings(), store, MemoryCache())
    given = [(b"x-api-key", issued.secret.encode())]

    async def call(access: Access) -> Principal:
        return await access.authenticate(given, address="192.0.2.7")

    assert asyncio.run(call(access)).name == "desk"
    with store.begin() as work:
        work.keys.revoke(issued.record.id, at=dt.datetime.now(dt.UTC))
    assert asyncio.run(call(access)).name == "desk"
    access.forget(issued.record.id)
    with pytest.raises(AuthenticationError, match="was revoked"):
        asyncio.run(call(access))
    access.close()
    with store.begin(read_only=True) as work:
        assert work.keys.get(issued.record.id).last_used_at is not None
