"""The text of API keys."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.core.errors import AuthenticationError
from axiom.service.access.keys import new_key, new_secret, prefix_of

LETTERS = string.digits + string.ascii_letters
FIXED = "ax_000000000000_" + "0" * 43


def test_a_key_is_looked_up_by_its_prefix() -> None:
    key = new_key()
    assert prefix_of(key.text) == key.prefix
    assert key.text.startswith(f"ax_{key.prefix}_")
    assert len(key.text) == 65


def test_keys_and_secrets_are_never_the_same() -> None:
    assert len({new_key().text for _ in range(1000)}) == 1000
    assert len({new_secret() for _ in range(1000)}) == 1000


def test_every_letter_is_drawn_equally_often() -> None:
    drawn = "".join(new_secret()[:43] for _ in range(2000))
    expected = len(drawn) / 62
    chi_square = sum((drawn.count(letter) - expected) ** 2 / expected for letter in LETTERS)
    assert chi_square < 137.0  # 61 degrees of freedom: exceeded once in ten million times


@given(data=st.data())
def test_one_wrong_letter_is_told_without_the_store(data: st.DataObject) -> None:
    text = new_key().text
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(LETTERS).filter(lambda letter: letter != text[at]))
    with pytest.raises(AuthenticationError, match="mistyped"):
        prefix_of(text[:at] + other + text[at + 1 :])


@given(at=st.integers(3, 63))
def test_two_letters_swapped_are_told(at: int) -> None:
    text = new_key().text
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if swapped != text:
        with pytest.raises(AuthenticationError, match="mistyped"):
            prefix_of(swapped)


@pytest.mark.parametrize(
    "text", ["", "ax_", "ax__", FIXED, "' OR 1=1 --", "ax_%s_%s", "../../etc/passwd", "0" * 4096]
)
def test_other_text_is_no_key(text: str) -> None:
    with pytest.raises(AuthenticationError, match="mistyped"):
        prefix_of(text)
