from __future__ import annotations

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Trade

from .planted_markets import DAY, NEAR, NOW

OPTION = {"time": NOW, "expiry": NEAR, "strike": 95.0, "is_call": False, "quantity": 1, "price": 2}


def test_an_option_and_the_underlying():
    one = Trade(**OPTION)
    assert one.is_option
    assert (one.quantity, one.fee, one.multiplier) == (1.0, 0.0, 1.0)
    assert not Trade(time=NOW, quantity=-3.0, price=100.0).is_option


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantity": float("nan")}, "quantity"),
        ({"fee": float("inf")}, "fee"),
        ({"theo": float("nan")}, "theo"),
        ({"multiplier": 0.0}, "multiplier"),
        ({"strike": -1.0}, "strike"),
        ({"spot": 0.0}, "spot"),
        ({"is_call": 1}, "is_call=1: give True or False"),
        ({"exercise": "asian"}, "exercise='asian'"),
        ({"strike": None}, "the trade has expiry and is_call alone"),
        ({"time": NOW.replace(tzinfo=None)}, "time=.* has no time zone"),
        ({"expiry": NEAR.replace(tzinfo=None)}, "expiry=.* has no time zone"),
        ({"time": NEAR + DAY}, "is not before expiry"),
        ({"expiry": None, "strike": None, "is_call": None, "price": 0.0}, "price=0.0"),
    ],
)
def test_impossible_trades_are_refused(change, message):
    with pytest.raises(InvalidArgumentError, match=message):
        Trade(**OPTION | change)
