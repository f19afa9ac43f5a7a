from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import Filled, MarkedOut, SessionSettings
from axiom.desk.replay.markouts import Markouts

from .made import MINUTE, NONE, NOON, market
from .sessions import result


def waiting(*horizons, quantity=2.0):
    """One fill in row 1 at noon: bought (or sold) at 5 with spot 100 and delta 0.4."""
    made = Markouts(horizons)
    made.add(1, sequence=7, time=NOON, quantity=quantity, price=5.0, spot=100.0, delta=0.4)
    return made


def at(minutes, bid=5.1, ask=5.3, spot=101.0, after=1.0):
    return {
        "market": market([1.0, bid], [2.0, ask]), "time": NOON + minutes * MINUTE, "spot": spot,
        "since": NOON + (minutes - after) * MINUTE,
    }  # fmt: skip


def test_what_was_bought_gains_what_the_mid_rose():
    (found,) = waiting(60.0).due(**at(1))
    assert found["fill"] == 7
    assert (found["horizon_seconds"], found["elapsed_seconds"]) == (60.0, 60.0)
    assert found["gain"] == pytest.approx(0.2)
    assert found["hedged_gain"] == pytest.approx(0.2 - 0.4)


def test_what_was_sold_gains_the_reverse():
    (found,) = waiting(60.0, quantity=-2.0).due(**at(1))
    assert found["gain"] == pytest.approx(-0.2)
    assert found["hedged_gain"] == pytest.approx(-0.2 + 0.4)


def test_every_horizon_is_told_once_and_in_time():
    made = waiting(60.0, 300.0, 1800.0)
    assert made.due(**at(0.5)) == []
    assert [one["horizon_seconds"] for one in made.due(**at(1.2))] == [60.0]
    assert made.due(**at(3)) == []
    assert [one["elapsed_seconds"] for one in made.due(**at(7.5))] == [450.0]
    assert made.due(**at(60, after=31)) == []
    assert made.due(**at(61)) == []


def test_an_update_tells_all_horizons_that_it_is_in_time_for():
    assert [one["horizon_seconds"] for one in waiting(60.0, 80.0).due(**at(1.4))] == [60.0, 80.0]
    slow = at(5, after=2)
    assert [one["horizon_seconds"] for one in waiting(60.0, 300.0).due(**slow)] == [300.0]


@pytest.mark.parametrize("place", [0.01, 0.5, 0.99])
def test_the_place_of_a_fill_between_two_updates_does_not_matter(place):
    made = Markouts((60.0,))
    made.add(
        1, sequence=7, time=NOON + place * MINUTE, quantity=1.0, price=5.0, spot=100.0, delta=0.4
    )
    assert made.due(**at(1)) == []
    assert len(made.due(**at(2))) == 1


def test_without_a_mid_there_is_no_gain():
    (found,) = waiting(60.0).due(**at(1, bid=NONE))
    assert math.isnan(found["gain"])
    assert math.isnan(found["hedged_gain"])


def test_fills_follow_their_option_to_another_listing():
    made = waiting(60.0)
    made.relisted(np.array([1, 0]))
    moved = {**at(1), "market": market([5.1, 1.0], [5.3, 2.0])}
    assert made.due(**moved)[0]["gain"] == pytest.approx(0.2)
    gone = waiting(60.0)
    gone.relisted(np.array([0, -1]))
    assert gone.due(**at(1)) == []


def test_without_horizons_nothing_is_remembered():
    assert waiting().due(**at(1)) == []


@pytest.mark.parametrize(
    "given", [(0.0,), (-1.0,), (60.0, 60.0), (300.0, 60.0), (math.inf,), 60.0, "60", ("x",)]
)
def test_horizons_that_are_no_ascending_times_are_refused(given):
    with pytest.raises(InvalidArgumentError, match="markout_seconds"):
        SessionSettings(markout_seconds=given)


def test_a_session_tells_them_after_their_fills():
    found = result().of_kind(MarkedOut)
    assert found
    by_number = {one.sequence: one for one in result().of_kind(Filled)}
    for one in found:
        fill = by_number[one.fill]
        assert one.time - fill.time == dt.timedelta(seconds=one.elapsed_seconds)
        assert one.horizon_seconds <= one.elapsed_seconds < one.horizon_seconds + 9000.0
