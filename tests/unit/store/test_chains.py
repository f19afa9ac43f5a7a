"""Chains and the blobs that hold their quotes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from axiom.core.errors import ConflictError
from axiom.store import new_id
from tests.unit.store.samples import BLOB, CHAIN, NOW, STORED


def test_bytes_are_stored_once_under_their_hash(store):
    with store.begin() as work:
        assert not work.blobs.has(BLOB.hash)
        for _ in range(2):
            assert work.blobs.put(BLOB.content, media_type=BLOB.media_type) == BLOB.hash
        assert work.blobs.has(BLOB.hash)
        assert work.blobs.get(BLOB.hash).content == BLOB.content


def test_the_latest_chain_is_that_of_the_latest_quotes(store):
    later = replace(CHAIN, id=new_id(), valuation_time=NOW + dt.timedelta(seconds=1))
    with store.begin() as work:
        work.blobs.add(BLOB)
        work.chains.add(later)
        work.chains.add(replace(CHAIN, id=new_id()))
        assert work.chains.latest("SPX") == later
        assert work.chains.latest("NDX") is None
        assert len(work.chains.page(underlying="SPX")) == 2


def test_a_chain_without_its_quotes_is_refused(store):
    with pytest.raises(ConflictError), store.begin() as work:
        work.chains.add(CHAIN)


def test_a_chain_is_found_by_its_content_and_deleted_without_its_bytes(store):
    with store.begin() as work:
        work.blobs.add(BLOB)
        assert work.chains.of_content(BLOB.hash) is None
        work.chains.add(CHAIN)
        assert work.chains.of_content(BLOB.hash) == CHAIN
        work.chains.remove(CHAIN.id)
        assert work.chains.find(CHAIN.id) is None
        assert work.blobs.has(BLOB.hash)


def test_a_chain_that_a_surface_was_fitted_to_stays(store):
    with store.begin() as work:
        work.blobs.add(BLOB)
        work.chains.add(CHAIN)
        work.surfaces.add(replace(STORED["surfaces"], chain_id=CHAIN.id))
    with pytest.raises(ConflictError), store.begin() as work:
        work.chains.remove(CHAIN.id)
    with store.begin(read_only=True) as work:
        assert work.chains.get(CHAIN.id) == CHAIN
