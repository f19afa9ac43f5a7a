from __future__ import annotations

import math

import httpx
import pytest

from axiom.client import Retries
from axiom.client.retries import retry_after_s
from axiom.core.errors import InvalidArgumentError

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"attempts": 0}, "attempts=0"),
        ({"attempts": 1.5}, "attempts=1.5"),
        ({"first_wait_s": -0.1}, "first_wait_s=-0.1"),
        ({"first_wait_s": 2.0, "longest_wait_s": 1.0}, "longest_wait_s=1.0"),
        ({"total_s": 0.0}, "total_s=0.0"),
        ({"total_s": math.inf}, "total_s=inf"),
        ({"longest_wait_s": math.nan}, "longest_wait_s=nan"),
    ],
)
def test_settings_outside_their_domain_are_refused(given, named):
    with pytest.raises(InvalidArgumentError, match=named):
        Retries(**given)


def test_waits_are_drawn_below_a_ceiling_that_doubles_up_to_the_longest():
    retries = Retries(first_wait_s=0.1, longest_wait_s=0.5)
    for failures, ceiling in ((1, 0.1), (2, 0.2), (3, 0.4), (4, 0.5), (50, 0.5)):
        waits = [retries.wait_s(failures, 0.0) for _ in range(2000)]
        assert 0.0 <= min(waits) < 0.05 * ceiling
        assert 0.95 * ceiling < max(waits) <= ceiling
        # The mean of 2000 even draws is within 0.1 of the middle by 15 standard deviations.
        assert sum(waits) / 2000 == pytest.approx(0.5 * ceiling, rel=0.2)


def test_no_wait_is_shorter_than_the_one_asked_for():
    assert Retries().wait_s(1, 7.5) == 7.5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": " 12 "}, 12.0),
        ({"Retry-After": "Tue, 14 Nov 2023 22:13:50 GMT"}, 30.0),
        ({"Retry-After": "Tue, 14 Nov 2023 22:13:10 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 0.0),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": ""}, 0.0),
        ({}, 0.0),
    ],
)
def test_the_wait_asked_for_is_read(header, seconds):
    assert retry_after_s(httpx.Response(503, headers=header), NOW) == seconds
