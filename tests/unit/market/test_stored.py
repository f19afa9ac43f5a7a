from __future__ import annotations

import datetime as dt
import zlib

import polars as pl
import pytest

from axiom.core.errors import DataError
from axiom.market import Chain, DividendSchedule, chain_from_bytes, chain_to_bytes

EXPIRY = dt.datetime(2026, 3, 20, 20, tzinfo=dt.UTC)
CHAIN = Chain(
    underlying="SPX",
    valuation_time=dt.datetime(2026, 1, 5, 20, 0, 0, 123456, tzinfo=dt.UTC),
    quotes=pl.DataFrame(
        {
            "expiry": [EXPIRY, EXPIRY],
            "expiry_date": [EXPIRY.date()] * 2,
            "settlement": ["PM", "PM"],
            "strike": [100.0, 1.0 / 3.0],
            "is_call": [True, False],
            "bid": [0.1, None],
            "ask": [0.1 + 0.2, float("nan")],
        }
    ),
    spot=99.0,
    given_forwards=pl.DataFrame({"expiry": [EXPIRY], "forward": [100.5], "discount_factor": [0.9]}),
    exercise="american",
    rate=0.03,
    tick=0.05,
    dividends=DividendSchedule.from_rows([(dt.date(2026, 2, 4), 0.52)], source="file"),
    notes=("a note",),
    source="a file",
)


def test_a_chain_comes_back_bit_for_bit():
    again = chain_from_bytes(chain_to_bytes(CHAIN))
    assert again.quotes.equals(CHAIN.quotes)
    assert again.given_forwards is not None
    assert again.given_forwards.equals(CHAIN.given_forwards)
    assert again.dividends is not None
    assert again.dividends.table.equals(CHAIN.dividends.table)
    plain = ("underlying", "valuation_time", "spot", "exercise", "rate", "tick", "notes", "source")
    assert all(getattr(again, name) == getattr(CHAIN, name) for name in plain)
    assert chain_to_bytes(again) == chain_to_bytes(CHAIN)


def test_another_chain_has_other_bytes():
    assert chain_to_bytes(CHAIN) != chain_to_bytes(CHAIN.replace(spot=99.5))


def test_damage_is_found():
    content = chain_to_bytes(CHAIN)
    with pytest.raises(DataError, match="not the bytes of a chain"):
        chain_from_bytes(b"PAR1" + content)
    with pytest.raises(DataError, match="not the bytes of a chain"):
        chain_from_bytes(content[:-9])
    changed = zlib.decompress(content).replace(b'"spot":99.0', b'"spot":98.0')
    with pytest.raises(DataError, match="damaged"):
        chain_from_bytes(zlib.compress(changed))
