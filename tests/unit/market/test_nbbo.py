from __future__ import annotations

import datetime as dt
import zipfile

import polars as pl
import pytest

from axiom.core.errors import DataError
from axiom.market import iter_chains, list_chains, read_chain, screen_quotes
from tests.unit.market import files


@pytest.fixture(params=["goog_minutes.parquet", "goog_minutes.csv"])
def path(request, tmp_path):
    table = files.nbbo()
    if request.param.endswith("csv"):
        table = table.with_columns(pl.col("time").dt.strftime("%Y-%m-%d %H:%M:%S"))
    return files.write(table, tmp_path / request.param)


def state(chain) -> dict:
    rows = chain.quotes.select("strike", "is_call", "bid", "ask", "bid_size", "ask_size").rows()
    return {row[:2]: row[2:] for row in rows}


@pytest.mark.parametrize(
    ("time", "call"),
    [
        ("09:30", (5.0, 5.2, 10.0, 11.0)),
        ("09:45", (5.1, 5.2, 20.0, 11.0)),
        ("10:00", (5.1, 5.4, 20.0, 21.0)),
        ("13:00", (5.1, 5.4, 20.0, 21.0)),
    ],
)
def test_each_side_is_carried_forward(path, time, call):
    chain = read_chain(path, time=time)
    assert state(chain)[100.0, True] == call
    assert chain.valuation_time.astimezone().timestamp() % 3600 == int(time[3:]) * 60
    assert chain.underlying == "GOOG"


def test_a_side_never_quoted_stays_empty(path):
    chain = read_chain(path)
    assert chain.valuation_time == dt.datetime(2024, 3, 1, 15, 30, tzinfo=dt.UTC)
    assert state(chain)[105.0, True] == (None, 2.0, None, 1.0)
    assert chain.tick == 0.05


def test_age_is_that_of_the_older_side(path):
    chain = read_chain(path, time="10:15")
    times = dict(chain.quotes.select("is_call", "quote_time").rows())
    assert times[True] == dt.datetime(2024, 3, 1, 14, 40, tzinfo=dt.UTC)
    assert times[False] == dt.datetime(2024, 3, 1, 14, 30, tzinfo=dt.UTC)
    assert screen_quotes(chain)["reason"].to_list() == ["STALE", "STALE"]
    assert screen_quotes(read_chain(path, time="10:05"))["reason"].to_list() == ["STALE", "OK"]


def test_before_the_first_minute(path):
    with pytest.raises(DataError, match="at or before 2024-03-01 09:00"):
        read_chain(path, time="09:00")


def test_minutes_are_listed_and_iterated(path):
    table = list_chains(path)
    assert table["n_quotes"].to_list() == [2, 2, 2, 3]
    assert [chain.quotes.height for chain in iter_chains(path)] == [2, 2, 2, 3]


def test_spot_from_its_own_file(path, tmp_path):
    rows = [
        f"{minute * 60_000},1,1,1,{bid},100,1,1,1,{ask},100"
        for minute, bid, ask in ((570, 1_000_000, 1_010_000), (600, 1_020_000, 1_030_000))
    ]
    spot_file = tmp_path / "spot.zip"
    with zipfile.ZipFile(spot_file, "w") as archive:
        archive.writestr("spot.csv", "\n".join(rows))
    assert read_chain(path, time="09:59", spot_file=spot_file).spot == 100.5
    assert read_chain(path, time="10:00", spot_file=spot_file).spot == 102.5
    assert read_chain(path, time="10:00", spot=99.0, spot_file=spot_file).spot == 99.0
    (tmp_path / "late.csv").write_text("39600000,1,1,1,1,1,1,1,1,1,1\n")
    with pytest.raises(DataError, match=r"late.csv has no quote at or before 10:00"):
        read_chain(path, time="10:00", spot_file=tmp_path / "late.csv")
    (tmp_path / "words.csv").write_text("a,b\nc,d\n")
    with pytest.raises(DataError, match="eleven columns of numbers"):
        read_chain(path, time="10:00", spot_file=tmp_path / "words.csv")
