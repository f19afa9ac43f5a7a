"""What importing brings in: time is for the benchmarks, names are exact."""

from __future__ import annotations

import subprocess
import sys

import pytest

NOT_FOR_PRICES = ("polars", "rich", "typer", "plotly", "pandas", "scipy", "qmoms", "asyncio")
NOT_FOR_HELP = ("polars", "plotly", "pandas", "scipy", "qmoms")


def _loaded(code: str, names: tuple[str, ...]) -> list[str]:
    program = f"{code}\nimport sys\nprint(*(name for name in {names!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize(
    "code",
    [
        "import axiom",
        "import axiom; axiom.price(forward=1.0, strike=1.0, expiry=1.0, vol=0.2)",
        "import axiom; axiom.implied_vol(price=[0.1], forward=1.0, strike=1.0, expiry=1.0)",
    ],
)
def test_prices_need_numpy_and_the_core_alone(code: str) -> None:
    assert _loaded(code, NOT_FOR_PRICES) == []


def test_help_loads_no_tables() -> None:
    code = (
        "from axiom.cli.app import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as stop:\n    assert not stop.code"
    )
    assert _loaded(code, NOT_FOR_HELP) == []
