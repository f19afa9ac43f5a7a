from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from axiom.wire.chains import ChainFromFeed, ChainPage, ChainSummary, Identifier, Reading

SUMMARY = ChainSummary(
    id="0198",
    underlying="SPX",
    valuation_time=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
    spot=None,
    n_quotes=2,
    source="file",
    content_hash="00",
    created_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
)


def test_pages_come_back_from_json():
    page = ChainPage(chains=(SUMMARY,), next=None)
    assert ChainPage.model_validate_json(page.model_dump_json()) == page


@pytest.mark.parametrize("underlying", ["SPX", "BRK/B", "^GSPC", "S&P 500", "Ω"])
def test_names_of_underlyings_may_hold_what_is_printed(underlying):
    assert Reading(underlying=underlying).underlying == underlying


@pytest.mark.parametrize("underlying", ["", " SPX", "SPX ", "S\x00PX", "S\nPX", "x" * 65])
def test_other_names_are_refused(underlying):
    with pytest.raises(ValidationError):
        Reading(underlying=underlying)
    with pytest.raises(ValidationError):
        ChainFromFeed(feed="cboe", underlying=underlying)


@pytest.mark.parametrize("identifier", ["", "a b", "a/b", "..", "a\x00", "x" * 65])
def test_identifiers_are_letters_digits_and_dashes(identifier):
    with pytest.raises(ValidationError):
        TypeAdapter(Identifier).validate_python(identifier)


@pytest.mark.parametrize(
    "wrong",
    [{"feed": "moon"}, {"feed": "sample", "url": "http://x"}, {"feed": "sample", "seed": -1}],
)
def test_feeds_take_what_they_have_names_for_alone(wrong):
    with pytest.raises(ValidationError):
        ChainFromFeed.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong", [{"forward": 0.0}, {"spot": -1.0}, {"time": "noon"}, {"rate": "nan"}]
)
def test_readings_outside_their_domain_are_refused(wrong):
    with pytest.raises(ValidationError):
        Reading.model_validate(wrong)
