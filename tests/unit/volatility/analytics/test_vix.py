from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics import VixRules, variance_swap, vix

from .made import NOW, RATE, chain_of, flat, skewed

STRIKES = np.arange(20.0, 300.0, 0.25)
# Friday 1 March 2024; 29 March is a Friday, 5 April the next.
FRIDAYS = {
    dt.datetime(2024, 3, 29, 20, tzinfo=dt.UTC): "PM",
    dt.datetime(2024, 4, 5, 20, tzinfo=dt.UTC): "PM",
}


@pytest.mark.parametrize("vol", [0.1, 0.2, 0.6])
def test_of_a_flat_surface_it_is_the_vol(vol) -> None:
    found = vix(chain_of(flat(vol), FRIDAYS, STRIKES))
    # The sum over strikes misses the integral by the square of their relative distance.
    missed = (0.25 / 100.0) ** 2
    assert found.vol**2 * 30 / 365 == pytest.approx(vol**2 * 30 / 365, abs=missed)


def test_of_a_skewed_surface_it_is_the_variance_swap() -> None:
    surface = skewed()
    found = vix(chain_of(surface, FRIDAYS, STRIKES))
    assert found.near.vol == pytest.approx(
        variance_swap(surface, expiry=found.near.years).vol, abs=2e-3
    )
    assert found.near.forward == pytest.approx(surface.forward(found.near.years), rel=1e-6)


def test_terms_settle_to_the_minute() -> None:
    found = vix(chain_of(flat(), FRIDAYS, STRIKES))
    assert found.near.minutes == 28 * 1440 - 60  # daylight saving time has begun in between
    assert found.near.expiry_date == dt.date(2024, 3, 29)
    assert found.valuation_time == NOW


def test_of_a_monthly_date_the_morning_counts_and_of_others_the_close() -> None:
    dates = {
        dt.datetime(2024, 3, 29, 13, 30, tzinfo=dt.UTC): "AM",
        **FRIDAYS,
        dt.datetime(2024, 3, 27, 20, tzinfo=dt.UTC): "PM",
    }
    found = vix(chain_of(flat(), dates, STRIKES))
    assert (found.near.settlement, found.next.settlement) == ("PM", "PM")
    assert found.near.expiry_date == dt.date(2024, 3, 29)
    surface = flat()
    later = dt.datetime(2024, 3, 22, 20, tzinfo=dt.UTC)
    monthly = {
        dt.datetime(2024, 4, 19, 13, 30, tzinfo=dt.UTC): "AM",
        dt.datetime(2024, 4, 19, 20, tzinfo=dt.UTC): "PM",
        dt.datetime(2024, 4, 26, 20, tzinfo=dt.UTC): "PM",
    }
    chain = chain_of(surface, monthly, STRIKES).replace(valuation_time=later)
    assert vix(chain).near.settlement == "AM"
    every = vix(chain, rules=VixRules(fridays_only=False))
    assert every.near.settlement == "PM"


def test_on_wednesdays_the_terms_are_30_and_37_days_away() -> None:
    wednesday = dt.datetime(2024, 3, 6, 21, tzinfo=dt.UTC)
    dates = {
        dt.datetime(2024, 3, 29, 20, tzinfo=dt.UTC): "PM",
        dt.datetime(2024, 4, 5, 20, tzinfo=dt.UTC): "PM",
        dt.datetime(2024, 4, 12, 20, tzinfo=dt.UTC): "PM",
    }
    chain = chain_of(flat(), dates, STRIKES).replace(valuation_time=wednesday)
    found = vix(chain)
    days = [(one.expiry_date - wednesday.date()).days for one in (found.near, found.next)]
    assert days == [30, 37]


def test_the_thursday_before_a_holiday_stands_for_its_friday() -> None:
    dates = {
        dt.datetime(2024, 3, 28, 20, tzinfo=dt.UTC): "PM",
        dt.datetime(2024, 4, 5, 20, tzinfo=dt.UTC): "PM",
    }
    assert vix(chain_of(flat(), dates, STRIKES)).near.expiry_date == dt.date(2024, 3, 28)


def test_the_rate_is_given_called_or_implied() -> None:
    chain = chain_of(skewed(), FRIDAYS, STRIKES, half_spread=0.02)
    given = vix(chain)
    assert given.near.rate == RATE
    assert vix(chain, rate=lambda years: 0.01 + years).next.rate == pytest.approx(
        0.01 + given.next.years
    )
    implied = vix(chain.replace(rate=None))
    assert implied.near.rate == pytest.approx(RATE, abs=0.01)
    assert implied.value == pytest.approx(given.value, abs=0.02)
    with pytest.raises(InvalidArgumentError, match="rate"):
        vix(chain, rate=math.nan)


def test_quotes_without_two_sides_are_left_out_and_do_not_stop_the_sum() -> None:
    chain = chain_of(flat(), FRIDAYS, STRIKES)
    odd = (pl.col("strike") == 95.0) & ~pl.col("is_call")
    no_offer = chain.replace(
        quotes=chain.quotes.with_columns(ask=pl.when(odd).then(None).otherwise("ask"))
    )
    strikes = vix(no_offer).near.strikes["strike"]
    assert 95.0 not in strikes
    assert 94.75 in strikes
    assert vix(no_offer).value == pytest.approx(vix(chain).value, abs=0.02)


def test_chains_without_two_terms_are_refused() -> None:
    first = dict(list(FRIDAYS.items())[:1])
    with pytest.raises(DataError, match="no two weekly expiries 24 to 37 days"):
        vix(chain_of(flat(), first, STRIKES))
    far = {dt.datetime(2024, 6, 7, 20, tzinfo=dt.UTC): "PM", **first}
    with pytest.raises(DataError, match="2024-06-07"):
        vix(chain_of(flat(), far, STRIKES))


def test_terms_without_quotes_are_refused() -> None:
    chain = chain_of(flat(), FRIDAYS, STRIKES)
    calls = chain.replace(quotes=chain.quotes.filter("is_call"))
    with pytest.raises(DataError, match="a call and a put"):
        vix(calls)
    high = chain.replace(quotes=chain.quotes.filter(pl.col("strike") >= 104.0))
    with pytest.raises(DataError, match="at or below the forward"):
        vix(high)
    alone = chain.replace(quotes=chain.quotes.filter(pl.col("strike") == 100.0))
    with pytest.raises(DataError, match="1 strikes"):
        vix(alone)


@pytest.mark.parametrize("terms", [{"days": 0}, {"min_days": 40}, {"min_days": -1}])
def test_rules_that_nothing_satisfies_are_refused(terms) -> None:
    with pytest.raises(InvalidArgumentError, match="days"):
        VixRules(**terms)
