"""How secrets are stored."""

import pytest

from axiom.service.access.hashing import hash_secret, is_secret
from axiom.service.access.keys import new_key


def test_the_secret_itself_alone_is_the_secret() -> None:
    text = new_key().text
    stored = hash_secret(text)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert text not in stored
    assert is_secret(text, stored)
    assert not is_secret(text[:-1], stored)
    assert hash_secret(text) != stored


@pytest.mark.parametrize("stored", [None, "", "plain", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_nothing_is_the_secret_of_what_is_not_stored(stored: str | None) -> None:
    assert not is_secret("anything", stored)
