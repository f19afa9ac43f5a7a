"""Axiom: option chains in; surfaces, prices, every Greek, quotes and risk out.

``import axiom`` loads NumPy and the compiled core; the rest is loaded when it is first used.

Examples
--------
>>> import axiom
>>> round(axiom.price(spot=100.0, strike=105.0, expiry=0.5, vol=0.2, rate=0.03), 4)
4.1783
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from axiom.core.errors import (
    AxiomError,
    DataError,
    FitError,
    ImpliedVolError,
    InvalidArgumentError,
    LayoutError,
    MissingDependencyError,
)
from axiom.kernels import Greeks, ImpliedVolStatus, greeks, implied_vol, price

if TYPE_CHECKING:
    from axiom.market import Chain, iter_chains, list_chains, read_chain

__version__ = "0.1.0"

__all__ = [
    "AxiomError",
    "Chain",
    "DataError",
    "FitError",
    "Greeks",
    "ImpliedVolError",
    "ImpliedVolStatus",
    "InvalidArgumentError",
    "LayoutError",
    "MissingDependencyError",
    "__version__",
    "greeks",
    "implied_vol",
    "iter_chains",
    "list_chains",
    "price",
    "read_chain",
]

# Loaded on first use: each needs more than NumPy.
_HOMES = {
    "Chain": "axiom.market",
    "iter_chains": "axiom.market",
    "list_chains": "axiom.market",
    "read_chain": "axiom.market",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'axiom' has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
