from __future__ import annotations

import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.market import screen_quotes
from axiom.volatility import imply_forwards, screen_against_forwards
from tests.unit.volatility.test_forwards import make_chain


def checked(chain, **options) -> pl.DataFrame:
    screened = screen_quotes(chain)
    return screen_against_forwards(screened, imply_forwards(chain, screened), **options)


def changed(chain, strike, is_call, **values):
    here = (pl.col("strike") == strike) & (pl.col("is_call") == is_call)
    return chain.replace(
        quotes=chain.quotes.with_columns(
            pl.when(here).then(value).otherwise(name).alias(name) for name, value in values.items()
        )
    )


def reason(table, strike, is_call):
    row = table.filter((pl.col("strike") == strike) & (pl.col("is_call") == is_call))
    return row["reason"].to_list()


@pytest.fixture
def chain():
    return make_chain((90,))


def test_good_quotes_pass(chain):
    screened = screen_quotes(chain)
    table = checked(chain)
    assert table.equals(screened)


@pytest.mark.parametrize(("strike", "is_call"), [(3500.0, True), (6500.0, False)])
def test_an_ask_below_intrinsic(chain, strike, is_call):
    table = checked(changed(chain, strike, is_call, bid=1400.0, ask=1410.0))
    assert reason(table, strike, is_call) == ["BELOW_INTRINSIC"]


def test_a_mid_below_intrinsic_stays(chain):
    # worth 1,565: the spread spans it, the mid lies below
    table = checked(changed(chain, 3500.0, True, bid=1500.0, ask=1570.0))
    assert reason(table, 3500.0, True) == ["OK"]


@pytest.mark.parametrize(
    ("strike", "is_call", "bid"), [(3500.0, True, 5100.0), (3500.0, False, 3600.0)]
)
def test_a_bid_above_the_maximum(chain, strike, is_call, bid):
    table = checked(changed(chain, strike, is_call, bid=bid, ask=bid + 10.0))
    assert reason(table, strike, is_call) == ["ABOVE_MAXIMUM"]


@pytest.mark.parametrize(
    ("strike", "is_call", "bid"), [(4025.0, True, 1100.0), (5975.0, False, 1100.0)]
)
def test_the_option_in_the_money_is_off_parity(chain, strike, is_call, bid):
    table = checked(changed(chain, strike, is_call, bid=bid, ask=bid + 10.0))
    assert reason(table, strike, is_call) == ["OFF_PARITY"]
    assert reason(table, strike, not is_call) == ["OK"]


def test_early_exercise_is_no_breach_of_parity(chain):
    # A put at its exercise value of 975, by 40 above its European one, at 4 % for 90 days.
    dear = changed(chain, 5975.0, False, bid=974.9, ask=975.1)
    assert reason(checked(dear), 5975.0, False) == ["OFF_PARITY"]
    american = dear.replace(exercise="american", rate=0.04)
    assert reason(checked(american), 5975.0, False) == ["OK"]
    most = changed(chain, 6500.0, False, bid=6490.0, ask=6499.0)
    assert reason(checked(most), 6500.0, False) == ["ABOVE_MAXIMUM"]


def test_earlier_reasons_stay(chain):
    table = checked(changed(chain, 3500.0, True, bid=None, ask=1410.0))
    assert reason(table, 3500.0, True) == ["NO_BID"]


def test_bad_tolerance(chain):
    with pytest.raises(InvalidArgumentError, match="tolerance_se=-1"):
        checked(chain, tolerance_se=-1.0)
