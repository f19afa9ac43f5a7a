"""Adversarial flow: whatever comes, limits hold, pulled stays pulled and killed stays killed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom import InvalidArgumentError
from axiom.desk import ChainRules, InventorySkew, Protection, QuoteState
from axiom.risk import Limits
from axiom.volatility.live import ExpiryStatus, FilterState
from tests.unit.desk.quoting.chain.made import GRID, SPOT, at, fitted, listing, quoter

LIMITS = Limits(
    delta=3e7,
    gamma=2e6,
    vega=4e4,
    vega_by_expiry=2e4,
    theta=2e5,
    vanna=5e6,
    volga=2e5,
    rho=1e6,
    notional=2e8,
    net_notional=1e8,
    contracts=600.0,
    position=25.0,
)
RULES = ChainRules(
    size=10.0,
    minimum_edge=0.05,
    skew=InventorySkew(risk_aversion=1e-8, spot_vol_correlation=-0.5),
    max_spot_age_seconds=60.0,
)
MONEY = ("delta", "gamma", "vega", "theta", "vanna", "volga", "rho")

rows = st.integers(0, listing().size - 1)
lift = st.tuples(st.just("lift"), rows, st.booleans(), st.floats(0.0, 1.0))
stray = st.tuples(st.just("stray"), rows, st.floats(-40.0, 40.0), st.floats(0.0, 500.0))
spots = st.one_of(
    st.floats(0.97, 1.03).map(lambda x: SPOT * x),
    st.sampled_from([math.nan, 0.0, -1.0, math.inf, -math.inf, 1e-300, 1e300, 2.0 * SPOT]),
)
spot = st.tuples(st.just("spot"), spots, st.floats(-100.0, 100.0))
hedge = st.tuples(st.just("hedge"), st.floats(-2e4, 2e4))
surface = st.tuples(st.just("surface"), spots, st.sampled_from(list(FilterState)))
price = st.one_of(st.floats(0.0, 600.0), st.sampled_from([math.nan, -1.0, 0.0, math.inf]))
market = st.tuples(st.just("market"), rows, price, price)
events = st.lists(st.one_of(lift, lift, lift, stray, spot, hedge, surface, market), max_size=25)


def taken(made, event, time):
    """Send one event; return what of a quote was filled: row and signed quantity, or None."""
    kind, *what = event
    board = made.board
    if kind == "lift":
        row, is_bid, share = what
        size = (board.bid_size if is_bid else board.ask_size)[row]
        quantity = max(1.0, math.floor(share * size)) if size > 0.0 else 0.0
        if quantity == 0.0:
            return None
        price = (board.bid if is_bid else board.ask)[row]
        signed = quantity if is_bid else -quantity
        made.on_fill(row, signed, float(price), time=at(time))
        return row, signed
    if kind == "stray" and what[1] != 0.0:
        made.on_fill(what[0], what[1], what[2], time=at(time))
    elif kind == "spot":
        made.on_spot(what[0], time=at(time + what[1]))
    elif kind == "surface":
        state = {"reason": "", "n_used": 1, "n_flagged": 0, "updated": at(0), "state": what[1]}
        statuses = [ExpiryStatus(expiry=listing().expiries[1], **state)]
        made.on_surface(fitted(), spot=what[0], time=at(time), statuses=statuses)
        if what[1] is FilterState.REFUSED and 0.5 * SPOT < what[0] < 1.5 * SPOT:
            refused = listing().expiry == 1
            assert not (made.board.bid_size + made.board.ask_size)[refused].any()
    elif kind == "market":
        row, bid, ask = what
        board = made.on_market(rows=[row], bid=[bid], ask=[ask], time=at(time))
        assert not (0.0 < ask < math.inf and board.bid[row] >= ask)
        assert not (0.0 < bid < math.inf and board.ask[row] <= bid)
    elif kind == "hedge":
        made.on_hedge(what[0], made.spot, time=at(time))
    return None


def assert_coherent(board):
    """What every board must be."""
    for price, size in ((board.bid, board.bid_size), (board.ask, board.ask_size)):
        assert (np.isfinite(price) == (size > 0.0)).all()
        assert (size <= RULES.size).all()
        assert (np.mod(size, RULES.lot) == 0.0).all()
        quoted = np.isfinite(price)
        assert (GRID.floor(price[quoted]) == price[quoted]).all()
    value = board.value
    assert not (board.bid > value - RULES.minimum_edge + 1e-9).any()
    assert not (board.ask < value + RULES.minimum_edge - 1e-9).any()
    assert not (board.bid >= board.ask).any()
    if board.state is not QuoteState.QUOTING:
        assert board.n_quotes == 0
        assert board.reason
    elif board.limits.breached:
        pytest.fail(f"quoting with {board.limits.breached} exceeded")


@settings(max_examples=60, deadline=None)
@given(flow=events)
def test_fills_of_quotes_never_exceed_a_limit(flow):
    made = quoter(limits=LIMITS, rules=RULES)
    assert_coherent(made.board)
    for step, event in enumerate(flow):
        filled = taken(made, event, float(step))
        if filled is not None:
            assert made.board.limits.breached == ()
        assert_coherent(made.board)
        assert math.isfinite(made.exposures["profit"])


@settings(max_examples=30, deadline=None)
@given(flow=events)
def test_a_breach_is_only_left_by_quotes_that_lead_back(flow):
    rules = ChainRules(size=10.0, on_breach="reduce")
    made = quoter(limits=LIMITS, rules=rules)
    for step, event in enumerate(flow):
        taken(made, event, float(step))
        board, figures = made.board, made.figures
        if board.state is not QuoteState.QUOTING:
            assert board.n_quotes == 0
            continue
        for name in set(board.limits.breached) & set(MONEY):
            amount = board.limits.amounts[board.limits.names.index(name)]
            rising = np.sign(figures[name]) * np.sign(amount)
            assert not board.bid_size[rising > 0.0].any()
            assert not board.ask_size[rising < 0.0].any()


@settings(max_examples=40, deadline=None)
@given(before=events, after=events)
def test_killed_stays_killed(before, after):
    made = quoter(limits=LIMITS, rules=RULES)
    for step, event in enumerate(before):
        taken(made, event, float(step))
    made.kill("test")
    for step, event in enumerate(after):
        taken(made, event, float(len(before) + step))
        assert made.board.state is QuoteState.KILLED
        assert made.board.n_quotes == 0
        assert_coherent(made.board)


@settings(max_examples=40, deadline=None)
@given(flow=events, fills=st.integers(1, 4))
def test_protection_holds_until_it_is_reset(flow, fills):
    protection = Protection(window_seconds=1e9, fills=fills)
    made = quoter(rules=ChainRules(protection=protection, max_spot_age_seconds=None))
    n_fills = 0
    for step, event in enumerate(flow):
        held = made.positions
        taken(made, event, float(step))
        n_fills += int((made.positions != held).any())
        if n_fills >= fills:
            assert made.board.state is QuoteState.PULLED
            assert made.board.n_quotes == 0


@settings(max_examples=25, deadline=None)
@given(flow=events)
def test_the_same_events_give_the_same_bits(flow):
    boards = []
    for threads in (1, 2):
        made = quoter(limits=LIMITS, rules=RULES, threads=threads)
        for step, event in enumerate(flow):
            taken(made, event, float(step))
        boards.append(made.board)
    for name in ("bid", "ask", "bid_size", "ask_size", "value"):
        assert getattr(boards[0], name).tobytes() == getattr(boards[1], name).tobytes()


@given(spot=st.floats(-math.inf, 0.0) | st.just(math.nan) | st.just(math.inf))
@settings(max_examples=10, deadline=None)
def test_a_desk_does_not_open_on_a_spot_that_cannot_be(spot):
    with pytest.raises(InvalidArgumentError, match="spot"):
        quoter(spot=spot)
