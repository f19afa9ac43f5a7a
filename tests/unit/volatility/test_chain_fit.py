from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager

import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.desk import run_chain
from axiom.market import Clock, Event
from axiom.volatility import ChainFitSettings, EssviSettings, SplineSettings, fit_chain
from axiom.volatility.chain_fit.fit import STEPS, observe_chain
from tests.unit.desk.chains import make_chain

CHAIN = make_chain()


def test_the_fit_is_that_of_the_main_job():
    fit, run = fit_chain(CHAIN), run_chain(CHAIN)
    assert fit.surface.to_json() == run.surface.to_json()
    assert fit.certificate.to_json() == run.certificate.to_json()
    assert fit.observed.spot == run.spot


def test_each_step_is_told_once_and_in_order():
    told = []

    @contextmanager
    def step(name):
        told.append(name)
        yield

    fit_chain(CHAIN, step=step)
    assert tuple(told) == STEPS


def test_observing_fits_nothing():
    observed = observe_chain(CHAIN, ChainFitSettings())
    assert observed.options.height == CHAIN.quotes.height
    assert observed.spot_notes == ()


SETTINGS = ChainFitSettings(
    curve="essvi",
    fit=EssviSettings(sweeps=7),
    clock=Clock(events=(Event(at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC), days=3.0, label="x"),)),
    reference_rate=0.01,
)


def test_settings_come_back_from_their_document():
    for settings in (SETTINGS, ChainFitSettings()):
        text = json.dumps(settings.to_dict(), allow_nan=False)
        assert ChainFitSettings.from_dict(json.loads(text)) == settings


def test_settings_of_the_curve_named_beside_them_are_read():
    read = ChainFitSettings.from_dict({"curve": "essvi", "fit": {"sweeps": 3}})
    assert read.fit == EssviSettings(sweeps=3)
    assert ChainFitSettings.from_dict({}).fit == SplineSettings()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"curv": "essvi"}, "settings has no setting 'curv'"),
        ({"curve": "cubic"}, "settings.curve is 'cubic': give one of 'spline', 'essvi'"),
        ({"fit": {"sweep": 3}}, "settings.fit has no setting 'sweep'"),
        ({"fit": 3}, "settings.fit is 3: give an object"),
        ({"curve": "essvi", "fit": {"max_knots": 3}}, "settings.fit has no setting 'max_knots'"),
        ({"hygiene": {"spread_to_mid": -1.0}}, "spread_to_mid"),
    ],
)
def test_bad_settings_are_refused(values, message):
    with pytest.raises(InvalidArgumentError, match=message):
        ChainFitSettings.from_dict(values)
