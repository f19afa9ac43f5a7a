"""An explain adds up: over its terms, over its positions, and over intervals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.risk import EXPLAIN_TERMS, Trade, explain
from tests.unit.risk.explain.planted_markets import (
    DAY,
    FAR,
    NEAR,
    NOW,
    SHORT,
    PlantedSurface,
    bumped,
    state,
)

START = PlantedSurface()
positions = st.lists(
    st.fixed_dictionaries(
        {
            "expiry": st.sampled_from([SHORT, NEAR, FAR]),
            "strike": st.sampled_from([70.0, 90.0, 97.5, 100.0, 103.0, 125.0]),
            "is_call": st.booleans(),
            "quantity": st.integers(-50, 50).map(float),
            "multiplier": st.sampled_from([1.0, 100.0]),
        }
    ),
    min_size=1,
    max_size=6,
)
markets = st.builds(
    lambda spot, rate, borrow, level, skew, days: replace(
        bumped(START, NEAR, level, skew, time=NOW + days * DAY),
        spot=spot, rate=rate, borrow=borrow, valuation_time=NOW + days * DAY,
    ),
    spot=st.floats(85.0, 115.0),
    rate=st.floats(-0.01, 0.08),
    borrow=st.floats(-0.02, 0.05),
    level=st.floats(-0.05, 0.1),
    skew=st.floats(-0.01, 0.01),
    days=st.sampled_from([0.0, 0.3, 1.0, 4.0]),
)  # fmt: skip
dynamics = st.sampled_from(["sticky_strike", "sticky_moneyness", 1.5])
prices = st.floats(0.01, 30.0)


@settings(max_examples=40, deadline=None)
@given(positions, markets, dynamics, st.sampled_from(["start", "ends", "path"]), prices)
def test_terms_and_residual_sum_to_the_profit(rows, after, follows, greeks, price):
    trade = Trade(
        time=NOW, expiry=NEAR, strike=97.5, is_call=True, quantity=-3.0, price=price, fee=0.7
    )
    found = explain(
        state(START, rows), state(after, rows=None), trades=[trade], dynamics=follows, greeks=greeks
    )
    told = sum(found.terms.values()) + found.residual
    scale = max(1.0, *(abs(one) for one in found.terms.values()))
    assert told == pytest.approx(found.profit, abs=1e-9 * scale)


@settings(max_examples=25, deadline=None)
@given(positions, positions, markets, dynamics)
def test_books_add_up(ours, theirs, after, follows):
    def told(rows):
        return explain(state(START, rows), state(after, rows=None), dynamics=follows)

    one, two, both = told(ours), told(theirs), told(ours + theirs)
    for name in EXPLAIN_TERMS:
        apart = one.terms[name] + two.terms[name]
        assert both.terms[name] == pytest.approx(apart, rel=1e-9, abs=1e-6)
    assert both.residual == pytest.approx(one.residual + two.residual, rel=1e-9, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(positions, markets)
def test_what_is_bought_at_its_value_earns_what_is_held(rows, after):
    """A position and a trade at the state's own instant and value have the same terms."""
    rows = list({(r["expiry"], r["strike"], r["is_call"]): r for r in rows}.values())
    held = explain(state(START, rows), state(after, rows=None))
    trades = []
    for row in rows:
        fields = {name: row[name] for name in ("expiry", "strike", "is_call", "multiplier")}
        if row["quantity"]:
            trades.append(
                Trade(time=NOW, quantity=row["quantity"], price=1.0, spot=100.0, **fields)
            )
    bought = explain(state(START, rows=None), state(after, rows=None), trades=trades)
    for name in EXPLAIN_TERMS:
        if name != "trades":
            assert bought.terms[name] == pytest.approx(held.terms[name], rel=1e-9, abs=1e-6), name
    edge = bought.profit - held.profit
    assert bought.terms["trades"] == pytest.approx(edge, rel=1e-9, abs=1e-6)
