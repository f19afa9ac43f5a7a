from __future__ import annotations

import datetime as dt
import enum
import json
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from axiom.core.plain import plain, rounded


class Colour(enum.IntEnum):
    RED = 0


@dataclass(frozen=True)
class Pair:
    left: object
    right: object


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("-inf"), None),
        (0.1, 0.1),
        (np.float64(0.25), 0.25),
        (np.int64(7), 7),
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        (pl.DataFrame({"a": [1, None]}), [{"a": 1}, {"a": None}]),
        (Colour.RED, "RED"),
        (dt.timedelta(minutes=2), 120.0),
        (dt.datetime(2024, 1, 2, 3, tzinfo=dt.UTC), "2024-01-02T03:00:00+00:00"),
        (
            Pair(left=(1,), right={"x": dt.date(2024, 1, 2)}),
            {"left": [1], "right": {"x": "2024-01-02"}},
        ),
        (None, None),
        (True, True),
    ],
)
def test_results_become_plain(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)
    json.dumps(found, allow_nan=False)


def test_numbers_are_rounded_to_significant_digits():
    assert rounded([123456.0, 0.00123456, 0.0, -1.5], 3) == [123000.0, 0.00123, 0.0, -1.5]
    assert rounded(np.array([[1.234], [5.678]]), 2) == [[1.2], [5.7]]
    assert np.isnan(rounded([np.nan], 3)[0])
