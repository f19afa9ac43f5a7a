"""`axiom desk hedge-study`: the table, JSON and refusals."""

from __future__ import annotations

import json

import pytest

FEW = ("--days", "20", "--every", "5", "--paths", "2000")


def test_policies_are_compared(axiom_command):
    outcome = axiom_command("desk", "hedge-study", *FEW)
    assert outcome.code == 0
    for name in ("delta", "Leland", "Whalley-Wilmott", "Zakamouline", "tuned band: vol_scale="):
        assert name in outcome.out
    assert "4 hedges, 2,000 paths" in outcome.out


def test_json_says_the_same(axiom_command):
    found = json.loads(axiom_command("desk", "hedge-study", *FEW, "--json").out)
    assert found["premium"] == pytest.approx(2.2565, abs=1e-4)
    by_name = {one["name"]: one for one in found["policies"]}
    assert by_name["delta"]["mean"] == pytest.approx(69.0, abs=4.0)
    assert found["to_delta"]["tuned band"]["high"] < 0.0
    assert found["tuned"]["seed"] == 1


def test_sabr_brings_bartletts_delta(axiom_command):
    outcome = axiom_command(
        "desk", "hedge-study", *FEW, "--model", "sabr", "--kind", "put", "--side", "bought"
    )
    assert outcome.code == 0
    assert "Bartlett's delta" in outcome.out


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--every", "7"), "does not divide"),
        (("--cost", "-1"), "cost"),
        (("--paths", "1"), "paths=1"),
        (("--model", "sabr", "--rho", "2"), "rho"),
    ],
)
def test_bad_input_is_refused(axiom_command, options, named):
    refused = axiom_command("desk", "hedge-study", "--days", "20", *options)
    assert refused.code == 2
    assert named in refused.err


def test_help_teaches(axiom_command):
    outcome = axiom_command("desk", "hedge-study", "--help")
    assert "axiom desk hedge-study --model sabr" in outcome.out
