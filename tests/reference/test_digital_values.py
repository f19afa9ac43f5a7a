"""Published prices of digitals and touches."""

import math

import pytest

from axiom.kernels.closed_forms import (
    asset_or_nothing,
    cash_or_nothing,
    double_no_touch,
    no_touch,
    one_touch,
)
from tests.reference.closed_form_tables import DOUBLE_NO_TOUCHES

PRINTED = 1e-4
"""The books print four decimals, the last of which may be off by one."""


def test_cash_or_nothing():
    """Haug (1998), p. 88; 10 units of cash."""
    found = cash_or_nothing(
        spot=100.0,
        strike=80.0,
        expiry=0.75,
        vol=0.35,
        rate=0.06,
        dividend_yield=0.06,
        is_call=False,
    )
    assert 10.0 * found.price == pytest.approx(2.6710, abs=PRINTED)


def test_asset_or_nothing():
    """Haug (1998), p. 90."""
    found = asset_or_nothing(
        spot=70.0,
        strike=65.0,
        expiry=0.50,
        vol=0.27,
        rate=0.07,
        dividend_yield=0.05,
        is_call=False,
    )
    assert found.price == pytest.approx(20.2069, abs=PRINTED)


# Haug (1998), p. 95, cases 1, 2, 5, 6 (paid if touched) and 9, 10 (if not): 15 units of cash.
TOUCH = {"barrier": 100.0, "expiry": 0.5, "vol": 0.20, "rate": 0.10}


@pytest.mark.parametrize(
    ("is_up", "spot", "pays_at", "published"),
    [
        (False, 105.0, "hit", 9.7264),
        (True, 95.0, "hit", 11.6553),
        (False, 105.0, "expiry", 9.3604),
        (True, 95.0, "expiry", 11.2223),
    ],
)
def test_one_touch(is_up, spot, pays_at, published):
    found = one_touch(spot=spot, is_up=is_up, pays_at=pays_at, **TOUCH)
    assert 15.0 * found.price == pytest.approx(published, abs=PRINTED)


@pytest.mark.parametrize(
    ("is_up", "spot", "published"), [(False, 105.0, 4.9081), (True, 95.0, 3.0461)]
)
def test_no_touch(is_up, spot, published):
    found = no_touch(spot=spot, is_up=is_up, **TOUCH)
    assert 15.0 * found.price == pytest.approx(published, abs=PRINTED)


@pytest.mark.parametrize(
    ("is_down", "spot", "dividend_yield", "corrected"),
    [
        (True, 105.0, 0.00, 64.8426),
        (False, 95.0, 0.00, 77.7017),
        (True, 105.0, 0.01, 65.7811),
        (False, 95.0, 0.01, 76.8858),
    ],
)
def test_an_asset_paid_at_hit_is_the_barrier_in_cash(is_down, spot, dividend_yield, corrected):
    """Haug (1998), p. 95, cases 3 and 4, corrected: the book pays the cash of another row.

    At hit the asset is worth the barrier, so the price is 100 touches; the formulas of the book's
    own program agree with this, its printed table does not.
    """
    found = one_touch(spot=spot, is_up=not is_down, dividend_yield=dividend_yield, **TOUCH)
    assert 100.0 * found.price == pytest.approx(corrected, abs=PRINTED)


@pytest.mark.parametrize("pays_at", ["hit", "expiry"])
def test_a_touch_that_has_happened_pays_for_sure(pays_at):
    terms = TOUCH | {"spot": 105.0, "is_up": True}
    found = one_touch(**terms, pays_at=pays_at)
    assert found.price == pytest.approx(1.0 if pays_at == "hit" else math.exp(-0.05), rel=1e-15)
    assert no_touch(**terms).price == 0.0


@pytest.mark.parametrize("row", DOUBLE_NO_TOUCHES)
def test_double_no_touch(row):
    lower, upper, cash, spot, dividend_yield, rate, expiry, vol, published = row
    found = double_no_touch(
        spot=spot,
        lower=lower,
        upper=upper,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        greeks=False,
    )
    assert cash * found.price == pytest.approx(published, abs=PRINTED)
