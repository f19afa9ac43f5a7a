from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.volatility.live import FilterState, QuoteFlag
from tests.unit.volatility.live.made import NOW, expiry, is_free, live

prices = st.one_of(
    st.floats(0.0, 500.0), st.sampled_from([np.nan, -1.0, np.inf, 0.0, 1e9]), st.none()
)
expiries = st.one_of(
    st.integers(0, 3).map(expiry),
    st.sampled_from([NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=50), None]),
)
rows = st.tuples(
    expiries,
    st.one_of(st.sampled_from([2800.0, 2975.0, 3000.0, 3050.0, 3200.0]), st.floats(-10, 1e6)),
    st.booleans(),
    prices,
    prices,
)
bursts = st.tuples(
    st.lists(rows, min_size=1, max_size=25),
    st.floats(0.0, 5e5),
    st.one_of(st.none(), st.floats(2500.0, 3500.0), st.sampled_from([np.nan, -3.0])),
)


@settings(max_examples=25, deadline=None)
@given(updates=st.lists(bursts, min_size=1, max_size=3))
def test_no_burst_raises_or_leaves_a_violation(updates):
    found, time, flagged = live(), NOW, 0
    before = sum(found.counts.values())
    for burst, seconds, spot in updates:
        time += dt.timedelta(seconds=seconds)
        columns = zip(*burst, strict=True)
        names = ("expiry", "strike", "is_call", "bid", "ask")
        table = {name: list(values) for name, values in zip(names, columns, strict=True)}
        for side in ("bid", "ask"):
            table[side] = [np.nan if v is None else v for v in table[side]]
        update = found.update(table, time=time, spot=spot)
        assert is_free(found.surface)
        assert update.n_quotes == len(burst)
        flagged += sum(update.flags.values())
        assert found.state in FilterState
        assert all(flag in QuoteFlag for flag in update.flags)
    assert sum(found.counts.values()) == before + flagged
