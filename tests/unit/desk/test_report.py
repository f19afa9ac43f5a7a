from __future__ import annotations

import json
import re
import sys

import numpy as np
import pytest

from axiom.core.errors import MissingDependencyError
from axiom.desk import write_outputs
from axiom.desk.report import render_report
from axiom.desk.report.data import report_data
from axiom.desk.report.page import embedded_json

from .chains import DATES, make_chain


@pytest.fixture(scope="module")
def page(result) -> str:
    return render_report(result)


def test_the_page_loads_nothing(page):
    shell = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", shell)
    assert "@import" not in shell
    assert "url(" not in shell
    assert not re.search(r"\{\{\w+\}\}", shell)


def test_the_chart_library_is_inside_once(page):
    assert page.count("plotly.js v") == 1


def test_the_data_survive_the_page(page, result):
    text = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(text.group(1))
    assert data["meta"]["underlying"] == "XYZ"
    assert data["meta"]["notes"] == ["The quotes are synthetic."]
    assert data["counts"]["quotes"] == result.options.height


def test_every_section_has_its_data(result):
    data = report_data(result)
    assert len(data["expiries"]) == len(data["slices"]) == len(DATES)
    one = data["slices"][0]
    assert len(one["smile"]["strike"]) == len(one["smile"]["bid_vol"]) > 10
    assert len(one["curve"]["strike"]) == len(one["curve"]["vol"]) > 10
    assert len(one["greeks"]["call_strike"]) == len(one["greeks"]["gamma_call"])
    assert set(data["figures"]) == {
        "surface3d", "residual_map", "density", "butterfly_map", "calendar_map",
    }  # fmt: skip
    sheet = data["figures"]["surface3d"]["data"][0]
    assert np.shape(sheet["x"]) == np.shape(sheet["z"]) == (48, 61)
    assert len(one["curve"]["low"]) in (0, len(one["curve"]["vol"]))
    assert np.shape(data["book"]["ladder"]["profit"]) == (
        len(data["book"]["ladder"]["spot_shocks"]),
        len(data["book"]["ladder"]["vol_shocks"]),
    )
    assert [row["stress"] for row in data["book"]["stresses"]][:1] == ["1987-10-19"]
    assert {row["region"] for row in data["certificate"]["regions"]} == {
        "OBSERVED",
        "INTERPOLATED",
        "EXTRAPOLATED",
    }


def test_names_cannot_break_out_of_the_page(result):
    text = embedded_json({"underlying": "</script><!--<b>"})
    assert "<" not in text
    assert json.loads(text) == {"underlying": "</script><!--<b>"}
    chain = make_chain(underlying="<b>&{{data}}")
    hostile = type(result)(**{n: getattr(result, n) for n in result.__slots__} | {"chain": chain})
    assert "<title>&lt;b&gt;&amp;{{data}}" in render_report(hostile)


def test_without_plotly_the_report_says_how_to_get_it(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'axiom-quant\[report\]'"):
        write_outputs(result, tmp_path / "run")
    assert list(tmp_path.iterdir()) == []
    write_outputs(result, tmp_path / "run", report=False)
