"""The public surface: sorted, complete, and light to import."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import axiom

PACKAGES = [
    "axiom",
    "axiom.client",
    "axiom.core",
    "axiom.desk",
    "axiom.desk.markets",
    "axiom.desk.markets.environments",
    "axiom.desk.hedging",
    "axiom.kernels",
    "axiom.market",
    "axiom.risk",
    "axiom.service.mcp",
    "axiom.store",
    "axiom.store.records",
    "axiom.store.repositories",
    "axiom.store.runs",
    "axiom.volatility",
    "axiom.volatility.analytics",
]


def constants_classes_functions(name):
    return (not name.isupper(), not name[0].isupper(), name)


@pytest.mark.parametrize("name", PACKAGES)
def test_all_is_sorted_and_every_name_exists(name):
    package = importlib.import_module(name)
    names = getattr(package, "__all__", [])
    assert names == sorted(names, key=constants_classes_functions)
    assert len(names) == len(set(names))
    for public in names:
        assert getattr(package, public) is not None


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="sabr"):
        _ = axiom.sabr


def test_import_axiom_brings_numpy_and_the_core_alone():
    heavy = ("polars", "rich", "typer", "plotly", "pandas", "scipy", "qmoms")
    code = f"import sys, axiom; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_errors_form_one_tree():
    errors = [getattr(axiom, name) for name in axiom.__all__ if name.endswith("Error")]
    assert all(issubclass(error, axiom.AxiomError) for error in errors)
