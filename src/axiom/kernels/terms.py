"""The arguments that describe an option, shared by prices, Greeks and implied vols."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.arrays import Columns, Doubles, as_doubles, broadcast_columns, place_of

__all__ = ["Model", "check_model", "gather_terms", "outside_domain", "raise_outside_domain"]

Model = Literal["lognormal", "normal"]

_HUGE = 1e100  # kHuge in limits.hpp
_CORE_ORDER = ("spot", "strike", "expiry", "vol", "rate", "dividend_yield")


def check_model(model: object) -> bool:
    """Return whether the model is the normal one.

    Raises
    ------
    InvalidArgumentError
        If it is neither ``"lognormal"`` nor ``"normal"``.
    """
    if model not in ("lognormal", "normal"):
        raise InvalidArgumentError(f"model must be 'lognormal' or 'normal', got {model!r}")
    return model == "normal"


def gather_terms(
    *,
    spot: object,
    forward: object,
    strike: object,
    expiry: object,
    rate: object,
    dividend_yield: object,
    is_call: object,
    **quoted: object,
) -> tuple[Columns, bool]:
    """Broadcast an option's terms; a forward becomes a spot that carries nothing.

    Parameters
    ----------
    quoted : array_like
        One more argument by name: ``vol`` or ``price``.

    Returns
    -------
    columns : Columns
        With ``values`` named as the core names them; ``dividend_yield`` is ``rate`` where the
        underlying is a forward.
    carries : bool
        Whether the underlying is a spot.

    Raises
    ------
    InvalidArgumentError
        If both or none of spot and forward are given, a forward comes with a dividend yield, an
        argument is not numeric, or shapes do not broadcast.
    """
    if (spot is None) == (forward is None):
        given = "both" if spot is not None else "neither"
        raise InvalidArgumentError(f"pass exactly one of spot and forward, got {given}")
    carries = forward is None
    if not carries and not np.all(as_doubles("dividend_yield", dividend_yield) == 0.0):
        raise InvalidArgumentError(
            f"dividend_yield={dividend_yield!r} cannot be combined with forward, which already"
            " contains it: leave it out, or pass spot"
        )
    arguments = {
        "spot" if carries else "forward": spot if carries else forward,
        "strike": strike,
        "expiry": expiry,
        **quoted,
        "rate": rate,
        "dividend_yield": dividend_yield,
    }
    columns = broadcast_columns(arguments, is_call)
    if not carries:
        columns.values["spot"] = columns.values.pop("forward")
        columns.values["dividend_yield"] = columns.values["rate"]
    return columns, carries


def outside_domain(
    values: Mapping[str, Doubles], *, size: int, is_normal: bool
) -> npt.NDArray[np.bool_]:
    """Mark the options that `raise_outside_domain` would name, and those that hold a NaN.

    Parameters
    ----------
    values : mapping of str to ndarray, shape () or (size,)
        Arguments by name: spot or forward, strike, expiry, rate, dividend_yield, vol or price.
    size : int
        Number of options.
    is_normal : bool
        Whether the model is the normal one.

    Returns
    -------
    ndarray of bool, shape (size,)

    Notes
    -----
    Verified by tests/unit/kernels/test_terms.py.
    """
    bad = np.zeros(size, dtype=np.bool_)
    for name, column in values.items():
        bad |= ~np.isfinite(column)
        if name in ("vol", "expiry"):
            bad |= column < 0.0
        elif name != "price":
            bad |= np.abs(column) > _HUGE
        if not is_normal and name in ("spot", "forward", "strike"):
            bad |= (column < 0.0) | ((column > 0.0) & (column < 1.0 / _HUGE))
        if not is_normal and name == "strike":
            bad |= column == 0.0
    return bad


def raise_outside_domain(columns: Columns, carries: bool, normal: bool, index: int) -> None:
    """Name the argument that puts option ``index`` outside the domain.

    Raises
    ------
    InvalidArgumentError
        Always, with the argument, its value, where it stands and the remedy.
    """
    place = place_of(columns, index)
    for name in _CORE_ORDER:
        value = _value_at(columns.values[name], index) if name in columns.values else 1.0
        complaint = _complaint(name, value, normal)
        if complaint:
            shown = "forward" if name == "spot" and not carries else name
            raise InvalidArgumentError(f"{shown} {complaint}, got {value!r}{place}")
    raise AssertionError(f"option {index} is inside the domain")


def _value_at(column: Doubles, index: int) -> float:
    return float(column[0] if column.size == 1 else column[index])


def _complaint(name: str, value: float, normal: bool) -> str:
    """Say what is wrong with a value, nothing if it is inside the domain."""
    if math.isinf(value):
        return "must be finite"
    if name in ("vol", "expiry"):
        hint = ": it is the time to expiry in years" if name == "expiry" else ""
        return f"must not be negative{hint}" if value < 0.0 else ""
    if abs(value) > _HUGE:
        return f"must not exceed {_HUGE:g} in size"
    if normal or name not in ("spot", "strike"):
        return ""
    return _lognormal_complaint(name, value)


def _lognormal_complaint(name: str, value: float) -> str:
    if 0.0 < value < 1.0 / _HUGE:
        return f"must not be positive and below {1.0 / _HUGE:g}: change the currency unit"
    if name == "strike" and value <= 0.0:
        return "must be positive (model='normal' takes any strike)"
    if name == "spot" and value < 0.0:
        return "must not be negative (model='normal' takes any forward)"
    return ""
