"""Every tool, resource and prompt, through the official client."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

import axiom
from axiom.client import AsyncAxiomClient, AxiomClient
from axiom.core.plain import plain
from axiom.instruments import European
from axiom.models import BlackScholes
from axiom.service.local import local_service
from axiom.service.mcp import create_mcp_server
from tests.docs.sample_files import write_sample_files
from tests.service.agents import refused, told

CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2, "rate": 0.03}
READING = {
    "breaches", "catalogue", "certify_surface", "chain", "density", "explain_pnl", "fit_surface",
    "greeks", "hedge_option", "implied_vol", "limits", "list_chains", "list_surfaces", "margin",
    "pnl", "positions", "price", "risk", "scenario", "smile", "stress", "suggest_hedge",
    "suggest_quotes", "surface", "trades", "value", "value_at_risk",
}  # fmt: skip
WRITING = {"book_trade", "keep_surface", "load_chain"}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service in this process that holds a chain, its surface and a trade."""
    folder: Path = tmp_path_factory.mktemp("mcp")
    write_sample_files(folder)
    with local_service() as (app, key):
        with AxiomClient.in_process(app, key=key) as client:
            chain = client.chains.upload(folder / "chain.csv", underlying="SPX")
            fit = client.surfaces.fit(chain.id, keep=True)
            client.book.trade(underlying="SPX", quantity=3, price="5000.5", strategy="vol")
        yield app, key, chain.id, fit.surface.id


@asynccontextmanager
async def agent_of(service, *, allow_writes=False):
    app, key, *_ = service
    async with (
        AsyncAxiomClient.in_process(app, key=key) as client,
        Client(create_mcp_server(client, allow_writes=allow_writes)) as agent,
    ):
        yield agent


def with_agent(service, talk, **options):
    async def run():
        async with agent_of(service, **options) as agent:
            return await talk(agent)

    return asyncio.run(run())


def test_writing_tools_are_listed_only_where_they_are_allowed(service):
    async def names(agent):
        return {tool.name: tool for tool in (await agent.list_tools()).tools}

    assert set(with_agent(service, names)) == READING
    tools = with_agent(service, names, allow_writes=True)
    assert set(tools) == READING | WRITING
    for name, tool in tools.items():
        assert tool.annotations.read_only_hint is (name in READING)
        assert tool.title
        assert tool.description
        assert tool.output_schema["properties"]


def test_a_tool_that_writes_cannot_be_called_where_it_is_not_listed(service):
    async def talk(agent):
        return await refused(agent, "book_trade", instrument={"underlying": "SPX"})

    assert "book_trade" in with_agent(service, talk)


def test_prices_and_greeks_come_with_units_and_errors(service):
    async def talk(agent):
        tools = {tool.name: tool for tool in (await agent.list_tools()).tools}
        assert (
            "per 1.00 of vol" in tools["greeks"].output_schema["properties"]["vega"]["description"]
        )
        assert "20 %" in tools["price"].input_schema["properties"]["vol"]["description"]
        price = await told(agent, "price", **CALL)
        assert price["price"] == axiom.price(**CALL)
        assert price["error_kind"] == "rounding"
        greeks = await told(agent, "greeks", **CALL, is_call=False)
        assert greeks["delta"] == axiom.greeks(**CALL, is_call=False).delta
        american = {**CALL, "exercise": "american", "dividends": [{"time": 0.1, "cash": 1.0}]}
        assert (await told(agent, "price", **american))["error_kind"] == "discretisation"
        terms = {name: value for name, value in CALL.items() if name != "vol"}
        vol = await told(agent, "implied_vol", price=price["price"], **terms)
        assert vol["vol"] == pytest.approx(0.2, abs=1e-12)

    with_agent(service, talk)


def test_any_contract_is_valued_by_the_terms_of_the_catalogue(service):
    async def talk(agent):
        names = [one["name"] for one in (await told(agent, "catalogue"))["instruments"]]
        assert "European" in names
        found = await told(
            agent,
            "value",
            instrument={"type": "European", "strike": 105.0, "expiry": 0.5},
            model={"type": "BlackScholes", "vol": 0.2},
            market={"spot": 100.0, "rate": 0.03},
        )
        expected = axiom.value(
            European(strike=105.0, expiry=0.5),
            model=BlackScholes(vol=0.2),
            market=axiom.Market(spot=100.0, rate=0.03),
        )
        assert {**found, **plain(expected)} == found

    with_agent(service, talk)


def test_a_refusal_is_the_librarys_message(service):
    async def talk(agent):
        said = await refused(agent, "price", **{**CALL, "strike": -1.0})
        with pytest.raises(axiom.InvalidArgumentError) as caught:
            axiom.price(**{**CALL, "strike": -1.0})
        assert str(caught.value) in said
        assert "moneyness" in await refused(agent, "price", **CALL, moneyness=1.0)
        assert "0000" in await refused(agent, "chain", chain_id="0000")
        assert "strike" in await refused(agent, "price", spot=1.0, expiry=1.0, vol=0.2)

    with_agent(service, talk)


def test_chains_and_surfaces_are_read_fitted_and_certified(service):
    *_, chain_id, surface_id = service

    async def talk(agent):
        chains = await told(agent, "list_chains", underlying="SPX")
        assert [one["id"] for one in chains["chains"]] == [chain_id]
        assert len((await told(agent, "chain", chain_id=chain_id))["expiries"]) == 4
        fit = await told(agent, "fit_surface", chain_id=chain_id, curve="ssvi")
        assert fit["surface_id"] is None
        assert fit["underlying"] == "SPX"
        surfaces = await told(agent, "list_surfaces")
        assert [one["id"] for one in surfaces["surfaces"]] == [surface_id]
        assert (await told(agent, "surface", surface_id=surface_id))["is_arbitrage_free"]
        certificate = await told(agent, "certify_surface", surface_id=surface_id)
        assert certificate["is_arbitrage_free"]
        smile = await told(agent, "smile", surface_id=surface_id, expiry=0.25, points=11)
        assert len(smile["points"]["vol"]) == 11
        density = await told(agent, "density", surface_id=surface_id, expiry=0.25)
        assert density["mass"] == pytest.approx(1.0, abs=1e-3)

    with_agent(service, talk)


def test_the_book_is_read(service):
    async def talk(agent):
        (held,) = (await told(agent, "positions", underlying="SPX"))["items"]
        assert (held["strategy"], held["quantity"]) == ("vol", "3")
        (trade,) = (await told(agent, "trades"))["items"]
        assert trade["amount"] == "15001.5"
        assert (await told(agent, "limits"))["items"] == []
        assert (await told(agent, "breaches"))["items"] == []
        days = {"start": "2026-01-01", "end": "2026-02-01"}
        assert (await told(agent, "pnl", **days))["items"] == []

    with_agent(service, talk)


def test_the_risk_of_the_book_is_told(service):
    *_, surface_id = service

    async def talk(agent):
        book = {"underlying": "SPX", "strategy": "vol"}
        worth = await told(agent, "risk", **book)
        assert worth["surface_id"] == surface_id
        assert worth["totals"]["delta"] == pytest.approx(3.0)
        assert worth["units"]["delta"]
        ladder = await told(agent, "scenario", **book, spot_shocks=[0.1], vol_shocks=[0.0])
        assert ladder["rows"][0]["profit"] == pytest.approx(0.3 * worth["spot"])
        assert len((await told(agent, "stress", **book))["rows"]) > 3
        moves = [-0.02, -0.01, 0.0, 0.01, 0.02]
        lost = await told(agent, "value_at_risk", **book, spot_moves=moves, levels=[0.95])
        assert lost["rows"][0]["value_at_risk"] > 0.0
        assert (await told(agent, "margin", **book))["requirement"] > 0.0
        after = {"surface_id": surface_id, "spot": worth["spot"] + 10.0}
        why = await told(agent, "explain_pnl", **book, after=after)
        assert why["profit"] == pytest.approx(30.0)

    with_agent(service, talk)


def test_quotes_and_hedges_are_suggested(service):
    async def talk(agent):
        quotes = await told(
            agent, "suggest_quotes",
            policy={"type": "avellaneda_stoikov", "risk_aversion": 0.1},
            market={"vol": 2.0, "bid_fills": {"type": "exponential", "scale": 140.0, "decay": 1.5}},
            mid=100.0, inventory=[0.0, 5.0], time_left=1.0,
        )  # fmt: skip
        assert quotes["bid"][1] < quotes["bid"][0] < 100.0 < quotes["ask"][0]
        hedge = await told(
            agent, "suggest_hedge", underlying="SPX", spot=5000.0, exposures={"delta": 250.0},
            rule={"type": "delta_band", "width": 100.0},
        )  # fmt: skip
        assert hedge["underlying_quantity"] == -250.0
        held = await told(
            agent, "hedge_option", policy={"type": "black_scholes"}, strike=100.0, is_call=True,
            spot=100.0, time_left=0.5, vol=0.2,
        )  # fmt: skip
        assert 0.5 < held["holding"] < 0.6

    with_agent(service, talk)


def test_what_is_allowed_is_written(service):
    async def talk(agent):
        chain = await told(agent, "load_chain", feed="simulated", underlying="SIM", seed=7)
        again = await told(agent, "load_chain", feed="simulated", underlying="SIM", seed=7)
        assert chain["id"] == again["id"]
        fit = await told(agent, "keep_surface", chain_id=chain["id"], curve="ssvi")
        assert (await told(agent, "surface", surface_id=fit["surface_id"]))["chain_id"]
        trade = await told(
            agent, "book_trade", instrument={"underlying": "SIM"}, quantity="-2", price="101.25"
        )
        assert trade["amount"] == "-202.5"

    with_agent(service, talk, allow_writes=True)


def test_resources_are_what_is_stored(service):
    *_, chain_id, surface_id = service

    async def talk(agent):
        listed = {str(one.uri) for one in (await agent.list_resources()).resources}
        assert listed == {"axiom://catalogue", "axiom://chains", "axiom://surfaces"}
        templates = (await agent.list_resource_templates()).resource_templates
        assert {one.uri_template for one in templates} == {
            "axiom://chains/{chain_id}", "axiom://surfaces/{surface_id}",
        }  # fmt: skip
        for address in (*listed, f"axiom://chains/{chain_id}", f"axiom://surfaces/{surface_id}"):
            (content,) = (await agent.read_resource(address)).contents
            assert content.mime_type == "application/json"
            assert json.loads(content.text)
        with pytest.raises(MCPError, match="0000"):
            await agent.read_resource("axiom://chains/0000")

    with_agent(service, talk)


def test_the_morning_report_is_asked_for_by_tools_that_exist(service):
    async def talk(agent):
        (prompt,) = (await agent.list_prompts()).prompts
        assert [one.name for one in prompt.arguments] == ["underlying"]
        answer = await agent.get_prompt("morning_report", {"underlying": "SPX"})
        return answer.messages[0].content.text

    text = with_agent(service, talk)
    assert "SPX" in text
    for tool in ("list_surfaces", "certify_surface", "smile", "density", "positions", "pnl"):
        assert tool in text
    assert {"limits", "breaches", "suggest_hedge"} <= READING
