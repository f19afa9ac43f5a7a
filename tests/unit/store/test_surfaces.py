"""Surfaces: the latest, the latest until an instant, and their history."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from axiom.store import new_id
from tests.unit.store.samples import NOW, STORED

SECOND = dt.timedelta(seconds=1)


def test_surfaces_are_found_by_time(store):
    sample = replace(STORED["surfaces"], chain_id=None)
    surfaces = [
        replace(sample, id=new_id(), valuation_time=NOW + i * SECOND, is_certified=i != 2)
        for i in range(3)
    ]
    with store.begin() as work:
        work.surfaces.add_many(surfaces[::-1])
    with store.begin(read_only=True) as work:
        assert work.surfaces.latest("SPX") == surfaces[2]
        assert work.surfaces.latest("SPX", certified=True) == surfaces[1]
        assert work.surfaces.latest("SPX", until=NOW) == surfaces[0]
        assert work.surfaces.latest("SPX", until=NOW - SECOND) is None
        assert work.surfaces.history("SPX") == tuple(surfaces)
        assert work.surfaces.history("SPX", start=NOW + SECOND, end=NOW + 2 * SECOND) == (
            surfaces[1],
        )
        after = (surfaces[0].valuation_time, surfaces[0].id)
        assert work.surfaces.history("SPX", after=after, limit=1) == (surfaces[1],)
        assert work.surfaces.page(underlying="NDX") == ()


def test_the_same_surface_is_found_again_and_the_latest_named(store):
    surface = replace(STORED["surfaces"], chain_id=None)
    with store.begin() as work:
        assert work.surfaces.like(surface) is None
        work.surfaces.add(surface)
        assert work.surfaces.like(replace(surface, id=new_id())) == surface
        assert work.surfaces.like(replace(surface, input_hash="other")) is None
        assert work.surfaces.latest_id(surface.underlying) == surface.id
        assert work.surfaces.latest_id("NONE") is None
