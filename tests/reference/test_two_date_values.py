"""Published values of compound options, choosers and partial-time barriers."""

from __future__ import annotations

import pytest

import axiom
from axiom.instruments import Chooser, Compound, European, PartialBarrier
from axiom.market import Market
from axiom.models import BlackScholes
from tests.reference.two_dates_tables import COMPOUNDS, LATE_BARRIER_CALLS, LATE_BARRIER_PUTS


@pytest.mark.parametrize("row", COMPOUNDS)
def test_compounds(row: tuple[bool, bool, *tuple[float, ...]]) -> None:
    """The first row Haug, The Complete Guide to Option Pricing Formulas, 2007, p. 134.

    The others are printed by on-line calculators, to four digits; times there are days over 360.
    """
    is_call, is_inner_call, k1, k2, s, q, r, t1, t2, vol, value, *greeks = row
    t1, t2 = (int(t * 360 + 0.5) / 360 for t in (t1, t2))
    inner = European(strike=k2, expiry=t2, is_call=is_inner_call)
    found = axiom.value(
        Compound(strike=k1, expiry=t1, underlying=inner, is_call=is_call),
        model=BlackScholes(vol=vol),
        market=Market(spot=s, rate=r, dividend_yield=q),
    )
    own = found.greeks
    assert own is not None
    assert abs(found.price - value) < 2e-4
    for a, b in zip((own.delta, own.gamma, own.vega, own.theta), greeks, strict=True):
        assert abs(a - b) < 1e-3


def test_simple_chooser() -> None:
    """Haug 2007, p. 128."""
    found = axiom.value(
        Chooser.simple(choice=0.25, strike=50.0, expiry=0.5),
        model=BlackScholes(vol=0.25),
        market=Market(spot=50.0, rate=0.08),
    )
    assert abs(found.price - 6.1071) < 5e-5


def test_complex_chooser() -> None:
    """Haug 2007, p. 131."""
    contract = Chooser(
        choice=0.25, call_strike=55.0, call_expiry=0.5, put_strike=48.0, put_expiry=0.5833
    )
    found = axiom.value(
        contract,
        model=BlackScholes(vol=0.35),
        market=Market(spot=50.0, rate=0.10, dividend_yield=0.05),
    )
    assert abs(found.price - 6.0508) < 1e-4


@pytest.mark.parametrize("is_call", [True, False])
def test_late_barriers(is_call: bool) -> None:
    """Heynen, Kat 1994 and Haug 2007, p. 163: options that die where the barrier is crossed from
    either side are the sum of those that die from above and from below.
    """
    market, model = Market(spot=1.0, rate=0.1), BlackScholes(vol=0.25)
    for spot, strike, days, value in LATE_BARRIER_CALLS if is_call else LATE_BARRIER_PUTS:
        parts = [
            PartialBarrier(
                strike=strike,
                barrier=100.0,
                expiry=1.0,
                is_call=is_call,
                is_up=is_up,
                is_knock_in=False,
                start=days / 360.0,
            )
            for is_up in (True, False)
        ]
        found = axiom.value(parts, model=model, market=market.with_spot(spot), engine="analytic")
        assert abs(sum(v.price for v in found) - value) < 1e-4
