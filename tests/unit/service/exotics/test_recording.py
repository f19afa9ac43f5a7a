"""Valuations that are kept as runs, and valuations as jobs."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

import axiom
from axiom.core.plain import plain
from axiom.desk import SimulatedFeed, SimulatedMarket
from axiom.instruments import Cliquet, European
from axiom.market import Market
from axiom.models import BlackScholes
from axiom.service.exotics import ROUTERS
from axiom.service.exotics.valuing import ValueRequest, value_job
from axiom.service.jobs import job_function, unwatched
from axiom.service.surfaces.keeping import keep_surface
from axiom.store.runs import replay_run
from axiom.volatility import ChainFitSettings, fit_chain
from axiom.volatility.analytics import local_vol
from tests.unit.service.callers import caller_of, stored_caller
from tests.unit.service.exotics.documents import document_of

FLAT = BlackScholes(vol=0.2)
MARKET = Market(spot=100.0, rate=0.03)
CALL = European(strike=105.0, expiry=0.5)
CAPPED = Cliquet(resets=(0.5, 1.0), local_floor=-0.02)


@pytest.fixture(name="caller")
def _caller(database_url: str) -> Iterator[TestClient]:
    with stored_caller(database_url, *ROUTERS) as client:
        yield client


def services_of(caller: TestClient) -> Any:
    return caller.app.app.state.services  # type: ignore[attr-defined]


def ask(instrument: Any, **how: Any) -> dict[str, Any]:
    documents = {"instrument": instrument, "model": FLAT, "market": MARKET}
    return {name: document_of(value) for name, value in documents.items()} | how


def test_a_recorded_valuation_is_done_again_to_the_last_bit(caller: TestClient) -> None:
    answer = caller.post("/v1/value?record=true", json=ask(CALL)).json()
    run = answer.pop("run_id")
    assert answer == plain(axiom.value(CALL, model=FLAT, market=MARKET))
    with services_of(caller).store.begin(read_only=True) as work:
        assert replay_run(work, run).is_same
        assert work.runs.get(run).principal == "desk"


def test_an_idempotency_key_records_once(caller: TestClient) -> None:
    request = ask((CALL, CALL), greeks=False)
    headers = {"Idempotency-Key": "valuation-1"}
    first, again = (
        caller.post("/v1/value?record=true", json=request, headers=headers) for _ in range(2)
    )
    assert first.json() == again.json()
    assert len({one["run_id"] for one in first.json()}) == 1
    assert again.headers["idempotency-replayed"] == "true"


def test_a_job_gives_the_same_and_infinite_bounds_survive_its_request(caller: TestClient) -> None:
    asked = ValueRequest.model_validate(ask(CAPPED))
    document = asked.as_document()
    assert document["instrument"]["local_cap"] == "Infinity"
    request = {"asked": document, "is_kept": True, "principal": "desk"}
    assert job_function("value") is value_job
    found = value_job(services_of(caller), request, unwatched)
    assert found.pop("run_id")
    assert found == plain(axiom.value(CAPPED, model=FLAT, market=MARKET))
    several = {"asked": ask((CALL,)), "is_kept": False, "principal": "desk"}
    (one,) = value_job(services_of(caller), several, unwatched)["valuations"]
    assert one == plain(axiom.value(CALL, model=FLAT, market=MARKET))


def test_the_local_vols_of_a_stored_surface_are_a_model(caller: TestClient) -> None:
    chain = SimulatedFeed(SimulatedMarket(n_updates=0), seed=5).opening()
    fitted = fit_chain(chain, settings=ChainFitSettings(curve="essvi"))
    with services_of(caller).store.begin() as work:
        record, _ = keep_surface(
            work,
            fitted.surface,
            fitted.certificate,
            underlying="XYZ",
            input_hash="0" * 64,
            settings={},
        )
    contract = European(strike=105.0, expiry=0.25)
    market = Market(spot=100.0, rate=0.02)
    request = {
        "instrument": document_of(contract),
        "model": {"type": "StoredLocalVol", "surface": record.id},
        "market": document_of(market),
    }
    model = local_vol(fitted.surface).grid().model()
    wanted = plain(axiom.value(contract, model=model, market=market))
    assert caller.post("/v1/value", json=request).json() == wanted


def test_recording_needs_the_scope_trade() -> None:
    caller = caller_of(*ROUTERS, scopes=("price",))
    answer = caller.post("/v1/value?record=true", json=ask(CALL))
    assert answer.status_code == 403
    assert "lacks the scope 'trade'" in answer.json()["detail"]


def test_a_surface_that_is_not_stored_is_not_found(caller: TestClient) -> None:
    request = {**ask(CALL), "model": {"type": "StoredLocalVol", "surface": "none"}}
    assert caller.post("/v1/value", json=request).status_code == 404
