"""How surfaces are judged: shares inside bid-ask, violations, and the limit of convexity."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import axiom
from benchmarks.harness import once
from benchmarks.left_out import share, turns_of
from benchmarks.linear_limit import expiry_limit
from benchmarks.surfaces import judge
from benchmarks.volatility_days import inside, out_of_the_money, prepared, spread_over
from tests.planted.quotes import World, plant
from tests.planted.shapes import Ssvi


@pytest.fixture(scope="module")
def day():
    return prepared(plant(Ssvi(), World(days=(28, 126)), seed=1).chain)


def truth_of(day, wrong=0.0):
    truth = Ssvi()
    return [
        lambda k, t=smile.years: truth.vol(k, t) + wrong * np.sin(60.0 * k)
        for smile in day.smiles()
    ]


def test_the_truth_is_inside_and_without_violations(day):
    verdict = judge(day.smiles(), truth_of(day))
    assert verdict.inside > 0.99 * verdict.quotes
    assert verdict.violations == 0


def test_a_wavy_smile_has_butterflies(day):
    verdict = judge(day.smiles(), truth_of(day, wrong=0.02))
    assert verdict.butterflies == 2
    assert verdict.inside < 0.5 * verdict.quotes


def test_smiles_in_the_wrong_order_cross(day):
    first, second = truth_of(day)
    verdict = judge(day.smiles(), [lambda k: 3.0 * first(k), second])
    assert verdict.calendars == 1


def test_smiles_hold_out_of_the_money_quotes_in_order(day):
    for smile in day.smiles():
        assert (np.diff(smile.log_moneyness) > 0.0).all()
        assert (smile.bid_vol <= smile.mid_vol).all()
        assert (smile.mid_vol <= smile.ask_vol).all()
    sizes = sum(smile.log_moneyness.size for smile in day.smiles())
    assert sizes <= out_of_the_money(day.quotes).height


def test_prices_inside_bid_and_ask_are_counted(day):
    quotes = day.quotes
    held = inside(quotes, quotes["mid_vol"].to_numpy())
    assert held[np.isfinite(quotes["mid_vol"].to_numpy())].all()
    assert not inside(quotes, quotes["ask_vol"].to_numpy() + 0.01).any()


def one_expiry(bid, ask):
    """Calls at three strikes, forward 100, undiscounted."""
    return pl.DataFrame(
        {
            "strike": [90.0, 100.0, 110.0],
            "is_call": [True] * 3,
            "bid": bid,
            "ask": ask,
            "forward": [100.0] * 3,
            "discount_factor": [1.0] * 3,
        }
    )


def test_convex_prices_hold_what_can_be_held():
    assert expiry_limit(one_expiry([11.0, 4.0, 1.0], [11.2, 4.2, 1.2])) == (3, 3)


def test_convex_prices_cannot_hold_a_butterfly():
    # The middle one is bid above what the others' asks are worth on average.
    assert expiry_limit(one_expiry([11.0, 6.4, 1.0], [11.2, 6.6, 1.2])) == (2, 3)


def test_convex_prices_on_a_planted_chain_hold_all(day):
    for _, quotes in day.quotes.group_by("expiry"):
        held, tried = expiry_limit(quotes)
        assert held == tried


def test_every_strike_has_one_turn_and_no_expiry_two_in_the_same(day):
    turns = turns_of(day.quotes, 3)
    assert turns.height == turns.select("expiry", "strike").unique().height
    assert turns.height == turns.select("expiry", "turn").unique().height
    assert turns["turn"].min() >= 0
    assert turns["turn"].max() < turns["n"].max()


def test_shares_and_days():
    assert share([(9, 10), (0, 5)]) == (60.0, 15)
    assert list(spread_over(range(20), 4)) == [0, 5, 10, 15]
    assert list(spread_over(range(3), 5)) == [0, 1, 2]


def test_once_gives_the_answer_and_its_time():
    answer, seconds = once(lambda: axiom.price(forward=1.0, strike=1.0, expiry=1.0, vol=0.2))
    assert answer == pytest.approx(0.0797, abs=1e-3)
    assert seconds > 0.0
