"""Results as plain values, for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

import numpy as np

__all__ = ["plain", "rounded"]


def plain(value: Any) -> Any:
    """Turn results into values that JSON knows; NaN and infinities become null.

    Parameters
    ----------
    value
        Mappings, sequences, arrays, tables, dataclasses, dates, durations, enumerations, numbers
        and strings.

    Returns
    -------
    object
        The same in dicts, lists, str, int, float, bool and None; a table is a list of its rows,
        a duration its seconds.

    Examples
    --------
    >>> from datetime import date
    >>> plain({"day": date(2019, 5, 24), "sizes": (1.0, float("nan"))})
    {'day': '2019-05-24', 'sizes': [1.0, None]}

    Notes
    -----
    Verified by tests/unit/core/test_plain.py.
    """
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return _plain_many(value)


def _plain_many(value: Any) -> Any:
    """Turn tables, arrays and sequences into lists; leave other values as they are."""
    for method in ("to_dicts", "tolist"):
        if hasattr(value, method):
            return plain(getattr(value, method)())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def rounded(values: Any, digits: int) -> list[Any]:
    """Round to significant digits, to keep pages and figures small; NaN stays.

    Parameters
    ----------
    values
        Numbers, of any shape but a scalar's.
    digits
        Significant digits, >= 1.

    Returns
    -------
    list
        The rounded numbers, nested as the array is.

    Examples
    --------
    >>> from axiom.core.plain import rounded
    >>> rounded([[1.23456, 0.001], [98765.0, -2.0]], 2)
    [[1.2, 0.001], [99000.0, -2.0]]

    Notes
    -----
    Verified by tests/unit/core/test_plain.py.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim > 1:
        return [rounded(row, digits) for row in array]
    return [float(f"{value:.{digits}g}") for value in array.tolist()]
