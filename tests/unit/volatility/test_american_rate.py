from __future__ import annotations

import pytest

from axiom.market import screen_quotes
from axiom.volatility import imply_forwards

from .american_quotes import BORROW, RATE, SCHEDULE, american_chain


def row(chain):
    forwards = imply_forwards(chain, screen_quotes(chain), accuracy="fast")
    return forwards.table.row(-1, named=True)


@pytest.mark.parametrize("dividends", [None, SCHEDULE])
def test_the_rate_is_found_through_early_exercise(dividends):
    last = row(american_chain(dividends=dividends, rate=None))
    assert last["rate"] == pytest.approx(RATE, abs=1e-3)
    assert 0.0 < last["rate_se"] < 2e-3
    if dividends is not None:
        assert last["borrow_rate"] == pytest.approx(BORROW, abs=2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_noise_is_in_the_error(seed):
    last = row(american_chain(dividends=SCHEDULE, rate=None, noise=0.5, seed=seed))
    assert abs(last["rate"] - RATE) < 3.0 * last["rate_se"]
    assert last["rate_se"] < 0.02


def test_a_given_rate_is_kept():
    last = row(american_chain(rate=0.025))
    assert (last["rate"], last["rate_se"]) == (pytest.approx(0.025), 0.0)
