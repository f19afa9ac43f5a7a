from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.desk import (
    Closed,
    DeltaBand,
    Explained,
    Filled,
    Hedged,
    Killed,
    LimitBreached,
    Listed,
    Marked,
    MarketMoved,
    NoHedge,
    Opened,
    Protection,
    Pulled,
    Quoted,
    Session,
    SessionSettings,
    Settled,
)
from axiom.desk.replay.events import event_to_bytes
from axiom.market import FeedUpdate
from axiom.risk import Limits

from .sessions import FEES, MARKET, feed, patient, result, settings


def run(the_feed=None, **changes):
    return Session(the_feed or feed(), settings(**changes)).run()


def bytes_of(found):
    return [event_to_bytes(event) for event in found.events]


def test_events_are_numbered_and_every_update_is_told():
    events = result().events
    assert [one.sequence for one in events] == list(range(len(events)))
    assert isinstance(events[0], Opened)
    assert isinstance(events[-1], Closed)
    assert result().n_steps == events[-1].n_steps == MARKET.n_updates
    for kind in (MarketMoved, Quoted, Marked):
        assert len(result().of_kind(kind)) == MARKET.n_updates + (kind is not MarketMoved)
    for kind in (Filled, Hedged, Settled, Explained, Listed):
        assert result().of_kind(kind), kind


def test_the_same_session_gives_the_same_bytes():
    assert bytes_of(run()) == bytes_of(result())
    assert bytes_of(run(threads=2)) == bytes_of(result())


def test_other_seeds_give_other_sessions():
    assert bytes_of(run(feed(seed=1))) != bytes_of(result())


def test_cash_is_the_sum_of_all_that_was_paid_and_received():
    paid = 0.0
    for event in result().events:
        if isinstance(event, Filled):
            paid += 100.0 * event.quantity * event.price + event.fee
            assert event.fee == FEES.per_contract * abs(event.quantity)
        elif isinstance(event, Hedged):
            fee = FEES.per_unit * abs(event.quantity)
            paid += event.quantity * event.price + fee
            assert event.price == FEES.hedge_price(event.spot, event.quantity)
            assert event.cost == pytest.approx(
                event.quantity * (event.price - event.spot) + fee, abs=1e-9
            )
        elif isinstance(event, Settled):
            paid -= 100.0 * event.quantity * event.value
        elif isinstance(event, Marked):
            assert event.cash == pytest.approx(-paid, abs=1e-9 * (1.0 + abs(paid)))
            total = event.cash + event.options + event.underlying_value
            assert event.pnl == pytest.approx(total, abs=1e-9)


def test_the_explain_sums_to_the_change_of_the_profit():
    marks = {mark.time: mark.pnl for mark in result().of_kind(Marked)}
    for event in result().of_kind(Explained):
        scale = 1.0 + max(abs(mark.cash) for mark in result().of_kind(Marked))
        assert math.fsum(event.terms.values()) + event.residual == pytest.approx(
            event.total, abs=1e-12 * scale
        )
        change = marks[event.time] - marks[event.begin]
        assert event.total == pytest.approx(change, abs=1e-12 * scale)
        assert event.terms["cash"] == pytest.approx(0.0, abs=1e-12 * scale)
        by_expiry = math.fsum(event.vega_by_expiry.values())
        assert by_expiry == pytest.approx(event.terms["vega"], abs=1e-12 * scale)
    assert any(len(event.vega_by_expiry) > 1 for event in result().of_kind(Explained))


def test_positions_are_those_filled_less_those_settled():
    held: dict[tuple, float] = {}
    for event in result().events:
        if isinstance(event, Filled | Settled):
            key = (event.expiry, event.strike, event.is_call)
            sign = 1.0 if isinstance(event, Filled) else -1.0
            held[key] = held.get(key, 0.0) + sign * event.quantity
        if isinstance(event, Marked):
            assert sum(quantity != 0.0 for quantity in held.values()) == event.n_positions


def test_expired_options_settle_at_the_first_spot_after_and_leave_the_listing():
    expiry = feed().time(0) + dt.timedelta(days=1)
    (listed,) = result().of_kind(Listed)
    assert listed.time >= expiry
    assert listed.removed == 14
    spots = {one.time: one.spot for one in result().of_kind(MarketMoved)}
    for event in result().of_kind(Settled):
        assert (event.expiry, event.time) == (expiry, listed.time)
        assert event.spot == spots[event.time]
        payoff = event.spot - event.strike if event.is_call else event.strike - event.spot
        assert event.value == max(payoff, 0.0)
    assert all(fill.expiry > fill.time for fill in result().of_kind(Filled))


def test_fills_come_in_order_within_their_update():
    last = result().opened.time
    for event in result().events:
        if isinstance(event, Filled):
            assert event.time > last
        if isinstance(event, MarketMoved):
            last = event.time


def test_the_delta_is_hedged_when_it_leaves_the_band():
    for event in result().of_kind(Hedged):
        assert abs(event.delta_before) > 50.0
        assert abs(event.delta_after) <= 0.5
    assert not run(hedging=NoHedge()).of_kind(Hedged)


def test_without_fills_nothing_is_held_earned_or_explained():
    found = run(limits=Limits(contracts=0.0))
    assert not found.of_kind(Filled)
    assert not found.of_kind(Explained)
    assert {mark.pnl for mark in found.of_kind(Marked)} == {0.0}


def test_latency_leaves_the_quotes_before_in_the_market():
    slow = run(latency_seconds=1e6)
    assert not slow.of_kind(Filled)
    late = run(latency_seconds=1.5 * MARKET.interval_seconds)
    first = min(fill.time for fill in late.of_kind(Filled))
    assert first > feed().time(1)


def test_protection_stops_the_fills_of_an_update_and_is_told():
    protection = Protection(fills=2, window_seconds=1e6, cool_off_seconds=1.0)
    found = run(rules=patient(protection=protection))
    assert found.of_kind(Pulled)
    assert all("protection: fills" in one.reason for one in found.of_kind(Pulled))
    several = count = 0
    for event in found.events:
        count = 0 if isinstance(event, MarketMoved) else count + isinstance(event, Filled)
        several = max(several, count)
    assert several == 2
    assert [one.state for one in found.of_kind(Quoted)] == ["QUOTING"] * len(found.of_kind(Quoted))


def test_limits_hold_after_every_update():
    limits = Limits(contracts=10.0, position=2.0)
    found = run(limits=limits)
    assert 0 < len(found.of_kind(Filled)) < len(result().of_kind(Filled))
    assert all(mark.exposures["contracts"] <= 10.0 for mark in found.of_kind(Marked))
    assert found.limits["contracts"].max() <= 1.0
    assert not found.of_kind(LimitBreached)


def test_a_loss_beyond_its_limit_kills_for_the_rest_of_the_session():
    found = run(limits=Limits(loss=1.0), fees=FEES)
    (killed,) = found.of_kind(Killed)
    assert "loss" in killed.reason
    assert [event.name for event in found.of_kind(LimitBreached)][:1] == ["loss"]
    after = [one for one in found.of_kind(Quoted) if one.sequence > killed.sequence]
    assert after
    assert all((one.state, one.n_bids, one.n_asks) == ("KILLED", 0, 0) for one in after)
    assert all(fill.sequence < killed.sequence for fill in found.of_kind(Filled))


class Broken:
    """The simulated feed with one update put in place of another."""

    def __init__(self, number, **update):
        self._feed, self._number, self._update = feed(), number, update

    def opening(self):
        return self._feed.opening()

    def updates(self):
        for number, update in enumerate(self._feed.updates(), start=1):
            wrong = FeedUpdate(time=update.time, **self._update)
            yield wrong if number == self._number else update

    def close(self):
        self._feed.close()


@pytest.mark.parametrize("spot", [np.nan, -5.0, 0.0, 1e6])
def test_a_bad_spot_pulls_all_quotes_until_a_good_one_comes(spot):
    found = run(Broken(3, spot=spot))
    states = [one.state for one in found.of_kind(Quoted)]
    assert states[3] == "PULLED"
    assert states[4] == "QUOTING"
    (pulled,) = found.of_kind(Pulled)
    assert "spot" in pulled.reason
    assert all(math.isfinite(mark.pnl) for mark in found.of_kind(Marked))


def test_updates_without_news_let_time_pass():
    found = run(Broken(2))
    assert found.of_kind(MarketMoved)[1].n_quotes == 0
    assert found.of_kind(Marked)[2].spot == found.of_kind(Marked)[1].spot


def test_a_snapshot_withdraws_what_it_leaves_out():
    first = feed().opening().quotes
    part = first.filter(first["expiry"] == first["expiry"][-1])
    found = run(Broken(1, quotes=part, is_snapshot=True, spot=feed().spot(1)))
    assert found.of_kind(MarketMoved)[0].n_quotes == first.height
    assert found.of_kind(Quoted)[1].n_bids > 0


def test_time_never_goes_back():
    class Backward(Broken):
        def updates(self):
            for update in super().updates():
                early = update.time - dt.timedelta(days=9)
                yield FeedUpdate(time=early, quotes=update.quotes, spot=update.spot)

    found = run(Backward(0))
    assert {event.time for event in found.events} == {feed().time(0)}


def test_a_session_stops_after_so_many_updates():
    found = Session(feed(), settings()).run(steps=4)
    assert (found.n_steps, found.is_complete) == (4, False)
    assert bytes_of(found) == bytes_of(result())[: len(found.events)]
    with pytest.raises(InvalidArgumentError, match="steps is -1"):
        Session(feed(), settings()).run(steps=-1)


def test_progress_and_events_are_told_as_they_come():
    seen, steps = [], []
    Session(feed(), settings()).run(
        steps=3, on_event=seen.append, progress=lambda n, time: steps.append((n, time))
    )
    assert steps == [(n, feed().time(n)) for n in (1, 2, 3)]
    assert [event_to_bytes(one) for one in seen] == bytes_of(result())[: len(seen)]


def test_a_feed_whose_options_have_all_expired_is_refused():
    late = Broken(5, spot=100.0)
    late.updates = lambda: iter([FeedUpdate(time=feed().time(0) + dt.timedelta(days=60))])
    with pytest.raises(DataError, match="every listed option has expired"):
        run(late)


def test_settings_have_defaults():
    session = Session(feed())
    assert session.settings == SessionSettings()
    assert isinstance(session.settings.hedging, DeltaBand)
