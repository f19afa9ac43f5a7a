from __future__ import annotations

import numpy as np
import pytest

from axiom import price
from axiom.volatility import ExerciseTerms
from axiom.volatility.live import QuoteFlag
from axiom.volatility.live.held import HeldQuotes
from axiom.volatility.live.parity import implied_forward
from axiom.volatility.live.vols import ExpiryMarket, vol_intervals

from .test_held import ONE, rows

STRIKE = np.array([80.0, 90.0, 95.0, 100.0, 105.0, 110.0, 120.0])
FORWARD, DISCOUNT, YEARS, SPOT = 101.0, 0.98, 0.5, 100.0


def market(terms=None, forward=FORWARD):
    return ExpiryMarket(
        years=YEARS, forward=forward, discount_factor=DISCOUNT, spot=SPOT, terms=terms
    )


def held(exercise="european", low=0.19, high=0.21):
    rate = -np.log(DISCOUNT) / YEARS
    given = {"spot": SPOT, "strike": STRIKE, "expiry": YEARS, "rate": rate}
    given["dividend_yield"] = rate - np.log(FORWARD / SPOT) / YEARS
    table = HeldQuotes.empty()
    for is_call in (False, True):
        bid, ask = (price(**given, vol=v, is_call=is_call, exercise=exercise) for v in (low, high))
        table, *_ = table.take(rows(STRIKE, bid, ask, 0, is_call=is_call), rhythm_seconds=60.0)
    return table


@pytest.mark.parametrize("exercise", ["european", "american"])
def test_vols_are_those_that_made_the_prices(exercise):
    table = held(exercise)
    terms = ExerciseTerms(exercise="american") if exercise == "american" else None
    found = vol_intervals(table, table.flags(time=0.0, **ONE), market(terms))
    assert (found.flags == QuoteFlag.OK).all()
    assert found.low == pytest.approx(0.19, abs=1e-5)
    assert found.high == pytest.approx(0.21, abs=1e-5)
    assert found.middle == pytest.approx(0.20, abs=1e-5)


def test_bids_without_a_vol_are_no_bounds_and_asks_without_one_are_flagged():
    bid, ask = [0.0, 0.5, 0.5, 20.0], [0.5, 0.8, 60.0, 21.0]
    table = HeldQuotes.empty()
    table, *_ = table.take(rows([90, 80, 100, 110], bid, ask, 0), rhythm_seconds=60.0)
    flags = table.flags(time=0.0, **ONE)
    found = vol_intervals(table, flags, market())
    by_strike = dict(zip(table.strike.tolist(), found.flags[1].tolist(), strict=True))
    assert by_strike == {
        80.0: QuoteFlag.BOUNDS,
        90.0: QuoteFlag.BOUNDS,
        100.0: QuoteFlag.WIDE_SPREAD,
        110.0: QuoteFlag.OK,
    }


@pytest.mark.parametrize("wrong", [0.99, 1.01])
def test_a_wrong_forward_is_implied_again(wrong):
    table, off = held(), market(forward=wrong * FORWARD)
    intervals = vol_intervals(table, table.flags(time=0.0, **ONE), off)
    found = implied_forward(table, intervals, off, parity_share=0.5)
    assert found == pytest.approx(FORWARD, rel=1e-9)


@pytest.mark.parametrize("wrong", [0.99, 1.01])
def test_american_pairs_imply_it_to_first_order(wrong):
    table, terms = held("american"), ExerciseTerms(exercise="american")
    flags, forward = table.flags(time=0.0, **ONE), wrong * FORWARD
    for _ in range(3):
        off = market(terms, forward=forward)
        found = implied_forward(table, vol_intervals(table, flags, off), off, parity_share=0.5)
        if found is None:
            break
        assert abs(found - FORWARD) < 0.25 * abs(forward - FORWARD)
        forward = found
    assert forward == pytest.approx(FORWARD, rel=2e-3)


def test_a_forward_within_the_bounds_stays():
    table = held()
    flags = table.flags(time=0.0, **ONE)
    near = market(forward=1.0005 * FORWARD)
    found = implied_forward(table, vol_intervals(table, flags, near), near, parity_share=0.5)
    assert found is None


def test_two_pairs_do_not_suffice():
    table = held()
    flags = table.flags(time=0.0, **ONE)
    flags[0, 2:] = QuoteFlag.OUTLIER
    off = market(forward=0.9 * FORWARD)
    found = implied_forward(table, vol_intervals(table, flags, off), off, parity_share=0.5)
    assert found is None
