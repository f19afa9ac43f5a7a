"""Quoted options: values under Heston, intensities, bad input."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom import InvalidArgumentError
from axiom.desk import QuotedOptions
from axiom.instruments import European
from axiom.market import Market
from tests.unit.desk.quoting.options.books import PRICED, calls

ARRAYS = {"price": [1.0, 2.0], "vega": [0.5, 0.6], "size": [10.0, 10.0], "requests": [5.0, 0.0]}


def test_prices_are_those_of_the_model():
    found, market = calls(), Market(spot=10.0, rate=0.0)
    strip = [European(strike=k, expiry=1.0, is_call=True) for k in (8.0, 9.0, 10.0, 11.0, 12.0)]
    wanted = [v.price for v in axiom.value(strip, model=PRICED, market=market)]
    assert found.price[:5] == pytest.approx(wanted, abs=1e-8)
    # Rounded prices of the one-year calls of this set-up, as others print them.
    assert found.price[:5] == pytest.approx([2.06, 1.22, 0.58, 0.22, 0.06], abs=0.0065)


def test_vegas_are_derivatives_in_the_root_of_the_variance():
    market, step = Market(spot=10.0, rate=0.03, dividend_yield=0.01), 1e-4
    at = {"market": market, "strike": [9.0, 11.0], "expiry": 0.5, "is_call": [False, True],
          "notional": 1.0, "requests": 1.0, "steepness": 1.0}  # fmt: skip
    up, down = (QuotedOptions.heston(PRICED.shifted(s), **at).price for s in (step, -step))
    assert QuotedOptions.heston(PRICED, **at).vega == pytest.approx((up - down) / (2 * step), 1e-6)


def test_trades_are_worth_the_notional():
    found = calls()
    assert found.price * found.size == pytest.approx(np.full(20, 5e5))
    assert found.traded_vega == pytest.approx(found.size * found.vega)


def test_fills_of_an_option_are_in_its_own_price():
    found = calls()
    fills = found.fills(2)
    at_the_mid, better = fills.rate(0.0), fills.rate(-0.01 * found.vega[2])
    assert float(at_the_mid) == pytest.approx(7560.0 / (1.0 + np.exp(0.7)))
    assert float(better) == pytest.approx(7560.0 / (1.0 + np.exp(0.7 - 1.5)))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"price": [1.0, 0.0]}, "price is"),
        ({"vega": [0.5]}, "vega has 1 values"),
        ({"size": [1.0, np.nan]}, "size is"),
        ({"requests": [-1.0, 1.0]}, "requests is"),
        ({"steepness": 0.0}, "steepness=0.0"),
        ({"shift": np.inf}, "shift=inf"),
    ],
)
def test_bad_books_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        QuotedOptions(**(ARRAYS | {"steepness": 1.0} | bad))


@pytest.mark.parametrize(
    ("bad", "message"),
    [({"notional": 0.0}, "notional is 0"), ({"strike": 400.0}, "strike 400 is worth nothing")],
)
def test_bad_heston_books_are_named(bad, message):
    at = {"market": Market(spot=10.0), "strike": 10.0, "expiry": 0.1, "is_call": True,
          "notional": 1.0, "requests": 1.0, "steepness": 1.0}  # fmt: skip
    with pytest.raises(InvalidArgumentError, match=message):
        QuotedOptions.heston(PRICED, **(at | bad))


def test_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        QuotedOptions(**ARRAYS, steepness=1.0).vega[0] = 2.0
