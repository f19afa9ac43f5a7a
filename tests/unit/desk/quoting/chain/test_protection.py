from __future__ import annotations

import math

import pytest

from axiom.desk import ChainRules, Protection, QuoteState
from axiom.desk.quoting.chain.protection import FillWindow, Gate


@pytest.mark.parametrize(
    ("bounds", "n_until"),
    [
        ({"fills": 3}, 3),
        ({"contracts": 10.0}, 2),
        ({"delta": 250.0}, 3),
        ({"vega": 150.0}, 4),
        ({}, None),
    ],
)
def test_the_fill_that_reaches_a_bound_tells_it(bounds, n_until):
    window = FillWindow(Protection(window_seconds=10.0, **bounds))
    told = [window.add(i, contracts=5.0, delta=100.0, vega=-40.0) for i in range(5)]
    first = next((i + 1 for i, reason in enumerate(told) if reason), None)
    assert first == n_until
    assert all(name in "".join(told) for name in bounds)


def test_fills_leave_the_window_and_opposite_ones_cancel():
    window = FillWindow(Protection(window_seconds=1.0, fills=2, delta=150.0))
    assert not window.add(0.0, contracts=1.0, delta=100.0, vega=0.0)
    assert not window.add(1.5, contracts=1.0, delta=100.0, vega=0.0)
    assert window.add(1.6, contracts=1.0, delta=-100.0, vega=0.0).startswith("protection: fills")
    window.clear()
    assert not window.add(1.7, contracts=1.0, delta=149.0, vega=0.0)


def test_a_figure_that_is_none_pulls():
    window = FillWindow(Protection(vega=10.0))
    assert "vega" in window.add(0.0, contracts=1.0, delta=0.0, vega=math.nan)


def gate(**rules):
    made = Gate(ChainRules(**rules))
    made.surface_time = made.spot_time = 0.0
    return made


def test_a_kill_stays_until_reset():
    made = gate()
    made.kill("first")
    made.kill("second")
    assert made.state(1e9, ()) == (QuoteState.KILLED, "first")
    made.reset()
    assert made.state(0.0, ()) == (QuoteState.QUOTING, "")


def test_a_protection_ends_with_its_cool_off_or_by_hand():
    made = gate(protection=Protection(fills=1, cool_off_seconds=5.0))
    made.protect("fills", 0.0)
    assert made.state(4.9, ())[0] is QuoteState.PULLED
    assert made.state(5.0, ())[0] is QuoteState.QUOTING
    lasting = gate(max_surface_age_seconds=None, max_spot_age_seconds=None)
    lasting.protect("fills", 0.0)
    assert lasting.state(1e6, ()) == (QuoteState.PULLED, "fills")
    lasting.reset()
    assert lasting.state(1e6, ())[0] is QuoteState.QUOTING


@pytest.mark.parametrize("name", ["surface", "spot"])
def test_old_data_pull(name):
    made = gate(**{f"max_{name}_age_seconds": 10.0})
    assert made.state(10.0, ())[0] is QuoteState.QUOTING
    state, reason = made.state(10.5, ())
    assert state is QuoteState.PULLED
    assert reason.startswith(f"the {name} is 10.5 s old")


def test_breaches_pull_unless_the_rules_reduce():
    assert gate().state(0.0, ("vega",)) == (QuoteState.PULLED, "limit exceeded: vega")
    assert gate(on_breach="reduce").state(0.0, ("vega",))[0] is QuoteState.QUOTING
