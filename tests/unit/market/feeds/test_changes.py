from __future__ import annotations

import polars as pl

from axiom.market import chain_updates
from tests.unit.volatility.live.made import NOW, SECOND, planted


def test_only_what_changed_is_yielded_and_withdrawn_options_lose_their_prices():
    first = planted().chain
    table = first.quotes.with_row_index("row")
    changed = table.with_columns(
        bid=pl.when(pl.col("row") == 5).then(pl.col("bid") * 0.9).otherwise("bid")
    )
    second = first.replace(
        quotes=changed.filter(pl.col("row") != 9).drop("row"),
        valuation_time=NOW + SECOND,
        spot=3001.0,
    )
    steps = list(chain_updates(first, [second, second]))
    assert [one.time for one in steps] == [NOW + SECOND] * 2
    assert [one.sequence for one in steps] == [1, 2]
    assert steps[0].spot == 3001.0
    assert steps[0].has_quotes
    assert not steps[1].has_quotes
    found = steps[0].quotes
    assert found.height == 2
    assert found["strike"].to_list() == [table["strike"][5], table["strike"][9]]
    assert found["bid"].to_list() == [changed["bid"][5], None]
    assert found["ask"].to_list() == [table["ask"][5], None]
