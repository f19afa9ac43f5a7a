"""Prices through the client are the library's own, in process and over the network."""

from __future__ import annotations

import math

import anyio
import numpy as np
import pytest

import axiom
from axiom.client import AsyncAxiomClient, AxiomClient
from axiom.core.errors import ServiceError
from axiom.service.edge.problems import handle_problems
from axiom.service.routes import ROUTERS
from tests.unit.service.callers import caller_of

CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
PUT = {**CALL, "is_call": False, "exercise": "american", "accuracy": "fast"}


@pytest.fixture(scope="module")
def app():
    caller = caller_of(*ROUTERS)
    handle_problems(caller.app.app)
    return caller.app


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


@pytest.mark.parametrize(
    "terms",
    [
        {**CALL, "strike": -1.0},
        {**CALL, "forward": 100.0},
        {**CALL, "model": "quadratic"},
        {**CALL, "moneyness": 1.0},
        {name: value for name, value in CALL.items() if name != "strike"},
    ],
)
def test_a_bad_argument_is_the_librarys_error(client, terms):
    with pytest.raises(axiom.InvalidArgumentError) as caught:
        client.price(**terms)
    assert isinstance(caught.value, ServiceError)
    assert caught.value.status == 422


def test_a_price_without_a_vol_is_the_librarys_error(client):
    terms = {name: value for name, value in CALL.items() if name != "vol"}
    with pytest.raises(axiom.ImpliedVolError):
        client.implied_vol(price=200.0, **terms)


STRIKES = np.array([[90.0, 100.0, 110.0], [95.0, 105.0, 115.0]])
CHAIN = {
    "spot": 100.0, "strike": STRIKES, "expiry": [0.25, 0.5, 1.0], "vol": 0.2,
    "is_call": [True, False, True],
}  # fmt: skip


def test_prices_of_arrays_have_the_bits_and_the_shape_of_the_library(client):
    found = client.price(**CHAIN)
    assert found.shape == (2, 3)
    assert np.array_equal(found, axiom.price(**CHAIN))
    american = {**CHAIN, "exercise": "american", "dividends": [(0.2, 1.0)], "accuracy": "fast"}
    assert np.array_equal(client.price(**american), axiom.price(**american))


def test_greeks_of_arrays_are_a_table(client):
    found, expected = client.greeks(**CHAIN), axiom.greeks(**CHAIN)
    assert found.height == 6
    for name, values in expected.as_dict().items():
        if name != "dividends":
            assert np.array_equal(found[name].to_numpy(), values.ravel())
    assert set(found["status"]) == {"OK"}
    assert client.greeks(**CHAIN, only=["delta", "vega"]).columns == ["delta", "vega", "status"]


def test_one_bad_option_leaves_the_others_right(client):
    strikes = np.array([90.0, -1.0, np.nan, 110.0])
    terms = {"spot": 100.0, "expiry": 0.5, "vol": 0.2}
    found = client.greeks(strike=strikes, **terms)
    assert found["status"].to_list() == ["OK", "INVALID_INPUT", "INVALID_INPUT", "OK"]
    assert found["delta"][3] == axiom.greeks(strike=strikes[[0, 3]], **terms).delta[1]
    assert np.isnan(client.price(strike=strikes, **terms)).tolist() == [False, True, True, False]


def test_vols_of_arrays_have_statuses_and_intervals(client):
    terms = {name: value for name, value in CHAIN.items() if name != "vol"}
    prices = axiom.price(**CHAIN)
    prices[0, 0] = 200.0
    asked = {"price": prices, **terms, "return_status": True, "return_interval": True}
    pairs = zip(client.implied_vol(**asked), axiom.implied_vol(**asked), strict=True)
    for found, expected in pairs:
        assert found.shape == (2, 3)
        assert np.array_equal(found, expected, equal_nan=found.dtype == np.float64)
    assert np.isnan(client.implied_vol(price=prices, **terms)[0, 0])


def test_arguments_that_do_not_fit_together_are_refused(client):
    with pytest.raises(axiom.InvalidArgumentError, match="do not broadcast"):
        client.price(**{**CHAIN, "vol": [0.1, 0.2]})
    with pytest.raises(axiom.InvalidArgumentError, match="105 dollars"):
        client.price(**{**CALL, "strike": "105 dollars"})
    with pytest.raises(axiom.InvalidArgumentError, match="only="):
        client.greeks(**CALL, only=["delta"])
    with pytest.raises(axiom.InvalidArgumentError, match="omicron"):
        client.greeks(**CHAIN, only=["omicron"])


def test_the_asynchronous_client_gives_the_same(app):
    async def run():
        async with AsyncAxiomClient.in_process(app) as client:
            return await client.price(**CALL), await client.greeks(**CALL)

    price, greeks = anyio.run(run)
    assert price == axiom.price(**CALL)
    assert greeks.delta == axiom.greeks(**CALL).delta
