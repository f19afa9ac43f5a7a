"""What a closed form returns, and the call of the core that computes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.arrays import (
    Columns,
    Doubles,
    as_doubles,
    broadcast_columns,
    check_threads,
    empty,
    place_of,
)

__all__ = ["ClosedForm", "check_order", "evaluate"]

_NAMES: Final = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")
_MARKET: Final = ("spot", "vol", "rate", "dividend_yield")
_HUGE: Final = 1e100  # kHuge in limits.hpp
_LARGEST_EXPONENT: Final = 300.0
_LARGEST_TOTAL_VOL: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedForm:
    """Prices and raw partial derivatives: floats for scalar arguments, else arrays.

    Attributes
    ----------
    price : float or ndarray of float64
    delta, gamma : float or ndarray of float64, or None
        dV/dS and d2V/dS2, with what is already fixed (a strike, an extreme) held.
    vega : float or ndarray of float64, or None
        dV/dvol, per 1.00 of vol.
    theta : float or ndarray of float64, or None
        dV/dt a year, as calendar time passes and all times of the contract come nearer.
    rho, psi : float or ndarray of float64, or None
        dV/drate with the yield held, and dV/d(dividend_yield), per 1.00.

    Notes
    -----
    All but the price are None where Greeks were not asked for.

    Verified by ``tests/parity/test_closed_form_parity.py``.
    """

    price: Any
    delta: Any = None
    gamma: Any = None
    vega: Any = None
    theta: Any = None
    rho: Any = None
    psi: Any = None


def evaluate(
    family: str,
    *,
    market: Mapping[str, object],
    contract: Mapping[str, object],
    flags: Mapping[str, object],
    greeks: bool,
    threads: int,
    positive: tuple[str, ...] = (),
    signed: tuple[str, ...] = (),
) -> ClosedForm:
    """Broadcast, check and compute one family of closed forms.

    Parameters
    ----------
    family : str
        Name in the core.
    market : mapping
        spot, vol, rate and dividend_yield.
    contract, flags : mapping
        Numbers, then booleans, in the order that the core takes them.
    greeks : bool
    threads : int
    positive, signed : tuple of str
        Numbers that must be above 0, and those that may have any sign; the others are 0 or more.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, not numeric, or the shapes do not broadcast.
    """
    booleans = {name: _as_numbers(name, value) for name, value in flags.items()}
    arguments = {**{name: market[name] for name in _MARKET}, **contract, **booleans}
    columns = broadcast_columns(arguments, True)
    _check_domains(columns, ("spot", *positive), ("rate", "dividend_yield", *signed))
    outputs = empty(len(_NAMES) if greeks else 1, columns.size)
    values = columns.values
    _core.closed_form_arrays(
        family=family,
        market=[values[name] for name in _MARKET],
        contract=[values[name] for name in (*contract, *booleans)],
        outputs=outputs,
        size=columns.size,
        threads=check_threads(threads),
    )
    shaped = (_shaped(output, columns.shape) for output in outputs)
    return ClosedForm(**dict(zip(_NAMES, shaped, strict=False)))


def _as_numbers(name: str, value: object) -> Doubles:
    array = np.asarray(value)
    if array.dtype.kind != "b":
        raise InvalidArgumentError(f"{name} must be boolean, got {value!r}: give True or False")
    return array.astype(np.float64)


def _shaped(output: Doubles, shape: tuple[int, ...]) -> Any:
    return float(output[0]) if shape == () else output.reshape(shape)


def _check_domains(columns: Columns, positive: tuple[str, ...], signed: tuple[str, ...]) -> None:
    for name, values in columns.values.items():
        if name in signed:
            bad, domain = ~(np.abs(values) < _HUGE), f"a number below {_HUGE:g} in size"
        elif name in positive:
            bad = ~((values > 1.0 / _HUGE) & (values < _HUGE))
            domain = f"a number from {1.0 / _HUGE:g} to {_HUGE:g}"
        else:
            bad, domain = ~((values >= 0.0) & (values < _HUGE)), f"a number from 0 to {_HUGE:g}"
        _refuse(columns, name, bad & ~np.isnan(values), domain)
    _check_sizes(columns)


def _check_sizes(columns: Columns) -> None:
    """Refuse times that would overflow the discount factors or the total vol."""
    values = columns.values
    times = [values[name] for name in values if name in ("expiry", "payment")]
    for time in times:
        for name in ("rate", "dividend_yield"):
            exponent = np.abs(values[name] * time)
            domain = f"one whose product with the time is at most {_LARGEST_EXPONENT:g} in size"
            _refuse(columns, name, exponent > _LARGEST_EXPONENT, domain)
        total = values["vol"] * np.sqrt(time)
        domain = f"one that times the root of the time is at most {_LARGEST_TOTAL_VOL:g}"
        _refuse(columns, "vol", total > _LARGEST_TOTAL_VOL, domain)


def _refuse(columns: Columns, name: str, bad: Any, domain: str) -> None:
    if not bad.any():
        return
    index = int(np.argmax(bad))
    column = columns.values[name]
    value = float(column[0] if column.size == 1 else column[index])
    place = place_of(columns, index) if bad.size > 1 else ""
    raise InvalidArgumentError(f"{name}={value!r}{place}: give {domain}")


def check_order(lower: object, upper: object) -> None:
    """Refuse a lower bound that is not below the upper one.

    Raises
    ------
    InvalidArgumentError
        If any is not.
    """
    low, high = as_doubles("lower", lower), as_doubles("upper", upper)
    if np.any(low >= high):
        raise InvalidArgumentError(f"lower={lower!r}, upper={upper!r}: give lower below upper")
