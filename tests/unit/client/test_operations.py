"""One description serves both clients."""

from __future__ import annotations

import anyio
import pytest

from axiom.client import Retries
from axiom.client.calls import ask, get
from axiom.client.connection import Connection
from axiom.client.operations import AsyncDomain, Domain, Operation, operation
from axiom.client.transports import AsyncHttp, Http
from tests.unit.client.misbehaving import answer, misbehaving


class Greetings:
    @operation
    def greet(self, name: str, *, loudly: bool = False):
        """Greet somebody."""
        return get("/v1/greet", dict, name=name, loudly=loudly, title=None)

    @operation
    def greet_twice(self, name: str):
        """Greet somebody, and again by what was said."""
        first = yield from ask(get("/v1/greet", dict, name=name))
        return (yield from ask(get("/v1/greet", dict, name=first["said"])))


class WaitingGreetings(Greetings, Domain):
    pass


class AsyncGreetings(Greetings, AsyncDomain):
    pass


def connection(url):
    return Connection(url=url, key=None, retries=Retries(), timeout_s=5.0)


def test_a_synchronous_client_gives_results():
    with misbehaving(answer(200, {"said": "hello"})) as server:
        http = Http.open(connection(server.url))
        greetings = WaitingGreetings(http)
        assert greetings.greet("anna", loudly=True) == {"said": "hello"}
        assert greetings.greet_twice("anna") == {"said": "hello"}
        http.close()
    assert [seen.path for seen in server.seen] == [
        "/v1/greet?name=anna&loudly=true",
        "/v1/greet?name=anna",
        "/v1/greet?name=hello",
    ]
    assert "Authorization" not in server.seen[0].headers


def test_an_asynchronous_client_gives_what_is_awaited():
    async def run(url):
        http = AsyncHttp.open(connection(url))
        greetings = AsyncGreetings(http)
        assert await greetings.greet("anna") == {"said": "hello"}
        assert await greetings.greet_twice("anna") == {"said": "hello"}
        await http.close()

    with misbehaving(answer(200, {"said": "hello"})) as server:
        anyio.run(run, server.url)
    assert server.seen[0].path == "/v1/greet?name=anna&loudly=false"


def test_methods_keep_their_names_and_words():
    http = Http.open(connection("http://127.0.0.1:1"))
    greet = WaitingGreetings(http).greet
    http.close()
    assert (greet.__name__, greet.__doc__) == ("greet", "Greet somebody.")
    assert isinstance(Greetings.greet, Operation)
    assert Greetings.greet.__doc__ == "Greet somebody."


@pytest.mark.parametrize("given", [(), ("anna", "b")])
def test_what_a_method_does_not_take_is_refused_before_anything_is_sent(given):
    http = Http.open(connection("http://127.0.0.1:1"))
    with pytest.raises(TypeError, match="greet"):
        WaitingGreetings(http).greet(*given)
    http.close()
