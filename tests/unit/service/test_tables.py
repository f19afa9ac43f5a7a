from __future__ import annotations

import datetime as dt
import io

import polars as pl

from axiom.service.tables import (
    ARROW_TYPE,
    PARQUET_TYPE,
    columns_of,
    table_content,
    table_response,
)

TABLE = pl.DataFrame(
    {
        "x": [1.0, float("nan"), None],
        "at": [dt.datetime(2026, 3, 2, tzinfo=dt.UTC)] * 3,
        "name": pl.Series(["a", "b", None], dtype=pl.Enum(["a", "b"])),
    }
)


def test_columns_are_what_json_knows():
    found = columns_of(TABLE)
    assert found["x"] == [1.0, None, None]
    assert found["at"][0] == "2026-03-02T00:00:00+00:00"
    assert found["name"] == ["a", "b", None]


def test_tables_come_back_from_arrow_and_parquet():
    arrow, parquet = table_response(TABLE, ARROW_TYPE), table_response(TABLE, PARQUET_TYPE)
    assert pl.read_ipc_stream(io.BytesIO(arrow.body)).equals(TABLE)
    assert pl.read_parquet(io.BytesIO(parquet.body)).equals(TABLE)
    assert (arrow.media_type, parquet.media_type) == (ARROW_TYPE, PARQUET_TYPE)


def test_forms_are_described():
    assert list(table_content(ARROW_TYPE)[200]["content"]) == [ARROW_TYPE]
