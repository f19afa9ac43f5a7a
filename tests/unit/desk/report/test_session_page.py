from __future__ import annotations

import json
import re
import sys
from dataclasses import replace

import pytest

from axiom.core.errors import MissingDependencyError
from axiom.desk import Session, SessionResult, read_session, render_session
from axiom.desk.report.session.page import SESSION_SCRIPTS
from tests.unit.desk.replay.sessions import feed, result, settings

SECTIONS = (
    "P&amp;L", "P&amp;L explained", "Inventory", "Limits", "States", "Quotes", "Fills", "Hedges",
    "Settings",
)  # fmt: skip


@pytest.fixture(scope="module")
def page() -> str:
    return render_session(result())


def shell(page: str) -> str:
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_the_page_loads_nothing(page):
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", shell(page))
    assert "@import" not in shell(page)
    assert "url(" not in shell(page)
    assert not re.search(r"\{\{\w+\}\}", shell(page))
    assert page.count("plotly.js v") == 1


def test_every_section_is_there(page):
    assert tuple(re.findall(r'data-title="(.*?)"', shell(page))) == SECTIONS


def test_every_place_that_scripts_fill_is_there(page):
    own = page[page.rindex('<script>"use strict";') :]
    wanted = set(re.findall(r'(?:draw|byId|fillTable)\("(\w+)"', own)) - {"greek", "smile"}
    assert wanted <= set(re.findall(r'id="(\w+)"', shell(page)))
    assert len(SESSION_SCRIPTS) == len(set(SESSION_SCRIPTS))


def test_the_page_says_that_fills_are_an_assumption(page):
    text = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    meta = json.loads(text.group(1))["meta"]
    assert "are an assumption" in meta["assumption"]
    assert meta["matching"]["name"] == "PoissonFlow"


def test_a_log_gives_the_same_page(page, tmp_path):
    Session(feed(), settings(), log=tmp_path / "session.log").run()
    assert render_session(read_session(tmp_path / "session.log")) == page


def test_names_cannot_break_out_of_the_page():
    name = "</script><!--<b>{{data}}"
    opened = replace(result().opened, underlying=name, source=name)
    hostile = render_session(SessionResult(events=(opened, *result().events[1:])))
    assert "<title>&lt;/script&gt;&lt;!--&lt;b&gt;{{data}}" in hostile
    text = re.search(r'id="data">(.*?)</script>', hostile, re.DOTALL).group(1)
    assert json.loads(text)["meta"]["underlying"] == name


def test_without_plotly_the_report_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'axiom-quant\[report\]'"):
        render_session(result())
