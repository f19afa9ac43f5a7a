from __future__ import annotations

import datetime as dt

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import settlement_instant
from axiom.risk import Book, resolve_contracts

from .markets import VALUATION, listed

FRIDAY = dt.date(2024, 6, 21)
LISTED = listed(
    (FRIDAY, "AM", settlement_instant(FRIDAY, "AM")),
    (FRIDAY, "PM", settlement_instant(FRIDAY, "PM")),
    (dt.date(2024, 6, 28), "PM", settlement_instant(dt.date(2024, 6, 28), "PM")),
)


def resolve(day, settlement=None, *, table=LISTED, name="SPX"):
    row = {"expiry": day, "strike": 5000.0, "is_call": True, "quantity": 1}
    book = Book.from_rows([{"underlying": name, "settlement": settlement, **row}])
    return resolve_contracts(book, underlying="SPX", valuation_time=VALUATION, listed=table)


def test_a_listed_date_takes_its_instant():
    options = resolve(dt.date(2024, 6, 28)).options
    assert options["expiry_instant"].item() == dt.datetime(2024, 6, 28, 20, 0, tzinfo=dt.UTC)
    assert options["is_listed"].item() is True
    assert options["years"].item() == pytest.approx((119 - 1 / 24) / 365, rel=1e-12)


def test_two_settlements_on_one_date_must_be_told_apart():
    with pytest.raises(InvalidArgumentError, match="say which in the column settlement"):
        resolve(FRIDAY)
    am, pm = (resolve(FRIDAY, side).options["years"].item() for side in ("AM", "PM"))
    assert pm - am == pytest.approx(6.5 / 24 / 365)


@pytest.mark.parametrize(
    ("settlement", "hour", "minute"), [(None, 20, 0), ("PM", 20, 0), ("AM", 13, 30)]
)
def test_an_unlisted_date_settles_by_the_clock_of_new_york(settlement, hour, minute):
    options = resolve(dt.date(2024, 6, 24), settlement).options
    at = dt.datetime(2024, 6, 24, hour, minute, tzinfo=dt.UTC)
    assert options["expiry_instant"].item() == at
    assert options["is_listed"].item() is False


def test_an_unlisted_date_settles_in_the_morning_where_all_do():
    mornings = LISTED.head(1)
    assert resolve(dt.date(2024, 6, 24), table=mornings).options["expiry_instant"].item() == (
        dt.datetime(2024, 6, 24, 13, 30, tzinfo=dt.UTC)
    )


def test_an_unlisted_date_keeps_the_utc_time_of_others():
    eight = listed((FRIDAY, "PM", dt.datetime(2024, 6, 21, 8, 0, tzinfo=dt.UTC)))
    options = resolve(dt.date(2024, 12, 27), table=eight).options
    assert options["expiry_instant"].item() == dt.datetime(2024, 12, 27, 8, 0, tzinfo=dt.UTC)


def test_without_a_listing_dates_settle_at_the_close():
    options = resolve(dt.date(2024, 12, 27), table=None).options
    assert options["expiry_instant"].item() == dt.datetime(2024, 12, 27, 21, 0, tzinfo=dt.UTC)


def test_expired_positions_are_set_aside():
    contracts = resolve(dt.date(2024, 3, 1))
    assert contracts.options.is_empty()
    assert contracts.expired["expiry"].to_list() == [dt.date(2024, 3, 1)]


def test_another_underlying_is_refused_and_case_does_not_matter():
    with pytest.raises(InvalidArgumentError, match="position 1 is on 'NDX', the chain on 'SPX'"):
        resolve(dt.date(2024, 6, 28), name="NDX")
    assert resolve(dt.date(2024, 6, 28), name="spx").options.height == 1
