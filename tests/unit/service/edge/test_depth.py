"""Depth of JSON while it arrives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.service.edge.depth import DEEPEST, Depth


def _is_exceeded(body: bytes, size: int) -> bool:
    depth = Depth()
    return any(
        depth.is_exceeded_by(body[at : at + size]) for at in range(0, max(len(body), 1), size)
    )


def _nested(levels: int) -> bytes:
    return (
        b'{"a":[' * (levels // 2)
        + b"[" * (levels % 2)
        + b"]" * (levels % 2)
        + b"]}" * (levels // 2)
    )


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize("levels", [1, DEEPEST - 1, DEEPEST, DEEPEST + 1, 100_000])
def test_as_many_levels_as_allowed_and_no_more(levels: int, size: int) -> None:
    assert _is_exceeded(_nested(levels), size) is (levels > DEEPEST)


@pytest.mark.parametrize("before", ["", '"', "\\", '\\"', "]]]]]"])
@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_brackets_within_strings_do_not_count(before: str, size: int) -> None:
    text = before + "[" * 1000 + "{" * 1000
    body = json.dumps({"name": text, "after": [[text]], text: text}).encode()
    assert not _is_exceeded(body, size)


@pytest.mark.parametrize("text", ["[", '"[', "\\", '\\"'])
def test_brackets_after_strings_count(text: str) -> None:
    body = json.dumps([text, text]).encode() + _nested(DEEPEST + 1)
    assert _is_exceeded(body, 3)


@given(
    st.recursive(
        st.text(alphabet='[]{}"\\a,'), lambda inner: st.lists(inner, max_size=3), max_leaves=80
    ),
    st.integers(1, 9),
)
def test_pieces_give_what_the_whole_gives(value: object, size: int) -> None:
    body = (json.dumps(value) * 20).encode()
    assert _is_exceeded(body, size) is _is_exceeded(body, len(body))
