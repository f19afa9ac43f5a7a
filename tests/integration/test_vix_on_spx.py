"""The VIX of the recorded SPX days by Cboe's rules, beside the published closes."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.market import read_chain
from axiom.volatility.analytics import vix
from benchmarks.data import SPX_DAY, SPX_MONTH
from benchmarks.vix_days import CLOSES, LEVELS, Day, measured, swap_of

from .recorded import recorded


@pytest.fixture(scope="module")
def days() -> list[Day]:
    for name in (SPX_MONTH, SPX_DAY, CLOSES, LEVELS):
        recorded(name)
    return list(measured(with_swaps=False))


def test_every_day_has_an_index_close_to_the_published_one(days: list[Day]) -> None:
    differences = np.abs([day.difference for day in days])
    assert len(days) == 21
    assert np.median(differences) <= 0.3
    assert differences.max() < 2.3


def test_what_is_off_was_recorded_before_the_close(days: list[Day]) -> None:
    spot = np.array([day.spot_off_pct for day in days])
    off = np.array([day.difference for day in days])
    assert np.corrcoef(spot, off)[0, 1] < -0.7
    at_the_close = np.abs(spot) < 0.05
    assert at_the_close.sum() >= 8
    assert np.median(np.abs(off[at_the_close])) < 0.1


def test_terms_are_those_of_the_rules(days: list[Day]) -> None:
    terms = {str(day.date): day.terms for day in days}
    assert terms["2019-04-30"] == "24PM 31PM"
    assert terms["2019-05-01"] == "30PM 37PM"
    # The third Friday of June settles in the morning.
    assert terms["2019-05-15"] == "30PM 37AM"
    assert terms["2019-05-24"] == "28AM 35PM"


def test_the_fitted_surface_says_the_same() -> None:
    chain = read_chain(recorded(SPX_DAY))
    assert swap_of(chain) == pytest.approx(vix(chain).value, abs=0.3)
