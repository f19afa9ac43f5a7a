"""Contracts under models over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

import axiom
from axiom import instruments
from axiom.core.plain import plain
from axiom.market import Market
from axiom.models import BlackScholes, Heston
from axiom.service.exotics import ROUTERS
from axiom.wire.exotics import CatalogueAnswer, ValuationAnswer
from tests.unit.service.callers import caller_of
from tests.unit.service.exotics.documents import document_of

FLAT = BlackScholes(vol=0.2)
HESTON = Heston(
    initial_variance=0.04, mean_reversion=1.5, long_variance=0.05, vol_of_vol=0.4, correlation=-0.6
)
MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
CALL = instruments.European(strike=105.0, expiry=0.5)
BARRIER = instruments.Barrier(
    strike=100.0, barrier=120.0, expiry=1.0, is_call=True, is_up=True, is_knock_in=False
)


@pytest.fixture(name="caller")
def _caller() -> TestClient:
    return caller_of(*ROUTERS)


def ask(instrument: Any, model: Any, **how: Any) -> dict[str, Any]:
    documents = {"instrument": instrument, "model": model, "market": MARKET}
    return {name: document_of(value) for name, value in documents.items()} | how


@pytest.mark.parametrize(
    ("contract", "model", "how"),
    [
        (CALL, FLAT, {}),
        (CALL, HESTON, {"tolerance": 1e-6}),
        (BARRIER, FLAT, {"engine": "pde"}),
        (BARRIER, HESTON, {"engine": "montecarlo", "tolerance": 1e-2, "seed": 7, "greeks": False}),
    ],
)
def test_valuations_are_the_librarys(
    caller: TestClient, contract: Any, model: Any, how: dict[str, Any]
) -> None:
    answer = caller.post("/v1/value", json=ask(contract, model, **how))
    assert answer.status_code == 200, answer.text
    wanted = axiom.value(contract, model=model, market=MARKET, **how)
    assert answer.json() == plain(wanted)
    found = ValuationAnswer(**answer.json())
    assert (found.price, found.error, found.method) == (wanted.price, wanted.error, wanted.method)


def test_several_contracts_are_valued_in_one_batch(caller: TestClient) -> None:
    other = instruments.European(strike=95.0, expiry=0.5, is_call=False)
    request = ask((CALL, other), FLAT)
    found = [ValuationAnswer(**one).price for one in caller.post("/v1/value", json=request).json()]
    wanted = axiom.value([CALL, other], model=FLAT, market=MARKET)
    assert found == [one.price for one in wanted]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"instrument": {"type": "European", "strike": -1, "expiry": 1}},
            "strike=-1.0: give a number",
        ),
        ({"model": {"type": "BlackScholes", "vol": -0.2}}, "vol=-0.2"),
        ({"market": {"spot": 0}}, "spot=0.0"),
        ({"market": {"spot": [100, 90]}}, "European has 1 assets, the market 2"),
        ({"engine": "fourier"}, "cannot value"),
        ({"engine": "exact"}, "body.engine"),
        ({"tolerance": 0}, "body.tolerance"),
        ({"seed": -1}, "body.seed"),
        ({"max_paths": 0}, "body.max_paths"),
        ({"path": 1}, "body.path"),
    ],
)
def test_refusals_are_the_librarys(
    caller: TestClient, changed: dict[str, Any], message: str
) -> None:
    answer = caller.post("/v1/value", json={**ask(CALL, FLAT), **changed})
    assert answer.status_code == 422
    assert message in answer.json()["detail"]


def test_the_catalogue_tells_what_requests_take(caller: TestClient) -> None:
    found = CatalogueAnswer(**caller.get("/v1/catalogue").json())
    named = {entry.name: entry for entry in found.instruments}
    assert set(named) == set(instruments.__all__) - {"Instrument"}
    assert named["European"].engines["Heston"] == ("fourier", "pde", "montecarlo")
    assert [term.name for term in named["European"].terms if term.is_needed] == ["strike", "expiry"]
    assert {entry.name for entry in found.parts} >= {"Market", "ZeroCurve", "Dividend"}
    types = {term.type for entry in found.models for term in entry.terms}
    assert "number or VolTermStructure" in types
