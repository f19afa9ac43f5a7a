"""The benchmark's own arithmetic, and what its command says to wrong names."""

from __future__ import annotations

import json

import pytest

from benchmarks import __main__ as command
from benchmarks import readme, results_file
from benchmarks.harness import Timings, take_turns
from benchmarks.rows import Report, Row
from benchmarks.show import cells, number

ROW = Row(
    job="a job", measured=12.345, unit="ns", target="≤ 0.5 × rival", peer="rival",
    peer_measured=30.0, ratio=0.4115, met=True, error=1.2e-13,
)  # fmt: skip


def test_ratio_is_the_median_of_the_ratios_within_rounds() -> None:
    times = Timings({"own": (1.0, 2.0, 30.0), "peer": (2.0, 8.0, 10.0)})
    assert times.seconds("own") == 2.0
    assert times.ratio("own", "peer") == 0.5


def test_contenders_take_turns() -> None:
    order: list[str] = []
    jobs = {name: (lambda name=name: order.append(name)) for name in "ab"}
    times = take_turns(jobs, rounds=4, seconds=1e-7)
    assert {len(rounds) for rounds in times.rounds.values()} == {4}
    assert order[-1] == "b"
    assert order.index("b") < len(order) - 1 - order[::-1].index("a")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.000"), (0.2051, "0.205"), (9.876, "9.88"), (45.67, "45.7"), (13_900.0, "13,900"),
     (1.3e-9, "1.3e-09"), (2.5e7, "2.5e+07")],
)  # fmt: skip
def test_numbers_keep_three_digits(value: float, shown: str) -> None:
    assert number(value) == shown


def test_figures_that_are_no_timings_keep_their_decimals(tmp_path) -> None:
    row = Row(
        job="worth", measured=1278.9666, unit="", peer="twin", peer_measured=64.12804, digits=2
    )
    report = Report(rows=[row])
    (kept,) = results_file.read(results_file.write("trial", report, tmp_path))[0].rows
    assert (kept.measured, kept.peer_measured) == (1278.97, 64.13)
    assert cells(kept)[:4] == ("worth", "1,278.97", "", "twin: 64.13")


def test_a_row_reads_the_same_everywhere() -> None:
    assert cells(ROW) == (
        "a job", "12.3 ns, error 1.2e-13", "≤ 0.5 × rival", "rival: 30.0 ns", "0.411 ×", "yes",
    )  # fmt: skip


def test_results_survive_the_file(tmp_path) -> None:
    report = Report()
    report.add(ROW)
    report.skip("another job", "its data are absent")
    path = results_file.write("trial", report, tmp_path)
    again, content = results_file.read(path)
    assert again.rows[0].job == ROW.job
    assert again.skipped == report.skipped
    assert set(content) == {"suite", "machine", "versions", "rows", "skipped"}
    assert "/" not in json.dumps(content["versions"])


def test_an_unknown_suite_is_one_line_that_lists_the_known(capsys) -> None:
    assert command.main(["cores"]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "'cores'" in message or "cores" in message
    assert "core" in message.split("there are:")[1]


def test_the_list_names_every_suite(capsys) -> None:
    assert command.main(["--list"]) == 0
    assert capsys.readouterr().out.startswith("core")


def test_a_page_is_filled_between_its_markers(tmp_path) -> None:
    report = Report()
    report.add(ROW)
    results_file.write("trial", report, tmp_path)
    page = "before\n<!-- benchmarks:trial -->\nold\n<!-- /benchmarks:trial -->\nafter\n"
    rendered = readme.render(page, tmp_path)
    assert "old" not in rendered
    assert "| a job |" in rendered
    assert rendered.endswith("after\n")
    assert readme.render(rendered, tmp_path) == rendered


@pytest.mark.parametrize("page", readme.PAGES, ids=lambda page: page.name)
def test_pages_agree_with_the_results(page) -> None:
    text = page.read_text(encoding="utf-8")
    assert readme.render(text) == text, "run `make bench-table`"
