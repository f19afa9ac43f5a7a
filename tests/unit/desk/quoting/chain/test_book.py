from __future__ import annotations

import math

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk.quoting.chain.book import ChainBook
from axiom.risk import GREEK_NAMES

from .made import holdings, listing


def book(**changes):
    given = {"multiplier": 10.0, "positions": holdings(), "underlying": 7.0, "cash": 100.0}
    return ChainBook(listing(), **{**given, **changes})


def test_sums_are_those_of_all_rows():
    found, held, options = book(), holdings(), listing()
    rng = np.random.default_rng(1)
    figures = rng.standard_normal((17, held.size))
    smile = rng.standard_normal(held.size)
    bucket = rng.integers(0, 4, held.size)
    sums = found.sums(figures, smile, bucket, 4)
    by_greek = dict(zip(GREEK_NAMES, figures[1:] @ held * 10.0, strict=True))
    by_greek["delta"] += 7.0
    assert sums.greeks == pytest.approx(by_greek)
    assert sums.value == pytest.approx(figures[0] @ held * 10.0)
    assert sums.smile_delta == pytest.approx(smile @ held * 10.0 + 7.0)
    vega = figures[3] * held * 10.0
    for place in range(len(options.expiries)):
        assert sums.vega[place] == pytest.approx(vega[options.expiry == place].sum())
    for place in range(4):
        gamma = (figures[2] * held * 10.0)[bucket == place].sum()
        assert sums.gamma_by_bucket[place] == pytest.approx(gamma)
        assert sums.vega_by_bucket[place] == pytest.approx(vega[bucket == place].sum())


def test_trades_hedges_and_settlements_move_cash_and_positions():
    found, held = book(), holdings()
    found.trade(3, 2.0, 1.5, 0.25)
    found.hedge(-4.0, 50.0, 1.0)
    assert found.positions[3] == held[3] + 2.0
    assert (found.underlying, found.cash) == (3.0, 100.0 - 30.25 + 200.0 - 1.0)
    rows, options = slice(0, listing().first[1]), listing()
    sign = np.where(options.is_call[rows], 1.0, -1.0)
    payoff = np.maximum(sign * (3000.0 - options.strike[rows]), 0.0)
    cash = found.cash
    paid = found.settle(0, 3000.0)
    assert paid == pytest.approx(10.0 * (held[rows] + (np.arange(rows.stop) == 3) * 2.0) @ payoff)
    assert found.cash == cash + paid
    assert not found.positions[rows].any()
    assert found.positions[rows.stop :].tolist() == held[rows.stop :].tolist()


def test_sizes_count_contracts():
    held = holdings()
    assert book().sizes() == {
        "contracts": np.abs(held).sum(),
        "net_contracts": held.sum(),
        "position": np.abs(held).max(),
    }
    assert book(positions=None).sizes()["position"] == 0.0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("positions", [1.0]),
        ("positions", np.full(listing().size, math.nan)),
        ("underlying", math.nan),
        ("cash", math.inf),
        ("multiplier", 0.0),
    ],
)
def test_numbers_that_cannot_be_are_refused(field, value):
    with pytest.raises(InvalidArgumentError, match=field):
        book(**{field: value})
