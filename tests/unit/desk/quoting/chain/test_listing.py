from __future__ import annotations

import math

import polars as pl
import pytest

from axiom import DataError, InvalidArgumentError
from axiom.desk.quoting.chain.listing import Listing

from .made import listed


def test_rows_are_kept_and_expiries_counted():
    table = listed()
    found = Listing.of(table)
    assert found.size == table.height
    assert found.strike.tolist() == table["strike"].to_list()
    assert list(found.expiries) == table["expiry"].unique().sort().to_list()
    for place, expiry in enumerate(found.expiries):
        rows = slice(found.first[place], found.first[place + 1])
        assert set(table["expiry"][rows]) == {expiry}
        assert (found.expiry[rows] == place).all()
        assert found.instants[place] == expiry.timestamp()


def test_rows_say_their_own_style_or_have_the_given_one():
    styles = pl.Series(["american", None] * listed().height).head(listed().height)
    table = listed().with_columns(exercise=styles)
    assert Listing.of(table).american.tolist() == (styles == "american").fill_null(False).to_list()
    assert Listing.of(table, exercise="american").american.all()
    with pytest.raises(InvalidArgumentError, match="exercise"):
        Listing.of(table, exercise="asian")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop("strike"), "lacks the columns strike"),
        (lambda t: t.head(0), "listing is empty"),
        (lambda t: t.reverse(), "not sorted"),
        (lambda t: t.with_columns(pl.lit(-1.0).alias("strike")), "strike is -1"),
        (lambda t: t.with_columns(pl.lit(math.nan).alias("strike")), "strike is nan"),
        (lambda t: t.with_columns(pl.lit(None, pl.Boolean).alias("is_call")), "is null"),
        (lambda t: t.with_columns(pl.col("expiry").dt.replace_time_zone(None)), "time zone"),
    ],
)
def test_tables_of_no_options_are_refused(change, told):
    with pytest.raises(DataError, match=told):
        Listing.of(change(listed()))
