"""What headroom promises: so many contracts keep the limits, one more does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from axiom.risk import Limits

AMOUNT = st.floats(-100.0, 100.0)
STEP = st.floats(0.01, 30.0).flatmap(lambda x: st.sampled_from((x, -x)))
LIMIT = st.floats(1.0, 200.0)


def after(exposures, trade, n):
    return {name: exposures[name] + n * trade[name] for name in exposures}


@given(
    amounts=st.tuples(AMOUNT, AMOUNT), steps=st.tuples(STEP, STEP), bounds=st.tuples(LIMIT, LIMIT)
)
def test_contracts_within_the_headroom_keep_the_limits(amounts, steps, bounds):
    limits = Limits(delta=bounds[0], rho=bounds[1] / 1e4)
    exposures = dict(zip(("delta", "rho"), amounts, strict=True))
    trade = dict(zip(("delta", "rho"), steps, strict=True))
    if limits.usage(exposures, spot=1.0).is_breached:
        return
    room = limits.headroom(exposures, trade, spot=1.0)
    for side, n in ((1, room.buy), (-1, room.sell)):
        assert not limits.usage(after(exposures, trade, side * n), spot=1.0).is_breached
        assert limits.usage(after(exposures, trade, side * (n + 1)), spot=1.0).is_breached


@given(amount=AMOUNT, step=STEP, limit=LIMIT)
def test_trades_never_lead_further_beyond_a_limit(amount, step, limit):
    limits = Limits(delta=limit)
    before = limits.usage({"delta": amount}, spot=1.0).shares[0]
    room = limits.headroom({"delta": amount}, {"delta": step}, spot=1.0)
    for side, n in ((1, room.buy), (-1, room.sell)):
        if n:
            share = limits.usage({"delta": amount + side * n * step}, spot=1.0).shares[0]
            assert share <= max(before, 1.0) + 1e-9
