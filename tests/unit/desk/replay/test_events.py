from __future__ import annotations

import datetime as dt
import math

import pytest

from axiom.core.errors import DataError
from axiom.desk import Filled, Marked, Quoted
from axiom.desk.replay.events import KINDS, event_from_bytes, event_to_bytes

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)


def filled(**changes):
    given = {
        "time": NOON, "sequence": 7, "expiry": NOON + dt.timedelta(days=30), "strike": 105.0,
        "is_call": True, "quantity": -3.0, "price": 0.1 + 0.2, "value": 0.31,
        "market_mid": math.nan, "fee": 0.5, "rule": "queue",
    }  # fmt: skip
    return Filled(**{**given, **changes})


def test_events_are_read_back_bit_for_bit():
    event = filled(market_mid=0.32)
    assert event_from_bytes(event_to_bytes(event)) == event


def test_nan_is_null_and_back():
    payload = event_to_bytes(filled())
    assert b'"market_mid":null' in payload
    assert math.isnan(event_from_bytes(payload).market_mid)


def test_equal_events_have_equal_bytes():
    one = Marked(
        time=NOON, spot=1.0, pnl=0.0, cash=0.0, options=0.0, underlying_value=0.0, market_pnl=0.0,
        underlying=0.0, n_positions=0, fees=0.0, exposures={"vega": 2.0, "delta": 1.0},
    )  # fmt: skip
    payload = event_to_bytes(one)
    assert payload.index(b'"delta"') < payload.index(b'"vega"')
    assert event_to_bytes(event_from_bytes(payload)) == payload


def test_every_kind_is_known_by_its_name():
    assert KINDS["Quoted"] is Quoted
    assert all(name == kind.__name__ for name, kind in KINDS.items())


@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b'{"kind":"Nothing"}', b'{"time":"2024-03-01"}',
     b'{"kind":"Pulled","time":"noon","sequence":0,"reason":"x"}',
     b'{"kind":"Pulled","sequence":0,"time":"2024-03-01T12:00:00+00:00","other":1}'],
)  # fmt: skip
def test_what_is_no_event_is_refused(payload):
    with pytest.raises(DataError, match="no event of this version"):
        event_from_bytes(payload)
