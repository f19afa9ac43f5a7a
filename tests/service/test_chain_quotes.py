"""Quotes of stored chains over HTTP, beside the desk's own."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.desk import ChainQuoter, ChainRules, SimulatedFeed, SimulatedMarket
from axiom.volatility import ChainFitSettings, fit_chain
from tests.service.callers import service_caller

CHAIN = SimulatedFeed(SimulatedMarket(n_updates=0), seed=5).opening()


@pytest.fixture(scope="module")
def caller(template_file, tmp_path_factory):
    file = tmp_path_factory.mktemp("quotes") / "axiom.db"
    file.write_bytes(template_file.read_bytes())
    with service_caller(f"sqlite:///{file}", job_threads=0) as client:
        yield client


@pytest.fixture(scope="module")
def asked(caller):
    taken = caller.post("/v1/chains/from-feed", json={"feed": "simulated", "seed": 5}).json()
    request = {"chain_id": taken["id"], "settings": {"curve": "essvi"}}
    assert caller.post("/v1/surfaces", json=request).status_code == 201
    return {"chain_id": taken["id"]}


def test_quotes_are_those_of_the_desk(caller, asked):
    fit = fit_chain(CHAIN, settings=ChainFitSettings(curve="essvi"))
    quoter = ChainQuoter(
        fit.surface, listing=CHAIN.quotes, spot=fit.observed.spot,
        rules=ChainRules(max_surface_age_seconds=None), tick=CHAIN.tick,
    )  # fmt: skip
    bid, ask = (CHAIN.quotes[side].fill_null(np.nan).to_numpy() for side in ("bid", "ask"))
    board = quoter.on_market(bid=bid, ask=ask, time=CHAIN.valuation_time)
    found = caller.post("/v1/quotes/suggestion", json=asked).json()
    assert found["state"] == "quoting"
    for side in ("bid", "ask"):
        prices = [np.nan if one[side] is None else one[side] for one in found["quotes"]]
        np.testing.assert_array_equal(prices, getattr(board, side))


def test_quotes_are_stored_once_and_told(caller, asked):
    key = {"Idempotency-Key": "q"}
    first = caller.post("/v1/quotes", json=asked, headers=key)
    again = caller.post("/v1/quotes", json=asked, headers=key)
    assert (first.status_code, again.content) == (201, first.content)
    services = caller.app.state.services
    found = first.json()
    told = services.bus.snapshot("quotes", found["underlying"])
    assert told.sequence == 1
    with services.store.begin(read_only=True) as work:
        rows = work.quotes.between(
            CHAIN.valuation_time, CHAIN.valuation_time.replace(year=2999), source="axiom"
        )
    assert len(rows) == len(found["quotes"])


def test_a_limit_that_is_breached_pulls_the_quotes(caller, asked):
    held = {"underlying_held": 1e6, "limits": {"delta": 1.0}}
    found = caller.post("/v1/quotes/suggestion", json=asked | held).json()
    assert found["state"] == "pulled"
    assert "delta" in found["reason"]


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"chain_id": "none"}, 404, "chain"),
        ({"surface_id": "none"}, 404, "surface"),
        ({"tick": 0.0}, 422, "greater than 0"),
        (
            {"positions": [{"expiry": "2020-01-01", "strike": 1, "is_call": True, "quantity": 1}]},
            422,
            "no living option",
        ),
    ],
)
def test_bad_input_is_refused(caller, asked, changes, status, told):
    refused = caller.post("/v1/quotes/suggestion", json=asked | changes)
    assert refused.status_code == status
    assert told in refused.text
