from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from axiom.volatility import ChainFitSettings
from axiom.wire.base import Instant
from axiom.wire.surfaces import EVALUATED, EvaluateRequest, FitRequest, FitSettings


def test_settings_name_those_of_the_library():
    assert set(FitSettings.model_fields) == set(ChainFitSettings.__dataclass_fields__)


def test_only_what_was_set_goes_to_the_library():
    assert FitSettings().document() == {}
    assert FitRequest(chain_id="1").settings.document() == {}
    given = {"curve": "svi", "fit": {"starts": 2}, "hygiene": {"max_age": None}}
    assert ChainFitSettings.from_dict(FitSettings.model_validate(given).document()).fit.starts == 2


def test_all_outputs_are_given_unless_some_are_asked_for():
    assert EvaluateRequest(expiry=(0.5,), strike=(100.0,)).outputs == EVALUATED


@pytest.mark.parametrize(
    "wrong",
    [
        {"expiry": []},
        {"expiry": [0.5], "strike": []},
        {"expiry": [float("nan")], "strike": [100.0]},
        {"expiry": [0.5], "strike": [float("inf")]},
        {"expiry": [0.5], "strike": [100.0], "outputs": ["vega"]},
        {"expiry": [0.5], "strike": [100.0], "outputs": []},
    ],
)
def test_points_that_are_none_are_refused(wrong):
    with pytest.raises(ValidationError):
        EvaluateRequest.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong", ["2026-03-02T00:00:00", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"]
)
def test_instants_have_a_zone_and_a_sensible_year(wrong):
    with pytest.raises(ValidationError):
        TypeAdapter(Instant).validate_json(f'"{wrong}"')
    read = TypeAdapter(Instant).validate_json('"2026-03-02T00:00:00Z"')
    assert read == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
