from __future__ import annotations

import gzip
import io
import zipfile

import polars as pl
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.service.chains import uploads
from axiom.service.chains.uploads import read_upload, safe_name

CSV = b"date,expiry,strike,type,bid,ask\n2026-01-05,2026-03-20,100,C,1.0,1.1\n"


def zipped(*files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\passwd",
        "C:\\passwd",
        "a/../passwd",
        "\x00passwd",
    ],
)
def test_a_name_is_never_a_path(name):
    assert safe_name(name) == "passwd"


@pytest.mark.parametrize("name", ["", ".", "..", "/", "...", "日本"])
def test_names_without_letters_are_replaced(name):
    assert safe_name(name) == "upload"


def test_a_hostile_name_writes_nothing_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chain = read_upload(CSV, name="../../outside.csv", reading={})
    assert chain.source.startswith("outside.csv")
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "outside.csv").exists()


def test_members_of_an_archive_write_nothing_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chain = read_upload(zipped(("../../outside.csv", CSV)), reading={"underlying": "X"})
    assert chain.quotes.height == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(("a.csv", content))])
def test_what_unpacks_to_too_much_is_refused_before_it_is(monkeypatch, pack):
    monkeypatch.setattr(uploads, "MOST_UNPACKED_BYTES", 2**20)
    bomb = pack(b"0" * (2**20 + 1))
    assert len(bomb) < 5_000
    with pytest.raises(InvalidArgumentError, match="unpacks to more than 1048576 bytes"):
        read_upload(bomb, reading={})


def test_a_table_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_ROWS", 10)
    buffer = io.BytesIO()
    pl.DataFrame({"strike": [1.0] * 11}).write_parquet(buffer)
    with pytest.raises(InvalidArgumentError, match="11 rows: send 10 at most"):
        read_upload(buffer.getvalue(), reading={})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(("a.csv", CSV), ("b.csv", CSV)), "archive of 2 files"),
        (zipped(), "archive of 0 files"),
        (b"PK\x03\x04broken", "cannot be unpacked"),
        (b"\x1f\x8bbroken", "cannot be unpacked"),
        (gzip.compress(CSV)[:-5], "cannot be unpacked"),
        (b"\xff\xff\xff\xffbroken", "cannot be read as Arrow"),
        (b"ARROW1broken", "cannot be read as Arrow"),
        (b"PAR1broken", "cannot be read as Parquet"),
        (b"\x00" * 20, "neither CSV nor Parquet"),
    ],
    # Archives hold the time at which they were made: these names are the same in all processes.
    ids=["two", "none", "zip", "gzip", "torn", "arrow", "feather", "parquet", "zeros"],
)
def test_broken_files_are_refused_in_the_librarys_words(content, message):
    with pytest.raises(DataError, match=message):
        read_upload(content, name="quotes.bin", reading={})
