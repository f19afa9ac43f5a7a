from __future__ import annotations

import pytest
import typer

from axiom.cli.options import parse_columns


def test_pairs_become_a_mapping():
    assert parse_columns(["bid=BestBid", "ask=Best=Ask"]) == {"bid": "BestBid", "ask": "Best=Ask"}
    assert parse_columns(None) is None
    assert parse_columns([]) is None


@pytest.mark.parametrize("pair", ["bid", "=x", "bid="])
def test_half_pairs_are_refused(pair):
    with pytest.raises(typer.BadParameter, match="write it as bid=BestBid"):
        parse_columns([pair])
