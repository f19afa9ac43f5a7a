from __future__ import annotations

import sys

import pytest

from axiom.core.errors import InvalidArgumentError, MissingDependencyError
from axiom.market import CboeDelayedFeed, ConnectionRules, DeribitFeed
from axiom.market.feeds.connection import Backoff

RULES = ConnectionRules(first_wait_seconds=1.0, longest_wait_seconds=10.0, most_attempts=8)


def test_waits_double_up_to_the_longest_and_are_drawn_below():
    backoff = Backoff(RULES)
    waits = [backoff.failed() for _ in range(7)]
    for wait, full in zip(waits, (1, 2, 4, 8, 10, 10, 10), strict=True):
        assert 0.5 * full <= wait <= full
    assert backoff.failed() is None
    assert backoff.failures == 8


def test_success_begins_again():
    backoff = Backoff(RULES)
    for _ in range(5):
        backoff.failed()
    backoff.succeeded()
    assert backoff.failures == 0
    assert backoff.failed() <= 1.0


def test_a_seed_of_zero_is_a_seed():
    def waits(seed):
        backoff = Backoff(ConnectionRules(seed=seed))
        return [backoff.failed() for _ in range(4)]

    assert waits(0) == waits(0) != waits(1)


def test_many_failures_do_not_overflow():
    backoff = Backoff(ConnectionRules(most_attempts=5000))
    assert max(backoff.failed() for _ in range(4000)) <= 30.0


@pytest.mark.parametrize(
    ("module", "made"), [("websockets", DeribitFeed), ("httpx", CboeDelayedFeed)]
)
def test_a_missing_library_is_named_with_the_remedy(monkeypatch, module, made):
    for name in list(sys.modules):
        if name.split(".")[0] == module:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependencyError, match=rf"live feeds need {module}.*\[feeds\]"):
        made("BTC")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"silence_seconds": 0.0}, r"silence_seconds=0\.0: give a number above 0"),
        ({"first_wait_seconds": -1.0}, r"first_wait_seconds=-1\.0: give"),
        ({"longest_wait_seconds": 0.1}, r"longest_wait_seconds=0\.1: give a number of at least"),
        ({"most_attempts": 0}, "most_attempts=0: give a whole number"),
        ({"seed": 0.5}, r"seed=0\.5: give a whole number"),
    ],
)
def test_impossible_rules_are_refused(fields, message):
    with pytest.raises(InvalidArgumentError, match=message):
        ConnectionRules(**fields)
