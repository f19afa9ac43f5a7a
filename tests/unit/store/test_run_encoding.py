"""Arguments written down and read back: the same to the last bit."""

from __future__ import annotations

import datetime as dt
import json
import math
import struct

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.instruments import Barrier
from axiom.kernels import Dividend
from axiom.market import Market, sample_chain
from axiom.models import Heston
from axiom.risk import Book, Position
from axiom.store.runs.encoding import decode, encode
from axiom.volatility.chain_fit.settings import ChainFitSettings


def _back(value):
    kept: dict[str, bytes] = {}

    def put(content: bytes, media_type: str) -> str:
        assert "/" in media_type
        kept[name := str(len(kept))] = content
        return name

    return decode(json.loads(json.dumps(encode(value, put), allow_nan=False)), kept.__getitem__)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        "text",
        (1, (2.5, "x")),
        {"a": {"b": (None,)}},
        dt.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
        dt.date(2026, 1, 2),
        dt.timedelta(days=-3, microseconds=1),
        Dividend(time=0.5, cash=1.25),
        Barrier(
            strike=100.0, expiry=1.0, is_call=True, barrier=80.0, is_up=False, is_knock_in=False
        ),
        Heston(
            initial_variance=0.04,
            mean_reversion=1.5,
            long_variance=0.05,
            vol_of_vol=0.4,
            correlation=-0.7,
        ),
        Market(spot=100.0, rate=0.02),
        ChainFitSettings(curve="svi"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_come_back_equal(value):
    assert _back(value) == value


@pytest.mark.parametrize("value", [-0.0, 5e-324, 0.1, math.inf, -math.inf, math.nan, np.float64(2)])
def test_floats_come_back_to_the_last_bit(value):
    assert struct.pack("d", _back(value)) == struct.pack("d", value)


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "?"])
def test_arrays_come_back_to_the_last_bit(dtype):
    given = np.array([[0, 1, 2], [3, 4, 5]]).astype(dtype)
    found = _back(given)
    assert (found.dtype, found.shape, found.tobytes()) == (
        given.dtype,
        given.shape,
        given.tobytes(),
    )


def test_tables_books_and_chains_come_back():
    book = Book.from_rows([Position(underlying="SPX", quantity=3.0)])
    assert _back(book).positions.equals(book.positions)
    frame = pl.DataFrame({"x": [1.5, None]})
    assert _back(frame).equals(frame)
    chain = sample_chain()
    found = _back(chain)
    assert found.quotes.equals(chain.quotes)
    assert found.valuation_time == chain.valuation_time


@pytest.mark.parametrize("value", [object(), {1: 2}, {"$x": 1}, np.array([object()]), 1j])
def test_what_cannot_be_kept_is_refused(value):
    with pytest.raises((InvalidArgumentError, ValueError)):
        _back(value)


@pytest.mark.parametrize(
    "document",
    [
        {"$pickle": "x"},
        {"$object": "os.system", "fields": {}},
        {"$object": "axiom.models.import_module", "fields": {}},
        {"$object": "axiom.market.read_chain", "fields": {}},
    ],
)
def test_a_document_can_name_nothing_but_public_dataclasses(document):
    with pytest.raises(DataError):
        decode(document, {}.__getitem__)
