"""Histories: bulk writes from records and tables, pages by time, P&L by day."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.store import PnlRecord, new_id, new_ids
from tests.unit.store.samples import NOW, STORED

QUOTE = STORED["quotes"]
HOUR = dt.timedelta(hours=1)
FRAME = pl.DataFrame(
    {
        "time": [NOW + i * HOUR for i in range(50)],
        "underlying": ["SPX"] * 50,
        "bid": [None if i == 3 else 0.1 * i for i in range(50)],
        "ask": [math.nan if i == 4 else 0.1 * i + 0.05 for i in range(50)],
    }
)


def test_records_come_back_in_the_order_of_time(store):
    quotes = [replace(QUOTE, id=i, time=NOW - n * HOUR) for n, i in enumerate(new_ids(100))]
    with store.begin() as work:
        work.quotes.add_many(quotes)
        pages = [work.quotes.between(NOW - 100 * HOUR, NOW + HOUR, limit=30)]
        while pages[-1]:
            last = pages[-1][-1]
            after = (last.time, last.id)
            pages.append(work.quotes.between(NOW - 100 * HOUR, NOW + HOUR, limit=30, after=after))
    assert [one for page in pages for one in page] == quotes[::-1]


def test_a_table_is_stored(store):
    with store.begin() as work:
        work.quotes.add_frame(FRAME)
        work.quotes.add_frame(FRAME.clear())
        found = work.quotes.between(NOW, NOW + 50 * HOUR, underlying="SPX")
        assert work.quotes.between(NOW, NOW + 50 * HOUR, underlying="NDX") == ()
    assert [one.time for one in found] == FRAME["time"].to_list()
    assert [one.bid for one in found] == FRAME["bid"].to_list()
    assert found[4].ask is None
    assert {one.source for one in found} == {"market"}


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (FRAME.rename({"bid": "bd"}), "column 'bd'"),
        (FRAME.drop("underlying"), "lacks the column 'underlying'"),
        (FRAME.with_columns(pl.lit(None, dtype=pl.String).alias("underlying")), "has nulls"),
        (FRAME.with_columns(pl.col("time").dt.replace_time_zone(None)), "without a time zone"),
        (FRAME.with_columns(pl.lit("now").alias("time")), "time"),
        (FRAME.with_columns(pl.lit(" ").alias("source")), "source is blank"),
        (FRAME.with_columns(pl.lit("a\0").alias("underlying")), "underlying is blank"),
    ],
)
def test_a_bad_table_is_refused(store, frame, said):
    with pytest.raises(InvalidArgumentError, match=said), store.begin() as work:
        work.quotes.add_frame(frame)


def test_texts_of_a_table_are_kept_as_they_are(store):
    texts = ["a,b", 'say "x"', "two\nlines", "\\N", "ß", "NULL"]
    frame = FRAME.head(len(texts)).with_columns(pl.Series("source", texts))
    with store.begin() as work:
        work.quotes.add_frame(frame)
        found = work.quotes.between(NOW, NOW + 50 * HOUR)
    assert [one.source for one in found] == texts


def test_empty_text_is_not_null(store):
    frame = FRAME.select("time", "underlying").with_columns(pl.lit("").alias("strategy"))
    with store.begin() as work:
        work.greeks.add_frame(frame)
        assert {one.strategy for one in work.greeks.between(NOW, NOW + 50 * HOUR)} == {""}


def test_a_table_with_documents_is_stored(store):
    frame = FRAME.select("time").with_columns(
        pl.lit("rms").alias("name"),
        pl.lit(0.5).alias("value"),
        pl.struct(pl.lit("SPX").alias("of")).alias("labels"),
    )
    with store.begin() as work:
        work.metrics.add_frame(frame)
        found = work.metrics.between(NOW, NOW + 50 * HOUR)
    assert [one.labels for one in found] == [{"of": "SPX"}] * 50


def test_an_unknown_column_is_refused(store):
    with store.begin(read_only=True) as work, pytest.raises(InvalidArgumentError, match="colour"):
        work.quotes.between(NOW, NOW + HOUR, colour="red")


def test_greeks_and_metrics_are_histories_too(store):
    with store.begin() as work:
        work.greeks.add_many([replace(STORED["greeks"], id=i) for i in new_ids(3)])
        work.metrics.add_many([replace(STORED["metrics"], id=i) for i in new_ids(40)])
        assert len(work.greeks.between(NOW, NOW + HOUR, strategy="default")) == 3
        assert len(work.metrics.between(NOW, NOW + HOUR, name="fit_rms_vol_bp")) == 40


def test_the_pnl_of_a_day_is_written_over(store):
    record = PnlRecord(
        day=NOW.date(),
        strategy="default",
        underlying="SPX",
        total=Decimal("0.1"),
        terms={"delta": 0.25},
        updated_at=NOW,
    )
    changed = replace(record, total=Decimal("-12345678901234.567"), terms={"delta": -1.0})
    tomorrow = replace(record, day=NOW.date() + dt.timedelta(days=1))
    end = NOW.date() + dt.timedelta(days=2)
    with store.begin() as work:
        for one in (record, changed, tomorrow):
            work.pnl.put(one)
        assert work.pnl.between(NOW.date(), end) == (changed, tomorrow)
        assert work.pnl.between(NOW.date(), end, strategy="other") == ()
        assert work.pnl.between(NOW.date(), end, underlying="SPX", limit=1) == (changed,)
        after = (changed.day, changed.strategy, changed.underlying, changed.currency)
        assert work.pnl.between(NOW.date(), end, after=after) == (tomorrow,)


def test_ids_are_made_for_a_table_that_has_none(store):
    with store.begin() as work:
        work.quotes.add_frame(FRAME.with_columns(pl.Series("id", new_ids(50))))
        work.quotes.add_frame(FRAME)
        found = work.quotes.between(NOW, NOW + 50 * HOUR)
    assert len({one.id for one in found}) == 100
    assert new_id() > max(one.id for one in found)
