from __future__ import annotations

import json

import polars as pl
import pytest

from tests.docs.sample_files import write_sample_files


@pytest.fixture
def chain(tmp_path):
    write_sample_files(tmp_path)
    return pl.read_csv(tmp_path / "chain.csv")


def test_a_replay_tells_updates_states_and_flags(axiom_command, chain, tmp_path):
    path = tmp_path / "two.csv"
    later = chain.with_columns(
        pl.col("bid") * 1.002, pl.col("ask") * 1.002, pl.lit("2024-06-04").alias("date")
    )
    pl.concat([chain, later]).write_csv(path)
    out = tmp_path / "last.json"
    found = axiom_command("surface", "replay", path, "--rhythm", "86400", "--json", "--out", out)
    assert found.code == 0, found.err
    record = json.loads(found.out)
    assert len(record["updates"]) == 1
    assert record["updates"][0]["state"] in ("LIVE", "WIDE")
    assert record["updates"][0]["refitted"] == len(record["expiries"])
    assert record["flags"]["OK"] > 0
    assert json.loads(out.read_text())["format"] == "axiom.spline"
    shown = axiom_command("surface", "replay", path)
    assert shown.code == 0
    assert "Expiries at the end" in shown.out


def test_one_chain_is_no_replay(axiom_command, chain, tmp_path):
    path = tmp_path / "one.csv"
    chain.write_csv(path)
    found = axiom_command("surface", "replay", path)
    assert found.code == 2
    assert "holds one chain; a replay needs two or more" in found.err


def test_exercise_and_dividends_reach_the_chains(axiom_command, chain, tmp_path):
    path, dividends = tmp_path / "two.csv", tmp_path / "dividends.csv"
    later = chain.with_columns(pl.lit("2024-06-04").alias("date"))
    pl.concat([chain, later]).write_csv(path)
    dividends.write_text("ex_date,amount\n2024-06-20,12.0\n")
    last = {}
    for name, options in (
        ("plain", ()),
        ("paid", ("--exercise", "american", "--dividends", dividends)),
    ):
        out = tmp_path / f"{name}.json"
        found = axiom_command(
            "surface", "replay", path, "--rhythm", "86400", "--json", "--out", out, *options
        )
        assert found.code == 0, found.err
        last[name] = out.read_text()
    assert last["plain"] != last["paid"]
    found = axiom_command("surface", "replay", path, "--spot-file", tmp_path / "none.csv")
    assert found.code == 2
    assert "none.csv" in found.err
