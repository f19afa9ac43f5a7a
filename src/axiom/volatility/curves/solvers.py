"""The solvers of the extra `curves`, imported when a fit needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from axiom.core.errors import MissingDependencyError

__all__ = ["solver"]


def solver(module: str) -> Any:
    """Import a module of scipy or clarabel; MissingDependencyError where it is not installed.

    Notes
    -----
    Verified by ``tests/unit/volatility/curves/test_solvers.py``.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingDependencyError(
            f"this fit needs {package}, which is not installed: pip install 'axiom-quant[curves]', "
            "or fit another curve"
        ) from error
