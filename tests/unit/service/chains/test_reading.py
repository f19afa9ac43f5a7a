from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.service.chains.reading import reading_arguments
from axiom.wire.chains import Reading


def test_what_is_not_given_is_left_to_the_library():
    assert reading_arguments(Reading()) == {"layout": "auto"}


def test_columns_and_dividends_are_read():
    found = reading_arguments(
        Reading(column=("bid=BestBid", "ask=a=b"), dividend=("2026-02-04=0.52",), spot=99.0)
    )
    assert found["columns"] == {"bid": "BestBid", "ask": "a=b"}
    assert found["dividends"].table.row(0) == (dt.date(2026, 2, 4), 0.52, 0.0)
    assert found["spot"] == 99.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"column": ("bid",)}, "write it as bid=BestBid"),
        ({"column": ("=BestBid",)}, "write it as bid=BestBid"),
        ({"dividend": ("soon=1",)}, "write it as 2026-02-04=0.52"),
        ({"dividend": ("2026-02-04",)}, "write it as 2026-02-04=0.52"),
        ({"dividend": ("2026-02-04=-1",)}, "amount"),
    ],
)
def test_what_is_written_otherwise_is_refused(given, message):
    with pytest.raises(InvalidArgumentError, match=message):
        reading_arguments(Reading.model_validate(given))
