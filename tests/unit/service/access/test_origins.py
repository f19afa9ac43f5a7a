"""Which web pages may call from a browser."""

from __future__ import annotations

import pytest

from tests.unit.service.keyed import keyed, quick_hashes

DESK, OTHER = "https://desk.example.com", "https://other.example.com"
QUESTION = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "X-API-Key, Content-Type",
}


@pytest.mark.parametrize(
    ("origins", "origin", "is_let_in"),
    [((), DESK, False), ((DESK,), DESK, True), ((DESK,), OTHER, False)],
)
def test_pages_of_named_origins_alone_read_answers(
    fresh_file: str, origins: tuple[str, ...], origin: str, is_let_in: bool
) -> None:
    with quick_hashes(), keyed(fresh_file, cors_origins=origins) as service:
        asked = service.ask(None, "OPTIONS", "/ready", headers={"Origin": origin, **QUESTION})
        answer = service.ask("read", "GET", "/ready", headers={"Origin": origin})
        without_key = service.ask(None, "GET", "/ready", headers={"Origin": origin})
    assert (asked.status_code == 200) == is_let_in
    assert (asked.headers.get("Access-Control-Allow-Origin") == origin) == is_let_in
    assert (answer.headers.get("Access-Control-Allow-Origin") == origin) == is_let_in
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert without_key.status_code == 401
