from __future__ import annotations

import dataclasses
import json

import pytest

from tests.unit.volatility.analytics.made import flat, skewed


@pytest.fixture
def stored(tmp_path):
    paths = tmp_path / "first.json", tmp_path / "second.json"
    skewed().save(paths[0])
    flat(0.25).save(paths[1])
    return paths


def test_measures_of_a_stored_surface(axiom_command, stored):
    outcome = axiom_command("surface", "measures", stored[0], "--tenor", "1m", "--tenor", "0.5")
    assert outcome.code == 0
    assert "first.json: 2024-03-01 21:00 UTC" in outcome.out
    assert "OBSERVED" in outcome.out
    assert "risk_reversal_25" in outcome.out
    rows = json.loads(axiom_command("surface", "measures", stored[0], "--json").out)
    assert [row["tenor"] for row in rows] == ["1w", "2w", "1m", "2m", "3m", "6m", "9m", "1y"]
    assert rows[0]["atm_vol"] == pytest.approx(0.2)
    arguments = ("surface", "measures", stored[0], "--tenor", "1y", "--json")
    discounted = json.loads(axiom_command(*arguments, "--delta", "discounted").out)
    forward = json.loads(axiom_command(*arguments).out)
    assert discounted[0]["put_25_vol"] < forward[0]["put_25_vol"]


def test_two_stored_surfaces_compared(axiom_command, stored):
    outcome = axiom_command("surface", "compare", *stored, "--tenor", "6m")
    assert outcome.code == 0
    assert "unexplained" in outcome.out
    assert "level +0.0500 on average over 1 tenors" in outcome.out
    found = json.loads(axiom_command("surface", "compare", *stored, "--json").out)
    assert found["n_suspect"] == 0
    assert len(found["points"]) == 40


def test_without_a_command_it_says_what_there_is(axiom_command):
    outcome = axiom_command("surface")
    assert outcome.code == 0
    assert "measures" in outcome.out
    assert "compare" in outcome.out


@pytest.mark.parametrize("command", ["measures", "compare"])
def test_help_teaches(axiom_command, command):
    outcome = axiom_command("surface", command, "--help")
    assert outcome.code == 0
    assert f"axiom surface {command}" in outcome.out


def test_errors_are_one_line_and_exit_code_2(axiom_command, stored, tmp_path):
    tenor = axiom_command("surface", "measures", stored[0], "--tenor", "1q")
    absent = axiom_command("surface", "measures", tmp_path / "absent.json")
    (tmp_path / "other.json").write_text('{"format": "other"}')
    other = axiom_command("surface", "compare", stored[0], tmp_path / "other.json")
    later = dataclasses.replace(flat(), valuation_time=flat().valuation_time.replace(year=2026))
    later.save(tmp_path / "later.json")
    date = axiom_command("surface", "compare", stored[0], tmp_path / "later.json", "--same", "date")
    for outcome, said in ((tenor, "1q"), (absent, "absent"), (other, "other"), (date, "tenor")):
        assert outcome.code == 2
        assert said in outcome.err
        assert outcome.err.count("\n") == 1
