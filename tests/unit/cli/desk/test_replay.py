from __future__ import annotations

import json

import polars as pl
import pytest

from axiom.desk import read_session
from tests.docs.sample_files import write_sample_files

DAYS = ("2024-06-04", "2024-06-05")
RULES = ("--rhythm", "86400", "--vol-width", "0.001", "--size", "2", "--max-contracts", "40")


@pytest.fixture
def days(tmp_path):
    """Three days of the sample chain, whose prices rise and fall."""
    write_sample_files(tmp_path)
    chain = pl.read_csv(tmp_path / "chain.csv")
    moved = [
        chain.with_columns(pl.col("bid", "ask") * factor, pl.lit(day).alias("date"))
        for day, factor in zip(DAYS, (1.05, 0.96), strict=True)
    ]
    path = tmp_path / "days.csv"
    pl.concat([chain, *moved]).write_csv(path)
    return path


def test_a_replay_tells_what_the_desk_earned(axiom_command, days, tmp_path):
    out = tmp_path / "out"
    found = axiom_command("desk", "replay", days, *RULES, "--out", out, "--json")
    assert found.code == 0, found.err
    told = json.loads(found.out)
    assert told["steps"] == 2
    assert 0 < told["contracts"] <= 80
    result = read_session(out / "session.log")
    assert result.summary()["pnl"] == told["pnl"]
    assert str(out / "fills.parquet") in told["files"]
    assert pl.read_parquet(out / "fills.parquet").height == told["fills"]


def test_a_stopped_replay_is_resumed(axiom_command, days, tmp_path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert axiom_command("desk", "replay", days, *RULES, "--out", whole).code == 0
    assert axiom_command("desk", "replay", days, *RULES, "--out", parts, "--steps", "1").code == 0
    again = axiom_command("desk", "replay", days, *RULES, "--out", parts)
    assert again.code == 2
    assert "add --resume" in again.err
    assert axiom_command("desk", "replay", days, *RULES, "--out", parts, "--resume").code == 0
    assert (parts / "session.log").read_bytes() == (whole / "session.log").read_bytes()
    other = axiom_command("desk", "replay", days, *RULES, "--out", parts, "--resume", "--fee", "1")
    assert other.code == 2
    assert "settings" in other.err


def test_the_summary_says_what_fills_are(axiom_command, days):
    found = axiom_command("desk", "replay", days, *RULES, "--matching", "touch", "--fee", "0.5")
    assert found.code == 0, found.err
    assert "P&L explained" in found.out
    assert "an assumption" in found.out


def test_queues_limits_and_books_reach_the_session(axiom_command, days, tmp_path):
    option = pl.read_csv(days).row(0, named=True)
    book = tmp_path / "book.csv"
    book.write_text(
        "underlying,expiry,strike,is_call,quantity,multiplier\n"
        f"{option['underlying']},{option['expiration']},{option['strike']},"
        f"{str(option['type'] == 'C').lower()},7,100\n"
    )
    found = axiom_command(
        "desk", "replay", days, *RULES, "--matching", "queue", "--flow-per-day", "0", "--book",
        book, "--max-vega", "1000", "--hedge-band", "-1", "--steps", "1", "--json",
    )  # fmt: skip
    assert found.code == 0, found.err
    assert json.loads(found.out)["hedges"] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--resume",), "--resume needs --out"),
        (("--max-vega", "-1"), "vega"),
        (("--size", "0"), "size"),
        (("--date", "2030-01-01"), "2030-01-01"),
        (("--hedge-spread-bp", "-1"), "half_spread_bp"),
    ],
)
def test_bad_options_are_refused(axiom_command, days, options, words):
    found = axiom_command("desk", "replay", days, *options)
    assert found.code == 2
    assert words in found.err


def test_there_has_to_be_a_log_to_resume(axiom_command, days, tmp_path):
    found = axiom_command("desk", "replay", days, "--out", tmp_path / "none", "--resume")
    assert found.code == 2
    assert "leave out --resume" in found.err
