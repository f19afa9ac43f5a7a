from __future__ import annotations

import datetime as dt
import gzip
import zipfile

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError, LayoutError
from axiom.market import list_chains, read_chain, screen_quotes
from axiom.volatility import imply_forwards
from tests.unit.market import files


def test_no_such_file(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_chain(tmp_path / "absent.csv")


def test_a_folder(tmp_path):
    with pytest.raises(DataError, match="is a folder"):
        read_chain(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"\n\n", "no header line"),
        (b"PAR1 and then nothing", "cannot be read as Parquet"),
        (b"\x1f\x8bnot gzip", "cannot be unpacked"),
        (b"PK\x03\x04not zip", "cannot be unpacked"),
        (b"\x00\x01\x02\x03\x04", "neither CSV nor Parquet"),
        (b"%PDF-1.7\nabc", "no layout is recognised"),
        (b"a,b\n1,2,3,4\n", "no layout is recognised"),
    ],
)
def test_wrong_contents(tmp_path, content, message):
    path = tmp_path / "chain.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_chain(path)


def test_an_archive_of_several_files(tmp_path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "y")
    with pytest.raises(DataError, match=r"2 files \(a.csv, b.csv\): unpack it"):
        read_chain(path)


def test_header_only(tmp_path):
    path = files.write(files.cboe().clear(), tmp_path / "chain.csv")
    for reader in (read_chain, list_chains):
        with pytest.raises(DataError, match="a header and no rows"):
            reader(path)


def test_ragged_rows(tmp_path):
    text = files.cboe().write_csv() + "SPX,1,2,3,4,5,6,7,8,9,10,11,12,13\n"
    (tmp_path / "chain.csv").write_text(text)
    with pytest.raises(DataError, match=r"chain\.csv"):
        read_chain(tmp_path / "chain.csv")


def test_missing_columns_name_the_nearest_layout(tmp_path):
    path = files.write(files.cboe().drop("bid", "strike"), tmp_path / "chain.csv")
    with pytest.raises(LayoutError, match="nearest is cboe, which lacks bid, strike"):
        read_chain(path)
    with pytest.raises(LayoutError, match="layout cboe needs the columns bid, strike"):
        read_chain(path, layout="cboe")
    with pytest.raises(LayoutError, match="no column for strike, bid among"):
        read_chain(path, layout="generic")


def test_unknown_layout(tmp_path):
    path = files.write(files.cboe(), tmp_path / "chain.csv")
    with pytest.raises(InvalidArgumentError, match="layout='bloomberg': give 'auto' or one of"):
        read_chain(path, layout="bloomberg")
    with pytest.raises(InvalidArgumentError, match="goes with layout='generic'"):
        read_chain(path, layout="cboe", columns={"strike": "strike"})


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("bid", "12,5", "column bid: '12,5' is not a number"),
        ("strike", "abc", "column strike: 'abc' is not a number"),
        ("expiration", "soon", "column expiration: 'soon' is not a date"),
        ("quotedate", "31.12.2024", "column quotedate: '31.12.2024' is not a date"),
        ("type", "X", "column type: 'x' is neither call nor put"),
        ("type", "", r"column type: '\(blank\)' is neither call nor put"),
        ("expiration", "", "rows have no expiry"),
    ],
)
def test_bad_cells(tmp_path, column, value, message):
    table = files.cboe().with_columns(pl.all().cast(pl.String))
    first = pl.when(pl.int_range(pl.len()) == 1).then(pl.lit(value)).otherwise(pl.col(column))
    path = files.write(table.with_columns(first.alias(column)), tmp_path / "chain.csv")
    with pytest.raises(DataError, match=message) as caught:
        read_chain(path)
    assert "chain.csv" in str(caught.value) or "quotes" in str(caught.value)


def test_blanks_and_words_for_missing_prices(tmp_path):
    table = files.cboe().with_columns(pl.col("bid").cast(pl.String))
    for word in ("", "NaN", "null", "N/A", "-"):
        path = files.write(table.with_columns(bid=pl.lit(word)), tmp_path / "chain.csv")
        assert read_chain(path).quotes["bid"].null_count() == 28


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("spot", -1.0),
        ("spot", np.inf),
        ("forward", 0.0),
        ("forward", {dt.date(2024, 5, 31): np.nan}),
        ("rate", np.nan),
        ("settlement", "noon"),
    ],
)
def test_bad_arguments(tmp_path, argument, value):
    path = files.write(files.cboe(), tmp_path / "chain.csv")
    with pytest.raises(InvalidArgumentError, match=argument):
        read_chain(path, **{argument: value})


def test_all_quotes_crossed(tmp_path):
    table = files.cboe().with_columns(bid=pl.col("ask") + 1.0)
    chain = read_chain(files.write(table, tmp_path / "chain.csv"))
    screened = screen_quotes(chain)
    assert screened["reason"].unique().to_list() == ["CROSSED"]
    with pytest.raises(DataError, match="no expiry has a strike with both a usable call and put"):
        imply_forwards(chain, screened)


def test_expirations_in_the_past(tmp_path):
    table = files.cboe().with_columns(expiration=pl.lit("2024-02-01"))
    chain = read_chain(files.write(table, tmp_path / "chain.csv"))
    screened = screen_quotes(chain)
    assert screened["reason"].unique().to_list() == ["EXPIRED"]
    with pytest.raises(DataError, match="every expiry of SPX is at or before the valuation time"):
        imply_forwards(chain, screened)


def test_one_strike_of_one_expiry_gives_a_forward_with_a_wide_error(tmp_path):
    table = files.cboe(roots=("SPXW",)).filter(pl.col("strike") == 100.0)
    chain = read_chain(files.write(table, tmp_path / "chain.csv"))
    row = imply_forwards(chain, screen_quotes(chain)).table.row(0, named=True)
    assert row["method"] == "curve"
    assert row["n_pairs"] == 1
    assert row["rate"] == 0.0
    assert row["rate_se"] == pytest.approx(0.05)
    assert row["forward"] == pytest.approx(100.0 * np.exp(0.03 * 91 / 365), abs=0.05)
    assert row["forward_se"] > 0.03
