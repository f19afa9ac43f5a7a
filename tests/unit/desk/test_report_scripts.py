from __future__ import annotations

import shutil
import subprocess
from importlib.resources import files

import pytest

from axiom.desk.report.page import SCRIPTS
from axiom.desk.report.session.page import SESSION_SCRIPTS

ASSETS = files("axiom.desk.report") / "assets"


def test_every_script_is_packaged_and_used():
    packaged = {
        path.name.removesuffix(".js") for path in ASSETS.iterdir() if path.name.endswith(".js")
    }
    assert packaged == {*SCRIPTS, *SESSION_SCRIPTS}


def test_every_place_that_scripts_fill_is_on_the_page():
    page = (ASSETS / "page.html").read_text(encoding="utf-8")
    for place in (
        "smile",
        "surface3d",
        "forwards",
        "residual_map",
        "density",
        "butterfly_map",
        "calendar_map",
        "left_out",
        "greek",
        "ladder",
        "stresses",
    ):
        assert f'id="{place}"' in page


@pytest.mark.parametrize("scripts", [SCRIPTS, SESSION_SCRIPTS])
def test_the_scripts_are_valid(tmp_path, scripts):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, and nothing else here reads JavaScript")
    script = tmp_path / "page.js"
    texts = [(ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in scripts]
    script.write_text('"use strict";\n' + "\n".join(texts), encoding="utf-8")
    done = subprocess.run([node, "--check", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
