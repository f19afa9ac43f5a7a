from __future__ import annotations

import pytest
import typer

from axiom.cli.options import parse_clock, parse_columns
from axiom.core.errors import InvalidArgumentError
from axiom.market import Clock, DayWeights


def test_pairs_become_a_mapping():
    assert parse_columns(["bid=BestBid", "ask=Best=Ask"]) == {"bid": "BestBid", "ask": "Best=Ask"}
    assert parse_columns(None) is None
    assert parse_columns([]) is None


@pytest.mark.parametrize("pair", ["bid", "=x", "bid="])
def test_half_pairs_are_refused(pair):
    with pytest.raises(typer.BadParameter, match="write it as bid=BestBid"):
        parse_columns([pair])


NO_WEIGHTS = {"weekend": None, "holiday": None, "overnight": None}


def test_nothing_given_is_calendar_time():
    assert parse_clock(None, NO_WEIGHTS, None) == (Clock(), ())


def test_weights_replace_the_defaults_of_the_calendar():
    clock, _ = parse_clock("XNYS", {**NO_WEIGHTS, "weekend": 0.0}, None)
    assert clock.weights == DayWeights(weekend=0.0)
    crypto, _ = parse_clock("24/7", {**NO_WEIGHTS, "weekend": 0.5}, None)
    assert crypto.days_per_year == 313.0
    assert crypto.weights.session_profile == (1.0,)


def test_events_are_known_or_to_be_fitted():
    texts = [
        "2016-01-26T21:00Z=fit earnings",
        "2016-03-16T18:00Z=1.5d Fed",
        "2016-04-27T18:00Z=fit",
    ]
    clock, candidates = parse_clock("XNYS", NO_WEIGHTS, texts)
    assert [(event.days, event.label) for event in clock.events] == [(1.5, "Fed")]
    assert [event.label for event in candidates] == ["earnings", ""]
    assert candidates[0].at.isoformat() == "2016-01-26T21:00:00+00:00"


def test_weights_need_a_calendar():
    with pytest.raises(typer.BadParameter, match="--weekend-weight needs --calendar"):
        parse_clock(None, {**NO_WEIGHTS, "weekend": 0.0}, None)


@pytest.mark.parametrize("text", ["earnings", "2016-01-26=fit", "2016-01-26T21:00Z=fitted", "=fit"])
def test_what_is_no_event_is_refused(text):
    with pytest.raises(InvalidArgumentError, match="event"):
        parse_clock(None, NO_WEIGHTS, [text])
