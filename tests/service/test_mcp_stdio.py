"""An agent that starts `axiom mcp` itself."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from mcp import Client, StdioServerParameters

import axiom
from tests.service.agents import told

CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}


def talk_to(talk, *options, **environment):
    started = StdioServerParameters(
        command=str(Path(sys.executable).with_name("axiom")),
        args=["mcp", *options],
        env=environment or None,
    )

    async def run():
        async with Client(started) as agent:
            return await talk(agent)

    return asyncio.run(run())


def test_it_answers_from_a_service_in_its_own_process(tmp_path):
    url = f"sqlite:///{tmp_path / 'axiom.db'}"

    async def talk(agent):
        assert (await told(agent, "price", **CALL))["price"] == axiom.price(**CALL)
        trade = {"instrument": {"underlying": "SPX"}, "quantity": "1", "price": "5000"}
        await told(agent, "book_trade", **trade)

    talk_to(talk, "--database-url", url, "--allow-writes")

    async def look(agent):
        assert len((await told(agent, "positions"))["items"]) == 1
        return {tool.name for tool in (await agent.list_tools()).tools}

    assert "book_trade" not in talk_to(look, "--database-url", url)


def test_it_answers_from_a_service_elsewhere(running_service):
    async def talk(agent):
        return await told(agent, "price", **CALL)

    service = running_service()
    where = {"AXIOM_URL": service.url, "AXIOM_API_KEY": service.key}
    assert talk_to(talk, **where)["price"] == axiom.price(**CALL)
