from __future__ import annotations

import json

from axiom.desk import read_session


def test_a_simulation_is_told_and_kept(axiom_command, tmp_path):
    out = tmp_path / "day"
    arguments = ("--updates", "4", "--interval", "600", "--seed", "3", "--fills-per-day", "200")
    found = axiom_command("desk", "simulate", *arguments, "--out", out, "--json")
    assert found.code == 0, found.err
    told = json.loads(found.out)
    assert told["steps"] == 4
    assert told["fills"] > 0
    assert read_session(out / "session.log").final.pnl == told["pnl"]
    again = axiom_command("desk", "simulate", *arguments, "--json")
    assert json.loads(again.out)["pnl"] == told["pnl"]


def test_hedges_may_follow_their_cost(axiom_command):
    arguments = ("--updates", "4", "--interval", "600", "--fills-per-day", "300", "--json")
    costly = ("--hedge-spread-bp", "5", "--hedge-risk-aversion")
    hedges = []
    for aversion in ("1e9", "1e-9"):
        found = axiom_command("desk", "simulate", *arguments, *costly, aversion)
        assert found.code == 0, found.err
        hedges.append(json.loads(found.out)["hedges"])
    assert hedges[0] > hedges[1]


def test_bad_markets_are_refused(axiom_command):
    found = axiom_command("desk", "simulate", "--market-vol", "-0.2")
    assert found.code == 2
    assert "vol" in found.err


def test_without_a_command_the_help_is_shown(axiom_command):
    found = axiom_command("desk")
    assert found.code == 0
    assert "replay" in found.out
    assert "simulate" in found.out
