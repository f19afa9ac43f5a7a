"""Prices through the client are the library's own, in process and over the network."""

from __future__ import annotations

import math

import anyio
import numpy as np
import pytest

import axiom
from axiom.client import AsyncAxiomClient, AxiomClient
from axiom.service.pricing import router
from tests.unit.service.callers import caller_of

CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
PUT = {**CALL, "is_call": False, "exercise": "american", "accuracy": "fast"}


@pytest.fixture(scope="module")
def app():
    return caller_of(router).app


@pytest.fixture(scope="module")
def client(app):
    with AxiomClient.in_process(app) as client:
        yield client


@pytest.mark.parametrize(
    "terms",
    [
        CALL,
        PUT,
        {"forward": -0.002, "strike": 0.0, "expiry": 1.0, "vol": 0.01, "model": "normal"},
        {**CALL, "dividends": [(0.1, 1.5), (0.3, 1.0)]},
        {**CALL, "dividends": [axiom.Dividend(time=0.2, proportion=0.01)]},
        {name: np.float64(value) for name, value in CALL.items()},
    ],
)
def test_one_price_has_the_bits_of_the_library(client, terms):
    assert client.price(**terms) == axiom.price(**terms)


def test_one_option_has_all_the_greeks_of_the_library(client):
    found, expected = client.greeks(**CALL), axiom.greeks(**CALL)
    for name, value in expected.as_dict().items():
        if name != "dividends":
            assert getattr(found, name) == value
    assert 0.0 <= found.error < 1e-9
    assert found.error_kind == "rounding"


def test_a_vol_with_its_status_and_interval(client):
    terms = {name: value for name, value in CALL.items() if name != "vol"}
    terms["price"] = axiom.price(**CALL)
    assert client.implied_vol(**terms) == axiom.implied_vol(**terms)
    asked = {"return_status": True, "return_interval": True}
    vol, status, lower, upper = client.implied_vol(**terms, **asked)
    expected = axiom.implied_vol(**terms, **asked)
    assert (vol, status, lower, upper) == (expected[0], expected[1].name, *expected[2:])
    assert client.implied_vol(**terms, return_interval=True) == (vol, lower, upper)
    vol, status = client.implied_vol(**{**terms, "price": 200.0}, return_status=True)
    assert math.isnan(vol)
    assert status == "ABOVE_MAXIMUM"


def test_the_asynchronous_client_gives_the_same(app):
    async def run():
        async with AsyncAxiomClient.in_process(app) as client:
            return await client.price(**CALL), await client.greeks(**CALL)

    price, greeks = anyio.run(run)
    assert price == axiom.price(**CALL)
    assert greeks.delta == axiom.greeks(**CALL).delta
