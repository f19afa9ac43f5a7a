from __future__ import annotations

from dataclasses import replace

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.risk import Trade, explain, explain_days

from .planted_markets import DAY, NOW, PlantedSurface, state

START = PlantedSurface()
DAYS = [
    replace(START, valuation_time=NOW + i * DAY, spot=spot)
    for i, spot in enumerate((100.0, 101.0, 99.0, 99.5))
]


def test_intervals_follow_each_other():
    states = [state(one) for one in DAYS]
    found = explain_days(states)
    assert len(found.intervals) == 3
    again = explain(states[1], states[2])
    assert found.intervals[1].terms == again.terms
    table = found.to_frame()
    assert table["start"].to_list() == [one.valuation_time for one in DAYS[:-1]]
    assert found.totals["gamma"] == pytest.approx(table["gamma"].sum())
    whole = explain(states[0], states[-1])
    assert found.totals["profit"] == pytest.approx(whole.profit, rel=1e-9)
    assert found.median_residual_share == sorted(table["residual_share"])[1]


def test_the_median_of_an_even_number_is_between():
    found = explain_days([state(one) for one in DAYS[:3]])
    shares = found.to_frame()["residual_share"]
    assert found.median_residual_share == pytest.approx(shares.mean())


def test_trades_are_those_of_their_interval():
    rows = [{"expiry": None, "strike": None, "is_call": None, "quantity": 5.0, "multiplier": 1.0}]
    hedge = Trade(time=NOW + 1.5 * DAY, quantity=-5.0, price=100.0)
    states = [state(DAYS[0], rows), state(DAYS[1], rows), state(DAYS[2], rows=[])]
    found = explain_days(states, trades=[[], [hedge]])
    profits = [one.profit for one in found.intervals]
    assert profits == pytest.approx([5.0, 5.0 * (100.0 - 101.0)])


@pytest.mark.parametrize(
    ("count", "trades", "message"),
    [(1, None, "states has 1; give two or more"), (3, [[]], "trades has 1 sequences for 2")],
)
def test_what_does_not_fit_together_is_refused(count, trades, message):
    with pytest.raises(InvalidArgumentError, match=message):
        explain_days([state(one) for one in DAYS[:count]], trades=trades)
