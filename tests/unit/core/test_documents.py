from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from typing import Literal

import pytest

from axiom.core.documents import from_document, to_document
from axiom.core.errors import InvalidArgumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    at: dt.datetime
    days: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    inner: Inner
    day: dt.date | None = None
    age: dt.timedelta | None = dt.timedelta(minutes=30)
    count: int = 3
    is_open: bool = False
    name: Literal["a", "b"] = "a"
    text: str = ""
    parts: tuple[float, ...] = (1.0,)
    pair: tuple[int, str] = (1, "x")
    either: float | str = "word"


WHOLE = Outer(
    inner=Inner(at=dt.datetime(2019, 5, 24, 20, tzinfo=dt.UTC)),
    day=dt.date(2019, 5, 24),
    age=dt.timedelta(seconds=1.5),
    parts=(0.1, -math.inf),
    either=2.5,
)


def test_documents_rebuild_what_they_were_made_of():
    text = json.dumps(to_document(WHOLE), allow_nan=False)
    assert from_document(Outer, json.loads(text), "outer") == WHOLE


def test_what_is_left_out_keeps_its_default():
    made = from_document(Outer, {"inner": {"at": "2019-05-24T20:00:00+00:00"}, "age": None}, "o")
    assert made.age is None
    assert made.parts == (1.0,)
    assert made.inner.days == math.inf


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"cout": 1}, r"outer has no setting 'cout': give some of inner, day, age, count"),
        ({}, "outer is incomplete: .*'inner'"),
        ([], r"outer is \[\]: give an object"),
        ({"inner": {"at": "noon"}}, "outer.inner.at is 'noon': give an ISO 8601 instant"),
        ({"count": 1.5}, "outer.count is 1.5: give a whole number"),
        ({"count": True}, "outer.count is True: give a whole number"),
        ({"is_open": 1}, "outer.is_open is 1: give true or false"),
        ({"name": "c"}, "outer.name is 'c': give one of 'a', 'b'"),
        ({"text": 5}, "outer.text is 5: give a text"),
        ({"parts": 5.0}, "outer.parts is 5.0: give a list"),
        ({"parts": [1, "x"]}, r"outer.parts\[1\] is 'x': give a number"),
        ({"pair": [1]}, "outer.pair has 1 values: give 2"),
        ({"age": "1h"}, "outer.age is '1h': give seconds"),
        ({"age": 1e300}, "outer.age is 1e\\+300: give seconds"),
        ({"day": "today"}, "outer.day is 'today': give an ISO 8601 date"),
        ({"either": None}, "outer.either is None: give a text"),
    ],
)
def test_what_is_wrong_is_named(values, message):
    with pytest.raises(InvalidArgumentError, match=message):
        from_document(Outer, values, "outer")
