from __future__ import annotations

import json

import polars as pl

from axiom.core.plain import plain
from axiom.desk import write_session

from .sessions import result


def test_every_table_and_the_summary_are_written(tmp_path):
    written = write_session(result(), tmp_path / "new" / "folder")
    assert written[0].name == "summary.json"
    assert json.loads(written[0].read_text()) == plain(result().summary())
    tables = {path.stem: pl.read_parquet(path) for path in written[1:]}
    assert tables["fills"].equals(result().fills)
    assert tables["pnl"].equals(result().pnl)
    assert tables["explain"].equals(result().explain)
    assert {"greeks", "limits", "quotes", "hedges", "settlements"} <= set(tables)


def test_files_of_an_earlier_session_are_replaced(tmp_path):
    first = write_session(result(), tmp_path)
    assert write_session(result(), tmp_path) == first
