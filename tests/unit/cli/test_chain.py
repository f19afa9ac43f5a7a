from __future__ import annotations

import json

from .commands import cboe_table, write_cboe


def test_lists_what_a_file_holds(axiom_command, quotes_file):
    outcome = axiom_command("chain", quotes_file)
    assert outcome.code == 0
    assert "XYZ" in outcome.out
    assert "Choose one with --date" not in outcome.out
    held = json.loads(axiom_command("chain", quotes_file, "--json").out)
    assert held[0]["n_quotes"] == cboe_table().height


def test_says_how_to_choose_among_many(axiom_command, tmp_path):
    table = cboe_table()
    days = [table, table.with_columns(quotedate=table["quotedate"].str.replace("-01$", "-04"))]
    file = write_cboe(tmp_path / "days.csv", days[0].vstack(days[1]))
    outcome = axiom_command("chain", file)
    assert "2 chains, layout cboe" in outcome.out
    assert "Choose one with --date" in outcome.out


def test_an_absent_file_is_one_line_and_exit_code_2(axiom_command, tmp_path):
    outcome = axiom_command("chain", tmp_path / "absent.csv")
    assert outcome.code == 2
    assert "absent.csv" in outcome.err
    assert outcome.err.count("\n") == 1
