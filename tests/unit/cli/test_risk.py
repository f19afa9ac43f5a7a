from __future__ import annotations

import json

import polars as pl
import pytest

from axiom.cli.risk.tables import print_wide
from axiom.risk import EXPLAIN_TERMS, HISTORICAL_STRESSES
from tests.docs.sample_files import write_sample_files


@pytest.fixture
def folder(tmp_path):
    write_sample_files(tmp_path)
    return tmp_path


@pytest.fixture
def two_days(folder):
    chain = pl.read_csv(folder / "chain.csv")
    later = chain.with_columns(
        pl.col("bid") * 1.002, pl.col("ask") * 1.002, pl.lit("2024-06-04").alias("date")
    )
    pl.concat([chain, later]).write_csv(folder / "two.csv")
    return folder / "two.csv"


def test_stresses_are_told(axiom_command, folder):
    given = ("risk", "stress", folder / "chain.csv", "--book", folder / "book.csv")
    shown = axiom_command(*given, "--by", "strike")
    assert shown.code == 0, shown.err
    assert "1987-10-19" in shown.out
    assert "-20.5%" in shown.out
    assert "Profit by strike" in shown.out
    assert "underlying" in axiom_command(*given, "--by", "expiry").out
    record = json.loads(axiom_command(*given, "--json", "--dynamics", "1.4").out)
    assert [row["stress"] for row in record["stresses"]] == [s.name for s in HISTORICAL_STRESSES]
    assert record["dynamics"] == "skew_stickiness 1.4"
    first = record["stresses"][0]
    assert first["profit"] == pytest.approx(first["present_value"] - record["present_value"])
    by_expiry = sum(row["1987-10-19"] for row in record["by_expiry"])
    assert by_expiry == pytest.approx(first["profit"])


def test_days_are_explained(axiom_command, folder, two_days):
    given = ("risk", "explain", two_days, "--book", folder / "book.csv")
    shown = axiom_command(*given)
    assert shown.code == 0, shown.err
    assert "carry" in shown.out
    assert "of all terms at the median" in shown.out
    record = json.loads(axiom_command(*given, "--greeks", "path", "--json").out)
    (row,) = record["intervals"]
    assert sum(row[name] for name in EXPLAIN_TERMS) + row["residual"] == pytest.approx(
        row["profit"]
    )
    assert record["totals"]["profit"] == row["profit"]
    assert record["notes"] == [[]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "2024-06-04"), "two.csv: 1 of its chains are in these days; give two or more"),
        (("--to", "2024-01-01"), "two.csv: 0 of its chains are"),
        (("--from", "June"), "--from is 'June'; write a day as 2019-05-24"),
        (("--dynamics", "sticky"), "dynamics is 'sticky'"),
    ],
)
def test_what_cannot_be_explained_is_refused(axiom_command, folder, two_days, words, message):
    found = axiom_command("risk", "explain", two_days, "--book", folder / "book.csv", *words)
    assert found.code == 2
    assert message in found.err


def test_help_teaches(axiom_command):
    assert (
        "axiom risk stress chain.csv --book book.csv" in axiom_command("risk", "stress", "-h").out
    )
    assert "--from 2019-05-20" in axiom_command("risk", "explain", "-h").out
    shown = axiom_command("risk")
    assert shown.code == 0
    assert "stress" in shown.out


def test_wide_tables_are_printed_in_parts(capsys):
    print_wide("Title", "name", [f"c{i}" for i in range(9)], {"row": [str(i) for i in range(9)]})
    out = capsys.readouterr().out
    assert out.count("name") == 2
    assert out.count("Title") == 1
    assert "c8" in out
