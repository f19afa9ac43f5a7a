from __future__ import annotations

import subprocess
import sys

import pytest

from axiom.core.lazy import LazyModule

PROGRAM = """
import sys
from axiom.core.lazy import LazyModule
colours = LazyModule("colorsys")
assert "colorsys" not in sys.modules
assert colours.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
assert "colorsys" in sys.modules
"""


def test_the_module_is_imported_at_first_use():
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


def test_an_absent_module_says_so_at_first_use():
    with pytest.raises(ModuleNotFoundError):
        _ = LazyModule("axiom.absent").anything
