from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
KILLS = 100


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills children that share what was imported")
def test_processes_killed_at_random_lose_and_double_nothing(tmp_path):
    command = [sys.executable, "-m", "tests.unit.desk.replay.crashing"]
    arguments = [str(tmp_path / "day.log"), "0", str(KILLS)]
    done = subprocess.run(
        [*command, *arguments], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] == KILLS
    assert told["lost"] == 0
    assert told["wrong"] == 0
    assert told["events"] > KILLS
    assert told["same"]
