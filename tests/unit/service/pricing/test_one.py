"""One option over the wire."""

import inspect
from typing import Any, get_args

import pytest

import axiom
from axiom.kernels.stated_errors import stated_error
from axiom.service.pricing.one import greeks_of, implied_vol_of, price_of
from axiom.service.pricing.routes import router
from axiom.wire.pricing import (
    GreeksAnswer,
    GreeksRequest,
    ImpliedVolAnswer,
    ImpliedVolRequest,
    ImpliedVolStatusName,
    PriceAnswer,
    PriceRequest,
)
from tests.unit.service.callers import caller_of

OPTION = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
DIVIDENDS = [{"time": 0.25, "cash": 1.0}, {"time": 0.4, "proportion": 0.01}]
HOWS: tuple[dict[str, Any], ...] = (
    {},
    {"is_call": False, "dividend_yield": 0.01},
    {"exercise": "american", "is_call": False},
    {"exercise": "american", "accuracy": "fast", "dividends": DIVIDENDS},
    {"dividends": DIVIDENDS, "dividend_model": "escrowed"},
    {"spot": None, "forward": 101.0, "model": "normal", "vol": 20.0},
)


def _for_library(given: dict[str, Any]) -> dict[str, Any]:
    paid = given.get("dividends")
    return given if paid is None else {**given, "dividends": [axiom.Dividend(**d) for d in paid]}


@pytest.mark.parametrize("how", HOWS)
def test_prices_are_the_librarys(how: dict[str, Any]) -> None:
    given = {**OPTION, **how}
    answer = PriceAnswer(**caller_of(router).post("/v1/price", json=given).json())
    assert answer.price == axiom.price(**_for_library(given))
    words = {name: value for name, value in given.items() if name not in {"dividends", "is_call"}}
    words = {
        name: value for name, value in words.items() if "rate" not in name and "yield" not in name
    }
    stated = stated_error(**words, has_dividends="dividends" in given)
    assert (answer.error, answer.error_kind) == stated


@pytest.mark.parametrize("how", HOWS)
def test_greeks_are_the_librarys(how: dict[str, Any]) -> None:
    given = {**OPTION, **how}
    answer = GreeksAnswer(**caller_of(router).post("/v1/greeks", json=given).json())
    wanted = axiom.greeks(**_for_library(given)).as_dict()
    paid = wanted.pop("dividends", None)
    found = answer.model_dump()
    assert {name: found[name] for name in wanted} == wanted
    assert found["dividends"] == (None if paid is None else tuple(paid.tolist()))


@pytest.mark.parametrize("how", HOWS)
def test_implied_vols_are_the_librarys(how: dict[str, Any]) -> None:
    given = {**OPTION, **how}
    vol = given.pop("vol")
    given["price"] = axiom.price(**_for_library({**given, "vol": vol}))
    answer = ImpliedVolAnswer(**caller_of(router).post("/v1/implied-vol", json=given).json())
    assert answer.vol == axiom.implied_vol(**_for_library(given))
    assert (answer.status, answer.lower) == ("OK", None)


def test_intervals_come_with_a_status() -> None:
    terms = {"forward": 100.0, "strike": 100.0, "expiry": 1.0, "return_interval": True}
    found = implied_vol_of(ImpliedVolRequest(price=10.0, **terms))
    plain = {name: value for name, value in terms.items() if name != "return_interval"}
    vol, lower, upper = axiom.implied_vol(price=10.0, **plain, return_interval=True)
    assert found == {"vol": vol, "status": "OK", "lower": lower, "upper": upper}
    assert implied_vol_of(ImpliedVolRequest(price=200.0, **terms))["status"] == "ABOVE_MAXIMUM"


def test_a_price_without_a_vol_is_refused_with_the_librarys_message() -> None:
    request = ImpliedVolRequest(price=200.0, forward=100.0, strike=100.0, expiry=1.0)
    with pytest.raises(axiom.ImpliedVolError, match="not below the maximum"):
        implied_vol_of(request)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"vol": -0.2}, "vol must not be negative, got -0.2"),
        ({"forward": 100.0}, "exactly one of spot and forward, got both"),
        ({"spot": None}, "exactly one of spot and forward, got neither"),
        ({"strike": 0.0}, "strike must be positive"),
        ({"dividends": [{"time": -1.0, "cash": 1.0}]}, "time=-1.0: give years above 0"),
        ({"dividends": [{"time": 0.1, "cash": 500.0}]}, "not below the spot"),
        ({"exercise": "american", "model": "normal"}, "needs model='lognormal'"),
    ],
)
def test_refusals_are_the_librarys(changed: dict[str, Any], message: str) -> None:
    for compute, kind in ((price_of, PriceRequest), (greeks_of, GreeksRequest)):
        with pytest.raises(axiom.InvalidArgumentError, match=message):
            compute(kind(**{**OPTION, **changed}))


def test_limits_that_are_infinite_are_null() -> None:
    at_expiry = {**OPTION, "strike": 100.0, "expiry": 0.0}
    answer = caller_of(router).post("/v1/greeks", json=at_expiry).json()
    assert axiom.greeks(**at_expiry).gamma == float("inf")
    assert answer["gamma"] is None


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (axiom.price, PriceRequest),
        (axiom.greeks, GreeksRequest),
        (axiom.implied_vol, ImpliedVolRequest),
    ],
)
def test_names_order_and_defaults_are_the_librarys(function: Any, kind: type[PriceRequest]) -> None:
    parameters = inspect.signature(function.__wrapped__).parameters
    fields = kind.model_fields
    assert [name for name in parameters if name in fields] == list(fields)
    left_out = {"threads", "out", "only", "return_status"}
    assert set(parameters) - set(fields) <= left_out
    for name, field in fields.items():
        default = parameters[name].default
        known = inspect.Parameter.empty if field.is_required() else field.default
        assert (known or None) == (default or None)


def test_names_of_greeks_and_statuses_are_the_librarys() -> None:
    names = axiom.greeks(**OPTION).as_dict()
    fields = set(GreeksAnswer.model_fields) - {"error", "error_kind", "dividends"}
    assert fields == set(names)
    words = get_args(get_args(ImpliedVolStatusName)[0])
    assert words == tuple(status.name for status in axiom.ImpliedVolStatus)
