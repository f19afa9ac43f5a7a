"""Valuations through the client are the library's own."""

from __future__ import annotations

import math

import numpy as np
import pytest

import axiom
from axiom.client import AxiomClient
from axiom.client.valuing import described
from axiom.core.plain import plain
from axiom.instruments import Compound, European
from axiom.models import BlackScholes, Heston
from axiom.service.edge.problems import handle_problems
from axiom.service.routes import ROUTERS
from tests.unit.service.callers import caller_of

MARKET = axiom.Market(spot=100.0, rate=0.03)
CALL = European(strike=105.0, expiry=0.5)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.5, long_variance=0.05, vol_of_vol=0.4, correlation=-0.6
)


@pytest.fixture(scope="module")
def client():
    caller = caller_of(*ROUTERS)
    handle_problems(caller.app.app)
    with AxiomClient.in_process(caller.app) as client:
        yield client


def assert_same(found, expected):
    assert found.model_dump(exclude={"run_id"}, mode="json") == plain(expected)


@pytest.mark.parametrize(
    ("contract", "model"),
    [
        (CALL, BlackScholes(vol=0.2)),
        (CALL, HESTON),
        (Compound(underlying=CALL, strike=5.0, expiry=0.25), BlackScholes(vol=0.2)),
    ],
)  # fmt: skip
def test_library_dataclasses_are_valued_as_the_library_does(client, contract, model):
    found = client.value(contract, model=model, market=MARKET)
    assert_same(found, axiom.value(contract, model=model, market=MARKET))


def test_mappings_of_fields_say_the_same(client):
    found = client.value(
        {"type": "European", "strike": 105.0, "expiry": 0.5},
        model={"type": "BlackScholes", "vol": 0.2},
        market={"spot": 100.0, "rate": 0.03},
        greeks=False,
    )
    expected = axiom.value(CALL, model=BlackScholes(vol=0.2), market=MARKET, greeks=False)
    assert found.greeks is None
    assert found.price == expected.price


def test_several_contracts_are_valued_in_one_batch(client):
    strip = [European(strike=strike, expiry=0.5) for strike in (90.0, 100.0, 110.0)]
    found = client.value(strip, model=BlackScholes(vol=0.2), market=MARKET)
    expected = axiom.value(strip, model=BlackScholes(vol=0.2), market=MARKET)
    for one, other in zip(found, expected, strict=True):
        assert_same(one, other)


def test_a_simulation_has_the_bits_of_its_seed(client):
    terms = {"model": BlackScholes(vol=0.2), "market": MARKET, "engine": "montecarlo"}
    terms |= {"seed": 7, "max_paths": 4096, "greeks": False}
    assert client.value(CALL, **terms).price == axiom.value(CALL, **terms).price


def test_terms_outside_their_domain_are_the_librarys_error(client):
    with pytest.raises(axiom.InvalidArgumentError, match="strike"):
        client.value(
            {"type": "European", "strike": -1.0, "expiry": 0.5},
            model=BlackScholes(vol=0.2),
            market=MARKET,
        )
    with pytest.raises(axiom.InvalidArgumentError):
        client.value({"type": "Tontine"}, model=BlackScholes(vol=0.2), market=MARKET)


def test_the_catalogue_lists_what_can_be_valued(client):
    catalogue = client.catalogue()
    names = {entry.name for entry in catalogue.instruments}
    assert {"European", "Asian", "Barrier"} <= names
    assert "montecarlo" in catalogue.engines


def test_arrays_infinities_and_dates_become_json_values():
    assert described({"a": np.array([1.0, math.inf]), "b": np.float64(2.0), "c": -math.inf}) == {
        "a": [1.0, "Infinity"], "b": 2.0, "c": "-Infinity",
    }  # fmt: skip
