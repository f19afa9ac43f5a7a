from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom import InvalidArgumentError
from axiom.desk import ChainRules, InventorySkew, MarkoutRules, Protection, QuoteState
from axiom.risk import Limits
from axiom.volatility.live import ExpiryStatus, FilterState

from .made import GRID, SPOT, at, fitted, holdings, listed, listing, market, quoter


def test_quotes_enclose_the_value_by_the_edge_on_the_grid():
    made = quoter(rules=ChainRules(minimum_edge=0.07, vol_uncertainty=0.002))
    board = made.board
    both = np.isfinite(board.bid) & np.isfinite(board.ask)
    assert both.mean() > 0.8
    half = 0.002 * made.figures["vega"] + made.board.value * 0.0
    assert (board.value - board.bid)[both].min() >= 0.07
    assert (board.ask - board.value)[both].min() >= 0.07
    assert (board.ask - board.value >= half - 1e-12)[both].all()
    assert (GRID.floor(board.bid[both]) == board.bid[both]).all()
    assert (GRID.ceil(board.ask[both]) == board.ask[both]).all()
    assert (board.bid_size[both] == 10.0).all()


def test_a_board_is_immutable_and_outlives_the_next():
    made = quoter()
    first = made.board
    kept = first.value.copy()
    made.on_spot(1.01 * SPOT, time=at(1))
    assert (first.value == kept).all()
    with pytest.raises(ValueError, match="read-only"):
        first.bid[0] = 1.0
    with pytest.raises(AttributeError):
        first.spot = 1.0


def test_quotes_stay_behind_the_market_unless_they_may_cross():
    given = market()
    made = quoter(rules=ChainRules(vol_uncertainty=0.0, vol_errors=0.0))
    board = made.on_market(**given, time=at(0))
    assert not (board.bid >= given["ask"]).any()
    assert not (board.ask <= given["bid"]).any()
    crossing = quoter(
        rules=ChainRules(vol_uncertainty=0.0, vol_errors=0.0, may_cross_market=True)
    ).on_market(bid=given["bid"] * 0.5, ask=given["ask"] * 0.5, time=at(0))
    assert (crossing.bid >= given["ask"] * 0.5).any()


def test_the_inventory_leans_quotes_against_itself():
    free = quoter().board
    skew = InventorySkew(risk_aversion=1e-7)
    held = np.zeros(listing().size)
    row = int(np.argmax(quoter().figures["vega"]))
    held[row] = 50.0
    for sign in (1.0, -1.0):
        board = quoter(rules=ChainRules(skew=skew), positions=sign * held).board
        assert sign * (board.bid[row] - free.bid[row]) < 0.0
        assert sign * (board.ask[row] - free.ask[row]) <= 0.0
        assert (board.ask >= board.value)[np.isfinite(board.ask)].all()
        assert (board.bid <= board.value)[np.isfinite(board.bid)].all()


def test_a_fill_moves_positions_cash_and_exposures():
    made = quoter()
    row = int(np.argmax(made.figures["vega"]))
    ask = made.board.ask[row]
    board = made.on_fill(row, -3.0, ask, time=at(1), fee=2.0)
    assert made.positions[row] == -3.0
    assert made.cash == pytest.approx(300.0 * ask - 2.0)
    assert made.exposures["vega"] == pytest.approx(-300.0 * made.figures["vega"][row])
    assert made.exposures["profit"] == pytest.approx(300.0 * (ask - board.value[row]) - 2.0)
    made.on_hedge(150.0, SPOT, time=at(2), fee=1.0)
    assert made.underlying == 150.0
    expected = -300.0 * made.figures["delta"][row] + 150.0
    assert made.exposures["delta"] == pytest.approx(expected)
    assert made.cash == pytest.approx(300.0 * ask - 150.0 * SPOT - 3.0)


def test_cash_and_marks_are_the_profit():
    made = quoter(positions=holdings(), underlying=-120.0, cash=5e4)
    rng, time = np.random.default_rng(0), 0.0
    base = 5e4 + made.exposures["value"] - 120.0 * SPOT
    for _ in range(30):
        time += 1.0
        row = int(rng.integers(listing().size))
        made.on_fill(row, float(rng.integers(1, 9)), float(made.board.value[row]), time=at(time))
        made.on_spot(SPOT * math.exp(0.01 * rng.standard_normal()), time=at(time))
        worth = made.cash + made.exposures["value"] + made.underlying * made.spot
        assert made.exposures["profit"] == pytest.approx(worth - base, abs=1e-9 * abs(base))
    made.begin_day()
    assert made.on_time(at(time)).limits.names == ()
    assert made.exposures["profit"] == 0.0


def test_a_kill_is_latched_until_reset():
    made = quoter()
    board = made.kill("by hand")
    assert (board.state, board.reason, board.n_quotes) == (QuoteState.KILLED, "by hand", 0)
    assert np.isnan(board.bid).all()
    assert np.isfinite(board.value).all()
    assert made.on_spot(SPOT, time=at(1)).state is QuoteState.KILLED
    assert made.on_surface(fitted(), spot=SPOT, time=at(2)).state is QuoteState.KILLED
    assert made.reset().state is QuoteState.QUOTING


@pytest.mark.parametrize("spot", [math.nan, 0.0, -5.0, math.inf, 2.0 * SPOT])
def test_spots_that_cannot_be_pull_until_a_good_one(spot):
    made = quoter()
    board = made.on_spot(spot, time=at(1))
    assert board.state is QuoteState.PULLED
    assert board.reason.startswith("the spot")
    assert board.spot == SPOT
    assert np.isfinite(board.value).all()
    assert made.on_spot(SPOT, time=at(2)).state is QuoteState.QUOTING


def test_a_surface_brings_back_quotes_after_a_jump_of_the_spot():
    made = quoter()
    assert made.on_spot(1.5 * SPOT, time=at(1)).state is QuoteState.PULLED
    board = made.on_surface(fitted(), spot=1.02 * SPOT, time=at(2))
    assert (board.state, board.spot) == (QuoteState.QUOTING, 1.02 * SPOT)
    for spot in (math.nan, -1.0, 0.3 * SPOT, 1e300):
        bad = made.on_surface(fitted(), spot=spot, time=at(3))
        assert (bad.state, bad.spot) == (QuoteState.PULLED, 1.02 * SPOT)
        assert bad.reason.endswith("the surface's nearest forward 3000.32")


@pytest.mark.parametrize("name", ["surface", "spot"])
def test_stale_data_pull(name):
    ages = {"max_surface_age_seconds": None, "max_spot_age_seconds": None}
    made = quoter(rules=ChainRules(**{**ages, f"max_{name}_age_seconds": 30.0}))
    assert made.on_time(at(30)).state is QuoteState.QUOTING
    board = made.on_time(at(31))
    assert (board.state, board.reason.split(" is")[0]) == (QuoteState.PULLED, f"the {name}")
    fresh = {
        "spot": lambda: made.on_spot(SPOT, time=at(32)),
        "surface": lambda: made.on_surface(fitted(), spot=SPOT, time=at(32)),
    }
    assert fresh[name]().state is QuoteState.QUOTING


def test_time_never_goes_back():
    made = quoter()
    made.on_spot(SPOT, time=at(10))
    assert made.on_spot(SPOT, time=at(5)).time == at(10)


def test_protection_pulls_and_reset_or_cool_off_bring_back():
    protection = Protection(window_seconds=5.0, fills=2, cool_off_seconds=10.0)
    made = quoter(rules=ChainRules(protection=protection))
    assert made.on_fill(3, 1.0, 1.0, time=at(1)).state is QuoteState.QUOTING
    board = made.on_fill(4, 1.0, 1.0, time=at(2))
    assert board.state is QuoteState.PULLED
    assert board.reason.startswith("protection: fills of 2")
    assert made.on_spot(SPOT, time=at(11)).state is QuoteState.PULLED
    assert made.on_spot(SPOT, time=at(12)).state is QuoteState.QUOTING
    made.on_fill(3, 1.0, 1.0, time=at(13))
    assert made.on_fill(4, 1.0, 1.0, time=at(14)).state is QuoteState.PULLED
    assert made.reset().state is QuoteState.QUOTING


def test_a_breach_pulls_or_leaves_what_leads_back():
    held = holdings(most=3)
    vega = 0.01 * quoter(positions=held).exposures["vega"]
    limits = Limits(vega=0.5 * abs(vega))
    board = quoter(positions=held, limits=limits).board
    assert (board.state, board.reason) == (QuoteState.PULLED, "limit exceeded: vega")
    reducing = quoter(positions=held, limits=limits, rules=ChainRules(on_breach="reduce")).board
    side, other = (reducing.ask_size, reducing.bid_size)[:: 1 if vega > 0 else -1]
    assert side.any()
    assert not other.any()


def test_a_breached_loss_kills():
    made = quoter(positions=holdings(), limits=Limits(loss=1e4))
    made.on_fill(5, 10.0, float(made.board.value[5] + 50.0), time=at(1))
    assert made.board.state is QuoteState.KILLED
    assert made.board.reason == "limit exceeded: loss"


def test_expiries_that_are_not_live_are_wider_or_pulled():
    rules = ChainRules(vol_uncertainty=0.01)
    made = quoter(rules=rules)
    plain = made.board
    states = (FilterState.LIVE, FilterState.WIDE, FilterState.REFUSED, FilterState.LAST_GOOD)
    statuses = [
        ExpiryStatus(expiry=expiry, state=state, reason="", n_used=1, n_flagged=0, updated=at(0))
        for expiry, state in zip(listing().expiries, states, strict=True)
    ]
    board = made.on_surface(fitted(), spot=SPOT, time=at(0), statuses=statuses)
    width = (board.ask - board.bid) - (plain.ask - plain.bid)
    for place, state in enumerate(states):
        rows = listing().expiry == place
        if state is FilterState.REFUSED:
            assert not board.bid_size[rows].any()
            assert not board.ask_size[rows].any()
        else:
            known = rows & np.isfinite(width)
            is_wider = bool(np.median(width[known]) > 0.1)
            assert is_wider is (state is not FilterState.LIVE)


def test_expired_positions_are_paid_off_at_the_spot():
    held = holdings()
    made, options = quoter(positions=held), listing()
    before = made.exposures["value"]
    spot = 1.01 * SPOT
    gone = options.expiry == 0
    sign = np.where(options.is_call[gone], 1.0, -1.0)
    payoff = np.maximum(sign * (spot - options.strike[gone]), 0.0)
    time = options.expiries[0]
    made.on_spot(spot, time=time)
    assert made.cash == pytest.approx(100.0 * held[gone] @ payoff)
    assert not made.positions[gone].any()
    assert math.isfinite(made.exposures["value"])
    assert made.exposures["value"] != before
    with pytest.raises(InvalidArgumentError, match="has expired"):
        made.on_fill(0, 1.0, 1.0, time=time)


def test_markouts_widen_quotes():
    rules = ChainRules(adverse=replace(ChainRules().adverse, horizon_seconds=1.0, prior_fills=1.0))
    made = quoter(rules=rules)
    row = int(np.argmax(made.figures["delta"] * (made.board.value < 50)))
    before = made.board.ask[row] - made.board.bid[row]
    spot = SPOT
    for step in range(20):
        made.on_fill(row, 1.0, float(made.board.bid[row]), time=at(2 * step))
        spot *= 0.9995
        made.on_spot(spot, time=at(2 * step + 1))
    assert made.adverse_selection[0] > 0.3
    assert made.board.ask[row] - made.board.bid[row] > before


@pytest.mark.parametrize(
    ("row", "quantity", "price", "told"),
    [
        (-1, 1.0, 1.0, "row is -1"),
        (10**6, 1.0, 1.0, "row is"),
        (0, 0.0, 1.0, "quantity is 0"),
        (0, math.nan, 1.0, "quantity is nan"),
        (0, 1.0, math.inf, "price is inf"),
    ],
)
def test_fills_that_cannot_be_are_refused_and_change_nothing(row, quantity, price, told):
    made = quoter()
    with pytest.raises(InvalidArgumentError, match=told):
        made.on_fill(row, quantity, price, time=at(1))
    assert not made.positions.any()
    assert made.cash == 0.0


def test_arguments_that_cannot_be_are_refused():
    with pytest.raises(InvalidArgumentError, match="spot is nan"):
        quoter(spot=math.nan)
    with pytest.raises(InvalidArgumentError, match=r"nearest forward 3000\.32"):
        quoter(spot=100.0)
    with pytest.raises(InvalidArgumentError, match="tick is 0"):
        quoter(tick=0.0)
    with pytest.raises(InvalidArgumentError, match="price is nan"):
        quoter().on_hedge(1.0, math.nan, time=at(0))
    with pytest.raises(InvalidArgumentError, match="naive"):
        quoter().on_spot(SPOT, time=at(0).replace(tzinfo=None))
    with pytest.raises(InvalidArgumentError, match="rows"):
        quoter().on_market(bid=[1.0], ask=[1.0], time=at(0))


@pytest.mark.parametrize("dynamics", ["sticky_strike", "sticky_moneyness", 1.4])
def test_events_give_the_same_bits_for_any_threads(dynamics):
    boards = []
    for threads in (1, 2):
        made = quoter(positions=holdings(), threads=threads, dynamics=dynamics)
        made.on_market(**market(), time=at(0))
        boards.append(made.on_spot(0.998 * SPOT, time=at(1)))
    for name in ("bid", "ask", "bid_size", "ask_size", "value"):
        assert getattr(boards[0], name).tobytes() == getattr(boards[1], name).tobytes()
    assert listed().height == boards[0].value.size


def test_relisting_keeps_positions_profit_kills_and_what_was_learned():
    held = holdings()
    made = quoter(positions=held, limits=Limits(drawdown=1e9))
    row = int(np.flatnonzero(held)[0])
    made.on_fill(row, 2.0, float(made.board.value[row] + 1.0), time=at(1))
    made.on_time(at(1))
    profit, positions = made.exposures["profit"], made.positions
    made.kill("before")
    kept = np.flatnonzero((positions != 0.0) | (np.arange(held.size) % 3 == 0))
    board = made.relist(listed()[kept], fitted(), spot=SPOT, time=at(1))
    assert (board.state, board.reason) == (QuoteState.KILLED, "before")
    assert made.positions.tolist() == positions[kept].tolist()
    assert made.exposures["profit"] == pytest.approx(profit, abs=1e-6)
    assert made.reset().state is QuoteState.QUOTING
    assert made.time == at(1)


def test_relisting_settles_what_has_expired_and_refuses_to_lose_positions():
    held, options = holdings(), listing()
    made = quoter(positions=held)
    alive = np.flatnonzero(options.expiry > 0)
    with pytest.raises(InvalidArgumentError, match="listing lacks row"):
        made.relist(listed()[alive], fitted(), spot=SPOT, time=at(0))
    made.relist(listed()[alive], fitted(), spot=SPOT, time=options.expiries[0])
    assert made.positions.tolist() == held[alive].tolist()
    gone = options.expiry == 0
    sign = np.where(options.is_call[gone], 1.0, -1.0)
    payoff = np.maximum(sign * (SPOT - options.strike[gone]), 0.0)
    assert made.cash == pytest.approx(100.0 * held[gone] @ payoff)
    with pytest.raises(InvalidArgumentError, match="spot is nan"):
        made.relist(listed()[alive], fitted(), spot=math.nan, time=at(0))


def test_fills_follow_their_rows_when_relisted():
    rules = ChainRules(adverse=MarkoutRules(horizon_seconds=10.0, prior_fills=1e-6))
    made = quoter(rules=rules)
    row = int(np.argmax(made.figures["vega"]))
    made.on_fill(row, 1.0, 1.0, time=at(0))
    made.relist(listed()[row:], fitted(), spot=SPOT, time=at(5))
    made.on_spot(0.99 * SPOT if listed()["is_call"][row] else 1.01 * SPOT, time=at(10))
    assert max(made.adverse_selection) > 0.0


def test_relisting_adds_up_rows_that_name_one_option():
    table = listed()
    twice = table[[0, *range(table.height)]]
    made = quoter(
        listing=twice, positions=np.eye(1, twice.height)[0] * 2.0 + np.eye(1, twice.height, 1)[0]
    )
    made.relist(table, fitted(), spot=SPOT, time=at(0))
    assert made.positions[0] == 3.0
