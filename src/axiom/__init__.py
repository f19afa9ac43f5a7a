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
from axiom.kernels import (
    Dividend,
    Greeks,
    ImpliedVolStatus,
    exercise_boundary,
    greeks,
    implied_vol,
    price,
)

if TYPE_CHECKING:
    from axiom.desk import run_chain
    from axiom.engines import Valuation, value
    from axiom.market import (
        Chain,
        DividendSchedule,
        Market,
        iter_chains,
        list_chains,
        read_chain,
        sample_chain,
        screen_quotes,
    )
    from axiom.risk import Book
    from axiom.volatility import (
        Certificate,
        EssviSurface,
        Surface,
        certify,
        fit_surface,
        implied_smiles,
        imply_forwards,
    )

__version__ = "0.1.0"

__all__ = [
    "AxiomError",
    "Book",
    "Certificate",
    "Chain",
    "DataError",
    "Dividend",
    "DividendSchedule",
    "EssviSurface",
    "FitError",
    "Greeks",
    "ImpliedVolError",
    "ImpliedVolStatus",
    "InvalidArgumentError",
    "LayoutError",
    "Market",
    "MissingDependencyError",
    "Surface",
    "Valuation",
    "__version__",
    "certify",
    "exercise_boundary",
    "fit_surface",
    "greeks",
    "implied_smiles",
    "implied_vol",
    "imply_forwards",
    "iter_chains",
    "list_chains",
    "price",
    "read_chain",
    "run_chain",
    "sample_chain",
    "screen_quotes",
    "value",
]

# Loaded on first use: each needs more than NumPy.
_HOMES = {
    "Book": "axiom.risk",
    "Certificate": "axiom.volatility",
    "Chain": "axiom.market",
    "DividendSchedule": "axiom.market",
    "EssviSurface": "axiom.volatility",
    "Market": "axiom.market",
    "Surface": "axiom.volatility",
    "Valuation": "axiom.engines",
    "certify": "axiom.volatility",
    "fit_surface": "axiom.volatility",
    "implied_smiles": "axiom.volatility",
    "imply_forwards": "axiom.volatility",
    "iter_chains": "axiom.market",
    "list_chains": "axiom.market",
    "read_chain": "axiom.market",
    "run_chain": "axiom.desk",
    "sample_chain": "axiom.market",
    "screen_quotes": "axiom.market",
    "value": "axiom.engines",
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
