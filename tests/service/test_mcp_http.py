"""Agents over streamable HTTP: with keys of their own, and not without."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

import axiom
from axiom.store import Store
from tests.service.agents import refused, told
from tests.service.running import make_key

CALL = {"spot": 100.0, "strike": 105.0, "expiry": 0.5, "vol": 0.2}
OPENING = {
    "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """`axiom mcp --http` in its own process: its address, a key of all scopes, one to read."""
    url = f"sqlite:///{tmp_path_factory.mktemp('mcp') / 'axiom.db'}"
    with Store.open(url, migrate=True) as store:
        keys = make_key(store), make_key(store, "read")
    command = [Path(sys.executable).with_name("axiom"), "mcp", "--http", "--port", "0"]
    options = ["--database-url", url, "--allow-writes"]
    process = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
    told_lines = []
    for line in process.stderr:
        told_lines.append(line)
        if found := re.search(r"http://\S+", line):
            break
    else:
        raise AssertionError("".join(told_lines))
    yield found.group(), *keys
    process.terminate()
    process.stderr.close()
    process.wait(20)


@asynccontextmanager
async def agent_at(url, key):
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(url, http_client=http)) as agent,
    ):
        yield agent


def test_each_agent_does_what_its_own_key_may(served):
    url, key, reader = served

    async def talk():
        async with agent_at(url, key) as agent, agent_at(url, reader) as other:
            assert (await told(agent, "price", **CALL))["price"] == axiom.price(**CALL)
            assert "price" in await refused(other, "price", **CALL)
            assert (await told(other, "positions"))["items"] == []
            trade = {"instrument": {"underlying": "SPX"}, "quantity": "1", "price": "5000"}
            assert "trade" in await refused(other, "book_trade", **trade)
            assert (await told(agent, "book_trade", **trade))["quantity"] == "1"
            assert len((await told(other, "positions"))["items"]) == 1

    asyncio.run(talk())


@pytest.mark.parametrize("key", [None, "x", "ax_000000000000_" + "0" * 49, "none"])
def test_nothing_answers_without_a_key_that_holds(served, key):
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    headers["Accept"] = "application/json, text/event-stream"
    answer = httpx.post(served[0], json=OPENING, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_other_sites_do_not_reach_it(served):
    url, key, _ = served
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json, text/event-stream"}
    for hostile in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        answer = httpx.post(url, json=OPENING, headers={**headers, **hostile})
        assert answer.status_code in {403, 421}
