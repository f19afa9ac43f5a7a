"""Limits by instant, breaches resolved once, hedges settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from axiom.core.errors import ConflictError, InvalidArgumentError, NotFoundError
from axiom.store import new_id
from tests.unit.store.samples import LIMIT, NOW, STORED

HOUR = dt.timedelta(hours=1)


def test_the_latest_limits_that_have_begun_hold(store):
    later = replace(LIMIT, id=new_id(), valid_from=NOW + HOUR, limits={"vega": 1.0})
    with store.begin() as work:
        work.limits.add_many([later, LIMIT])
        assert work.limits.current("default", "SPX", at=NOW) == LIMIT
        assert work.limits.current("default", "SPX", at=NOW + HOUR) == later
        assert work.limits.current("default", "SPX", at=NOW - HOUR) is None
        assert work.limits.current("default", "*", at=NOW) is None
        assert len(work.limits.page(strategy="default", underlying="SPX")) == 2


def test_a_breach_is_resolved_once(store):
    breach = STORED["breaches"]
    with store.begin() as work:
        work.limits.add(LIMIT)
        work.breaches.add(breach)
        assert work.breaches.resolve(breach.id, at=NOW).resolved_at == NOW
        with pytest.raises(ConflictError, match="already"):
            work.breaches.resolve(breach.id, at=NOW)
        with pytest.raises(NotFoundError):
            work.breaches.resolve("none", at=NOW)
        assert len(work.breaches.page(strategy="default")) == 1


def test_a_hedge_is_settled(store):
    hedge = replace(STORED["hedges"], trade_id=None)
    with store.begin() as work:
        work.hedges.add(hedge)
        assert work.hedges.settle(hedge.id, status="sent").status == "sent"
        with pytest.raises(InvalidArgumentError, match="status"):
            work.hedges.settle(hedge.id, status="lost")
        with pytest.raises(NotFoundError):
            work.hedges.settle("none", status="done")
        assert [one.status for one in work.hedges.page(strategy="default")] == ["sent"]
