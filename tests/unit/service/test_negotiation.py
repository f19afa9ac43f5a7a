"""Which type an answer has, and bodies that are read with one copy."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from axiom.service.negotiation import body_bytes, preferred_type

OFFERED = ("application/json", "application/vnd.apache.arrow.stream")
JSON, ARROW = OFFERED


def _request(headers: dict[str, str], messages: Sequence[Message] = ()) -> Request:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    left = list(messages)

    async def receive() -> Message:
        return left.pop(0)

    return Request({"type": "http", "method": "POST", "headers": pairs}, receive)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        (ARROW, ARROW),
        ("application/json;q=0.5, application/vnd.apache.arrow.stream", ARROW),
        ("application/*;q=0.9, application/json;q=0.1", ARROW),
        ("text/html, */*;q=0.1", JSON),
        ("APPLICATION/JSON", JSON),
    ],
)
def test_takes_what_is_accepted_most(accept: str, expected: str) -> None:
    headers = {"accept": accept} if accept else {}
    assert preferred_type(_request(headers), OFFERED) == expected


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;q=x"])
def test_refuses_where_nothing_is_accepted(accept: str) -> None:
    with pytest.raises(HTTPException, match="accept application/json") as caught:
        preferred_type(_request({"accept": accept}), (JSON,))
    assert caught.value.status_code == 406


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": piece, "more_body": more}


@pytest.mark.parametrize("headers", [{"content-length": "6"}, {}])
def test_reads_bodies_piece_by_piece(headers: dict[str, str]) -> None:
    pieces = [_body(b"abc", more=True), _body(b"", more=True), _body(b"def", more=False)]
    assert asyncio.run(body_bytes(_request(headers, pieces))) == b"abcdef"


def test_a_client_that_goes_is_noticed() -> None:
    pieces = [_body(b"abc", more=True), {"type": "http.disconnect"}]
    with pytest.raises(ClientDisconnect):
        asyncio.run(body_bytes(_request({"content-length": "6"}, pieces)))
    with pytest.raises(ClientDisconnect):
        asyncio.run(body_bytes(_request({"content-length": "6"}, [_body(b"abc", more=False)])))
