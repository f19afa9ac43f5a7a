"""What can be computed again: functions of the library by the name of the kind of run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

import polars as pl

from axiom.engines import value
from axiom.kernels import greeks, implied_vol, price
from axiom.risk import scenario_grid, scenario_ladder, stress_book, value_book
from axiom.volatility.chain_fit.fit import fit_chain

__all__ = ["KINDS", "Computation"]

Computation = Callable[..., Any]
"""Takes the library's keyword arguments and gives a result as plain values and arrays."""


def _greeks(**arguments: Any) -> Any:
    return greeks(**arguments).as_dict()


def _implied_vol(**arguments: Any) -> Any:
    vol, status = implied_vol(**{**arguments, "return_status": True})[:2]
    return {"vol": vol, "status": status}


def _fit(**arguments: Any) -> Any:
    fitted = fit_chain(arguments.pop("chain"), **arguments)
    return {"surface": fitted.surface.to_json(), "certificate": fitted.certificate}


def _positional(function: Computation, first: str) -> Computation:
    """Give a function all of whose arguments are named."""

    def computed(**arguments: Any) -> Any:
        return function(arguments.pop(first), **arguments)

    return computed


def plain_result(result: Any) -> Any:
    """Write a result as mappings, sequences, arrays, numbers and texts."""
    if isinstance(result, Enum):
        return result.name
    if isinstance(result, pl.DataFrame):
        return {name: result[name].to_list() for name in result.columns}
    if is_dataclass(result) and not isinstance(result, type):
        return {one.name: plain_result(getattr(result, one.name)) for one in fields(result)}
    if isinstance(result, Mapping):
        return {str(name): plain_result(one) for name, one in result.items()}
    if isinstance(result, list | tuple):
        return [plain_result(one) for one in result]
    return result


KINDS: Final[Mapping[str, Computation]] = {
    "book": _positional(value_book, "book"),
    "fit": _fit,
    "greeks": _greeks,
    "implied-vol": _implied_vol,
    "price": price,
    "scenario-grid": _positional(scenario_grid, "book"),
    "scenario-ladder": _positional(scenario_ladder, "book"),
    "stress": _positional(stress_book, "book"),
    "value": _positional(value, "instrument"),
}
"""By kind: `axiom.price`, `greeks` and `implied_vol` of one option or many, `axiom.value`,
`fit_chain`, `value_book`, `scenario_grid`, `scenario_ladder` and `stress_book`."""
