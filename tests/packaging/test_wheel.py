"""The distributions: what they hold, and that a fresh environment can price with the wheel."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SMOKE = Path(__file__).with_name("smoke.py")
PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"

pytestmark = pytest.mark.xdist_group("packaging")


def _run(*command: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def _build(kind: str, folder: Path) -> Path:
    _run(sys.executable, "-m", "uv", "build", "--quiet", f"--{kind}", "--out-dir", folder, ROOT)
    (built,) = (path for path in folder.iterdir() if path.suffix in {".whl", ".gz"})
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("sdist", tmp_path_factory.mktemp("sdist"))


def _names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = _names(wheel)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"axiom"}
    sources = [name for name in names if name.endswith((".cpp", ".hpp", ".txt.in", ".csv"))]
    assert sources == []


@pytest.mark.parametrize(
    "name",
    [
        "schema.sql",
        "schema.sqlite.sql",
        "migrations/env.py",
        "migrations/script.py.mako",
        "migrations/versions/0001_trading_book.py",
    ],
)
def test_the_wheel_holds_the_migrations(wheel: Path, name: str) -> None:
    assert f"axiom/store/{name}" in _names(wheel)


@pytest.mark.parametrize("name", ["axiom/py.typed", "axiom/kernels/_core.pyi"])
def test_the_wheel_is_typed(wheel: Path, name: str) -> None:
    assert name in _names(wheel)


def test_the_wheel_holds_the_licence(wheel: Path) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in _names(wheel))


def test_the_sdist_builds_elsewhere(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"CMakeLists.txt", "pyproject.toml", "LICENSE", "README.md", "src/axiom/py.typed"}
    assert needed <= names
    assert any(name.startswith("src/axiom/kernels/include/") for name in names)
    assert not any(name.startswith((".venv", "build/", "site/", "dist/")) for name in names)


def test_the_installed_wheel_prices_an_option(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    _run(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / PYTHON
    _run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, wheel)
    assert "price 4.7594223929" in _run(python, "-I", SMOKE)
