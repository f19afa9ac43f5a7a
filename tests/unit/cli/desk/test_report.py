from __future__ import annotations

import sys

import pytest

ARGUMENTS = ("desk", "simulate", "--updates", "2", "--fills-per-day", "200")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("reported") / "day"


def test_a_simulation_writes_its_page_and_the_log_gives_it_again(axiom_command, kept):
    page = kept / "pages" / "day.html"
    found = axiom_command(*ARGUMENTS, "--out", kept, "--report", page)
    assert found.code == 0, found.err
    assert f"wrote {page}" in found.out
    again = axiom_command("desk", "report", kept)
    assert again.code == 0, again.err
    assert (kept / "report.html").read_bytes() == page.read_bytes()


def test_what_is_no_log_is_refused(axiom_command, tmp_path):
    found = axiom_command("desk", "report", tmp_path)
    assert found.code == 2
    assert "session.log" in found.err
    assert list(tmp_path.iterdir()) == []


def test_without_plotly_the_session_does_not_begin(axiom_command, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    found = axiom_command(*ARGUMENTS, "--out", tmp_path / "day", "--report", tmp_path / "day.html")
    assert found.code != 0
    assert "axiom-quant[report]" in found.err
    assert list(tmp_path.iterdir()) == []
